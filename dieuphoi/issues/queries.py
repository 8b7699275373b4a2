"""What pages and sheets need to know of difficulties and proposals, each answer one function."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from dieuphoi.activity.log import entries_about
from dieuphoi.activity.models import Activity
from dieuphoi.base.errors import require
from dieuphoi.base.periods import civil_day
from dieuphoi.base.vietnamese import fold, format_date
from dieuphoi.issues import policy
from dieuphoi.issues.models import MOVES, Answer, Issue, IssueKind, IssueState, IssueVerb, Referral
from dieuphoi.issues.moves import IssueMoved
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Organization
from dieuphoi.plans.models import Obligation, ObligationState, Plan, Task, TaskTerms
from dieuphoi.plans.punctuality import TimedObligation
from dieuphoi.plans.queries import Facet, terms_of, with_task

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

UNSOLVED = "unsolved"
"""A state that a filter may ask for: whatever is neither solved nor withdrawn."""


@dataclass(frozen=True)
class IssueFilter:
    """What a person asked of the list; an absent part asks nothing.

    `agency` is who raised it, `overdue` those whose day for a reply has gone by, `since` those
    raised from that day on.
    """

    kind: str = ""
    state: str = ""
    agency: int | None = None
    plan: int | None = None
    addressee: int | None = None
    overdue: bool = False
    words: str = ""
    since: date | None = None


class Shown(TypedDict):
    """What `issues` adds to an issue: whether the actor may read what it is about."""

    shows_plan: bool
    shows_task: bool


ShownIssue: TypeAlias = "WithAnnotations[Issue, Shown]"


@dataclass(frozen=True)
class Waiting:
    """An issue with how long it has been waiting on one day: `since` is none for one that ended."""

    issue: Issue
    since: datetime | None
    days: int
    is_overdue: bool


@dataclass(frozen=True)
class IssueRow:
    """An issue as the list and the sheet show it, on one day.

    `plan` and `task` are what it is about, as far as the actor may read them.
    """

    issue: ShownIssue
    waits: Waiting
    plan: Plan | None
    task: Task | None
    answer: Answer | None


def issues(actor: Actor, asked: IssueFilter, on: date) -> QuerySet[ShownIssue]:
    """The visible issues that were asked for, those first that wait for an answer, the longest
    waiting first."""
    found = standing_as(issues_around(actor, asked, on), asked)
    return _with_subject(actor, _in_order(found))


def issues_around(actor: Actor, asked: IssueFilter, on: date) -> QuerySet[Issue]:
    """The visible issues that the filter asks for, whatever kind or state it asks for."""
    found: QuerySet[Issue] = Issue.objects.visible_to(actor)
    if asked.agency:
        found = found.filter(raised_by=asked.agency)
    if asked.addressee:
        found = found.filter(addressee=asked.addressee)
    if asked.plan:
        found = found.filter(plan__in=Plan.objects.visible_to(actor).filter(pk=asked.plan))
    if asked.overdue:
        found = found.filter(_overdue(on))
    if asked.since:
        found = found.filter(raised_on__gte=asked.since)
    for word in fold(asked.words).split():
        found = found.filter(search__contains=word)
    return found


def standing_as(around: QuerySet[Issue], asked: IssueFilter) -> QuerySet[Issue]:
    """Those of the issues that are of the kind and in the state asked for."""
    if asked.kind:
        around = around.filter(kind=asked.kind)
    if asked.state == UNSOLVED:
        around = around.filter(state__in=_UNSOLVED)
    elif asked.state:
        around = around.filter(state=asked.state)
    return around


def waits(issue: Issue, on: date) -> Waiting:
    """How long the issue has been waiting on the day."""
    since = waiting_since(issue)
    days = max((on - civil_day(since)).days, 0) if since else 0
    return Waiting(issue, since, days, is_overdue(issue, on))


def rows(found: Iterable[ShownIssue], on: date) -> list[IssueRow]:
    """The issues of one page, made ready to show: no query for a row."""
    return [_row(issue, on) for issue in found]


def waiting_since(issue: Issue) -> datetime | None:
    """Since when somebody has to do something: answer it, or say whether it is solved."""
    return issue.since if issue.state in _UNSOLVED else None


def is_overdue(issue: Issue, on: date) -> bool:
    """Whether it still waits for an answer that was due before the day."""
    return issue.state == IssueState.OPEN and bool(issue.reply_due and issue.reply_due < on)


@dataclass(frozen=True)
class IssueFacets:
    """How many issues each kind and each state would show, beside the rest of the filter."""

    kind: list[Facet]
    state: list[Facet]


def facets(around: QuerySet[Issue], asked: IssueFilter) -> IssueFacets:
    """The counts of every choice of kind and state, in one query; `around` as for `standing_as`."""
    kinds: Counter[str] = Counter()
    states: Counter[str] = Counter()
    counts = around.order_by().values_list("kind", "state").annotate(n=Count("pk"))
    for kind, state, n in counts:
        meant = {state, UNSOLVED} if state in _UNSOLVED else {state}
        if asked.state in {"", *meant}:
            kinds[kind] += n
        if asked.kind in ("", kind):
            states.update(dict.fromkeys(meant, n))
    unsolved = [Facet(UNSOLVED, _("Đang mở"), states[UNSOLVED])]
    return IssueFacets(
        kind=[Facet(k, str(k.label), kinds[k]) for k in IssueKind if kinds[k]],
        state=[f for f in unsolved if f.count]
        + [Facet(s, str(s.label), states[s]) for s in IssueState if states[s]],
    )


@dataclass(frozen=True)
class IssueChoices:
    """What the filter offers, each (number, name): only what occurs among the visible issues."""

    plans: list[tuple[int, str]]
    agencies: list[tuple[int, str]]
    addressees: list[tuple[int, str]]


def choices(actor: Actor) -> IssueChoices:
    """The plans, the raising agencies and the addressees of the issues that the actor may read."""
    visible = Issue.objects.visible_to(actor).order_by()
    plans = Plan.objects.visible_to(actor).filter(pk__in=visible.values("plan"))
    return IssueChoices(
        plans=list(plans.values_list("pk", "title")),
        agencies=_names(visible.values("raised_by")),
        addressees=_names(visible.values("addressee")),
    )


def in_words(actor: Actor, asked: IssueFilter) -> str:
    """The filter as a sentence, for the head of a sheet; it names only what the actor may read."""
    said: list[str] = []
    if asked.kind in IssueKind:
        said.append(str(IssueKind(asked.kind).label))
    if asked.state == UNSOLVED:
        said.append(_("Đang mở"))
    elif asked.state in IssueState:
        said.append(str(IssueState(asked.state).label))
    if asked.overdue:
        said.append(_("Quá hạn trả lời"))
    if asked.since:
        said.append(_("Nêu từ ngày %(day)s") % {"day": format_date(asked.since)})
    if asked.plan:
        visible = Plan.objects.visible_to(actor)
        said += visible.filter(pk=asked.plan).values_list("title", flat=True)
    names = {pk for pk in (asked.agency, asked.addressee) if pk}
    named = dict(Organization.objects.filter(pk__in=names).values_list("pk", "name"))
    if asked.agency in named:
        said.append(_("%(agency)s nêu") % {"agency": named[asked.agency]})
    if asked.addressee in named:
        said.append(_("%(agency)s giải quyết") % {"agency": named[asked.addressee]})
    if asked.words:
        said.append(f"“{asked.words}”")
    return "; ".join(said) or _("Tất cả khó khăn, kiến nghị")


@dataclass(frozen=True)
class IssueOverview:
    """How many issues wait for an answer, how many of them too long, how many are new; and since
    when the oldest waits."""

    waiting: int
    overdue: int
    new: int
    oldest: datetime | None


def overview(actor: Actor, since: date, on: date) -> IssueOverview:
    """The counts of the issues that the actor may read, in one query; new: raised since the day."""
    waits_for_answer = Q(state=IssueState.OPEN)
    counts = Issue.objects.visible_to(actor).aggregate(
        waiting=Count("pk", filter=waits_for_answer),
        overdue=Count("pk", filter=_overdue(on)),
        new=Count("pk", filter=Q(raised_on__gte=since)),
        oldest=Min("since", filter=waits_for_answer),
    )
    return IssueOverview(**counts)


@dataclass(frozen=True)
class IssueFigures:
    """How many issues are open (not solved), overdue, and wait for the actor's agency."""

    open: int
    overdue: int
    to_answer: int
    to_verify: int


def figures(actor: Actor, on: date) -> IssueFigures:
    """The counts of the issues that the actor may read, in one query."""
    own = actor.organization_id
    waiting, answered = Q(state=IssueState.OPEN), Q(state=IssueState.ANSWERED)
    counts = Issue.objects.visible_to(actor).aggregate(
        open=Count("pk", filter=Q(state__in=_UNSOLVED)),
        overdue=Count("pk", filter=_overdue(on)),
        to_answer=Count("pk", filter=waiting & Q(addressee=own)),
        to_verify=Count("pk", filter=answered & Q(raised_by=own)),
    )
    return IssueFigures(**counts)


def waiting(actor: Actor, on: date, limit: int) -> list[Waiting]:
    """The issues without an answer that the actor may read, the longest waiting first."""
    found = Issue.objects.visible_to(actor).filter(state=IssueState.OPEN)
    return [waits(issue, on) for issue in _in_order(found)[:limit]]


@dataclass(frozen=True)
class IssueDesk:
    """What waits for the actor's agency: the longest waiting rows of each, and how many in all."""

    to_answer: list[Waiting]
    to_verify: list[Waiting]
    answers_owed: int
    verifications_owed: int


def desk(actor: Actor, on: date, limit: int) -> IssueDesk:
    """What the actor's agency has to answer, and which answers it has to verify; one query."""
    own = actor.organization_id
    mine = Q(state=IssueState.OPEN, addressee=own) | Q(state=IssueState.ANSWERED, raised_by=own)
    oldest = [F("since").asc(), F("pk").asc()]
    owed: QuerySet[Issue] = Issue.objects.filter(mine)
    found = list(
        owed.annotate(
            rank=Window(RowNumber(), partition_by=F("state"), order_by=oldest),
            of_kind=Window(Count("pk"), partition_by=F("state")),
        )
        .filter(rank__lte=limit)
        .select_related("raised_by", "addressee")
        .order_by("since", "pk")
    )
    counts = {issue.state: issue.of_kind for issue in found}
    shown = {state: [waits(i, on) for i in found if i.state == state] for state in _UNSOLVED}
    return IssueDesk(
        to_answer=shown[IssueState.OPEN],
        to_verify=shown[IssueState.ANSWERED],
        answers_owed=counts.get(IssueState.OPEN, 0),
        verifications_owed=counts.get(IssueState.ANSWERED, 0),
    )


def of_task(actor: Actor, task: Task, on: date) -> list[Waiting]:
    """The visible issues about the obligations of a task, as the list orders them."""
    found = Issue.objects.visible_to(actor).filter(obligation__task=task)
    return [waits(issue, on) for issue in _in_order(found)]


def raisable(actor: Actor, obligations: Iterable[Obligation]) -> list[Obligation]:
    """Those of the obligations that still run and about which the actor may raise an issue."""
    ended = (ObligationState.COMPLETED, ObligationState.CANCELLED, ObligationState.SUPERSEDED)
    return [o for o in obligations if o.state not in ended and policy.can_raise(actor, o, None)]


@dataclass(frozen=True)
class IssuePage:
    """An issue with its whole story, and what the actor may do with it.

    `plan` and `obligation` are what it is about, as far as the actor may read them; `hides`:
    it is about something that the actor may not read. `may` holds verbs of `require_allowed`.
    """

    issue: Issue
    plan: Plan | None
    obligation: "TimedObligation | None"
    terms: TaskTerms | None
    referrals: list[Referral]
    answers: list[Answer]
    withdrawal: Activity | None
    may: frozenset[str]
    waits: Waiting

    @property
    def waits_for_answer(self) -> bool:
        """Whether the addressee still has to answer."""
        return self.issue.state == IssueState.OPEN

    @property
    def newest_answer(self) -> Answer | None:
        """The answer that the raiser is to verify, or verified last."""
        return self.answers[-1] if self.answers else None

    @property
    def hides(self) -> bool:
        """Whether it is about a plan or a task that the actor may not read."""
        about_task = self.issue.obligation_id is not None
        return self.issue.plan_id is not None and (
            self.plan is None or (about_task and self.obligation is None)
        )


def issue_page(actor: Actor, issue: Issue, on: date) -> IssuePage:
    """What the page of an issue shows on a day. The issue was found visible before."""
    obligation = _obligation(actor, issue, on)
    answers = issue.answers.select_related("organization", "verification")
    withdrawn = entries_about(issue).filter(verb="issue.withdrawn")
    return IssuePage(
        issue=issue,
        plan=_plan(actor, issue),
        obligation=obligation,
        terms=terms_of(obligation) if obligation else None,
        referrals=list(issue.referrals.select_related("from_organization", "to_organization")),
        answers=list(answers),
        withdrawal=withdrawn.first() if issue.state == IssueState.WITHDRAWN else None,
        may=_allowed(actor, issue),
        waits=waits(issue, on),
    )


def require_allowed(actor: Actor, issue: Issue, verb: str) -> None:
    """Go on only if the actor may do this with the issue now: refer, answer, verify, withdraw.

    Raises NotPermitted when the role or agency is wrong, IssueMoved when the state is.
    """
    require(_rights(actor, issue)[verb], _("Việc này không thuộc quyền của bạn hoặc cơ quan bạn."))
    if verb not in _allowed(actor, issue):
        raise IssueMoved(issue.state)


_UNSOLVED = (IssueState.OPEN, IssueState.ANSWERED)
_VERBS = {
    "refer": IssueVerb.REFER,
    "answer": IssueVerb.ANSWER,
    "verify": IssueVerb.RESOLVE,
    "withdraw": IssueVerb.WITHDRAW,
}


def _overdue(on: date) -> Q:
    return Q(state=IssueState.OPEN, reply_due__lt=on)


def _in_order(found: QuerySet[Issue]) -> QuerySet[Issue]:
    """With their agencies; what waits for an answer first, then the longest waiting."""
    kept = Case(
        When(state=IssueState.OPEN, then=Value(0)),
        When(state=IssueState.ANSWERED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return found.select_related("raised_by", "addressee").order_by(kept, "since", "pk")


def _with_subject(actor: Actor, found: QuerySet[Issue]) -> QuerySet[ShownIssue]:
    """With all that a row of the list shows: what it is about, its answers."""
    plan = Plan.objects.visible_to(actor).filter(pk=OuterRef("plan"))
    held = Obligation.objects.visible_to(actor).filter(pk=OuterRef("obligation"))
    return (
        found.annotate(shows_plan=Exists(plan), shows_task=Exists(held))
        .select_related("raised_by", "addressee", "plan__document", "obligation__task")
        .prefetch_related("answers")
    )


def _row(issue: ShownIssue, on: date) -> IssueRow:
    answers = list(issue.answers.all())
    obligation = issue.obligation if issue.shows_task else None
    return IssueRow(
        issue=issue,
        waits=waits(issue, on),
        plan=issue.plan if issue.shows_plan else None,
        task=obligation.task if obligation else None,
        answer=answers[-1] if answers else None,
    )


def _names(keys: QuerySet[Issue, Any]) -> list[tuple[int, str]]:
    return list(Organization.objects.filter(pk__in=keys).values_list("pk", "name"))


def _plan(actor: Actor, issue: Issue) -> Plan | None:
    if issue.plan_id is None:
        return None
    visible = Plan.objects.visible_to(actor).select_related("document")
    return visible.filter(pk=issue.plan_id).first()


def _obligation(actor: Actor, issue: Issue, on: date) -> "TimedObligation | None":
    if issue.obligation_id is None:
        return None
    visible = Obligation.objects.visible_to(actor).filter(pk=issue.obligation_id)
    return with_task(visible, on).first()


def _allowed(actor: Actor, issue: Issue) -> frozenset[str]:
    """What the actor may do with the issue in the state it is in."""
    rights = _rights(actor, issue)
    possible = {verb for verb, move in _VERBS.items() if issue.state in MOVES[move]}
    return frozenset(verb for verb in possible if rights[verb])


def _rights(actor: Actor, issue: Issue) -> dict[str, bool]:
    return {
        "refer": policy.can_refer(actor, issue),
        "answer": policy.can_answer(actor, issue),
        "verify": policy.can_verify(actor, issue),
        "withdraw": policy.can_withdraw(actor, issue),
    }
