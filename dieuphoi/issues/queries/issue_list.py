"""The list of issues: what a person asks of it, what it finds, and what its filter offers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from dieuphoi.base.vietnamese import fold, format_date
from dieuphoi.issues.models import Answer, Issue, IssueKind, IssueState
from dieuphoi.issues.queries.how_long import (
    UNSOLVED,
    UNSOLVED_STATES,
    Waiting,
    in_order,
    overdue_on,
    waits,
)
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Organization
from dieuphoi.plans.models import Obligation, Plan, Task
from dieuphoi.plans.queries import Facet

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


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
    return _with_subject(actor, in_order(found))


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
        found = found.filter(overdue_on(on))
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
        around = around.filter(state__in=UNSOLVED_STATES)
    elif asked.state:
        around = around.filter(state=asked.state)
    return around


def rows(found: Iterable[ShownIssue], on: date) -> list[IssueRow]:
    """The issues of one page, made ready to show: no query for a row."""
    return [_row(issue, on) for issue in found]


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
        meant = {state, UNSOLVED} if state in UNSOLVED_STATES else {state}
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
