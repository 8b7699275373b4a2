"""Which story a day tells: the live plan from 2026 on, Programme 161 with the agencies of 2018."""

from dataclasses import dataclass
from datetime import date

from dieuphoi.commands.example import content, wordings
from dieuphoi.commands.example.content import Account, LivePlan, Step
from dieuphoi.commands.example.days import StoryDays
from dieuphoi.commands.example.wordings import Wordings

LIVE_FROM, LIVE_UNTIL = date(2026, 1, 1), date(2100, 1, 1)
PROGRAMME_FROM, PROGRAMME_UNTIL = date(2018, 10, 25), date(2018, 12, 9)
"""The days that have a story: earlier the agencies of the live plan did not exist, and on others
Programme 161 had no round of reports running and one behind it."""


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
    if LIVE_FROM <= today < LIVE_UNTIL:
        return _tale(content.LIVE, _live_plan(today), today)
    if PROGRAMME_FROM <= today <= PROGRAMME_UNTIL:
        return _tale(content.PROGRAMME, content.programme(), today)
    raise NoStory(today)


def _live_plan(today: date) -> LivePlan:
    """From May to November this year's plan, else the one that began in July: half a year and more
    of it lies behind, so that something is done, something runs and something is overdue."""
    if 5 <= today.month <= 11:
        return content.live_plan(today.year)
    return content.live_plan(today.year - (today.month < 5), from_july=True)


def _tale(key: str, plan: LivePlan, today: date) -> Tale:
    script, accounts = content.script(key), content.accounts(key)
    span = max(step.days_before for step in script)
    focal = next(a.username for a in accounts if a.role == "focal_officer")
    return Tale(key, plan, accounts, script, wordings.of(key), plan.days(today, span), focal)
