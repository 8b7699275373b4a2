"""Which story a day tells: the live plan from 2026 on, Programme 161 with the agencies of 2018."""

from dataclasses import dataclass
from datetime import date

from dieuphoi.commands.example import content, wordings
from dieuphoi.commands.example.content import Account, LivePlan, Step
from dieuphoi.commands.example.days import StoryDays
from dieuphoi.commands.example.wordings import Wordings

SPRING = (4, 1)
"""Before this day a year's plan has nothing overdue yet: the story is that of the year before."""


class NoStory(LookupError):
    """Nothing is told of that day: agencies or directives of the example did not exist."""


@dataclass(frozen=True)
class Tale:
    """A plan that is followed, its people, what they did and wrote; `focal` is its focal officer."""

    key: str
    plan: LivePlan
    accounts: tuple[Account, ...]
    script: tuple[Step, ...]
    wordings: Wordings
    days: StoryDays
    focal: str

    @property
    def has_past(self) -> bool:
        """Whether the five directives of the past lie behind its day."""
        return self.key == content.LIVE


def tale_on(today: date) -> Tale:
    """The story as it stands on that day; raises NoStory."""
    live, programme = content.live_plan(_year(today)), content.programme()
    for key, plan in ((content.LIVE, live), (content.PROGRAMME, programme)):
        if plan.told_from <= today and (plan.told_until is None or today <= plan.told_until):
            return _tale(key, plan, today)
    raise NoStory(today)


def _year(today: date) -> int:
    """The first year of the live plan: this one, in winter the one before; never before 2026."""
    return max(content.FIRST_YEAR, today.year - ((today.month, today.day) < SPRING))


def _tale(key: str, plan: LivePlan, today: date) -> Tale:
    script, accounts = content.script(key), content.accounts(key)
    span = max(step.days_before for step in script)
    focal = next(a.username for a in accounts if a.role == "focal_officer")
    return Tale(key, plan, accounts, script, wordings.of(key), plan.days(today, span), focal)
