"""Difficulties and proposals of the story: raised from tasks, referred, answered, solved, overdue."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from itertools import cycle

from dieuphoi.commands.example.days import morning
from dieuphoi.commands.example.progress_told import Script
from dieuphoi.commands.example.rounds import Round
from dieuphoi.commands.example.stage import Stage
from dieuphoi.commands.example.wordings import Raising
from dieuphoi.issues import answering, raising, referral
from dieuphoi.issues.models import Decision, Issue, IssueKind
from dieuphoi.issues.raising import IssueDraft
from dieuphoi.organizations.roles import Permission
from dieuphoi.plans.models import Obligation
from dieuphoi.plans.progress import RUNNING, Told

FATES = ("solved", "referred", "overdue", "answered", "open", "referred_open")
"""What becomes of what is raised: in this order, then again from the front."""


class RaisedStory:
    """All that is raised before the earlier round's cut-off, and what became of it since."""

    def __init__(self, stage: Stage, script: Script, earlier: Round) -> None:
        self.stage = stage
        self.script = script
        self.cut_off = earlier.window.cut_off_on
        self.due = earlier.window.due_on
        self._raised: dict[str, int] = {}

    def plan(self) -> None:
        """Plan that most of what agencies can raise is raised; chance says which, and their fates."""
        chance = self.stage.chance("raised")
        some = list(self.stage.tale.wordings.raised)
        chance.shuffle(some)
        for n, (one, fate) in enumerate(zip(some[:-1], cycle(FATES), strict=False)):
            self._plan(one, fate, n)

    def _plan(self, one: Raising, fate: str, n: int) -> None:
        day = self.cut_off - timedelta(days=20 - n)
        note = self.stage.chance(one.code).choice(self.stage.tale.wordings.remarks.referred)
        waits = self.cut_off + timedelta(days=5) if fate == "overdue" else None
        self._at(day, n, self._raise, one, waits)
        if fate.startswith("referred"):
            by_then = self.due if fate == "referred" else self.stage.tale.days.today
            self._at(day + timedelta(days=3), n, self._refer, one, note, by_then)
        if fate == "referred":
            self._at(self.due + timedelta(days=4), n, self._answer, one)
        if fate in ("solved", "answered"):
            self._at(day + timedelta(days=5), n, self._answer, one)
        if fate == "solved":
            self._at(day + timedelta(days=8), n, self._verify, one)

    def _at(self, day: date, n: int, act: Callable[..., None], *words: object) -> None:
        self.stage.at(morning(day, 420 + n), partial(act, *words))

    def _raise(self, one: Raising, reply_due: date | None, at: datetime) -> None:
        obligation = self.script.lead_of(one.code)
        officer = self.stage.somebody(obligation.holder_id, Permission.RAISE_ISSUE)
        draft = IssueDraft(
            kind=IssueKind(one.kind),
            wording=one.wording,
            cause=one.cause,
            asked=one.asked,
            obligation=obligation,
            reply_due=reply_due,
        )
        if obligation.state in RUNNING and obligation.percent:
            told = Told(at.date(), obligation.percent, _said(obligation))
            _told, issue = raising.note_with_difficulty(obligation, told, draft, by=officer, at=at)
        else:
            issue = raising.raise_issue(draft, by=officer, at=at)
        self._raised[one.code] = issue.pk

    def _refer(self, one: Raising, note: str, by_then: date, at: datetime) -> None:
        issue = self._issue(one)
        referral.refer(
            issue,
            to=self.stage.names.city,
            reply_due=by_then + timedelta(days=6),
            note=note,
            by=self.stage.focal,
            at=at,
        )

    def _answer(self, one: Raising, at: datetime) -> None:
        issue = self._issue(one)
        by = self.stage.somebody(issue.addressee_id or 0, Permission.ANSWER_ISSUE)
        answering.answer(issue, decision=Decision(one.decision), text=one.answer, by=by, at=at)

    def _verify(self, one: Raising, at: datetime) -> None:
        issue = self._issue(one)
        by = self.stage.somebody(issue.raised_by_id, Permission.RAISE_ISSUE)
        words = self.stage.chance(one.code).choice(self.stage.tale.wordings.remarks.verified)
        answering.verify(issue, solved=True, note=words, by=by, at=at)

    def _issue(self, one: Raising) -> Issue:
        issues = Issue.objects.select_related("plan", "addressee")
        return issues.get(pk=self._raised[one.code])


def _said(obligation: Obligation) -> str:
    """What was told last of the obligation."""
    newest = obligation.progress.order_by("on", "pk").last()
    return newest.did if newest else ""
