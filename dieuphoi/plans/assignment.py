"""Assign a plan: its tasks become obligations of agencies; agencies accept or decline them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base import rules
from dieuphoi.base.errors import DomainError, StaleState, require
from dieuphoi.base.periods import civil_day
from dieuphoi.documents import registry
from dieuphoi.documents.typed_text import refuse_marks
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.membership import members
from dieuphoi.organizations.models import Organization
from dieuphoi.plans import policy, timeline, turns
from dieuphoi.plans.fan_out import LEADING, DeadlineTerms, Owed, PartyTerms, fan_out
from dieuphoi.plans.models import (
    Involvement,
    Obligation,
    ObligationState,
    Party,
    PartyRole,
    Plan,
    Task,
    TaskTerms,
    Verb,
)
from dieuphoi.plans.reasons import ReasonMissing
from dieuphoi.plans.terms import Demand, set_terms
from dieuphoi.plans.tracker import carrying


class PreviewOutdated(StaleState):
    """The number of obligations is no longer the one that the person was shown."""

    def __init__(self, shown: int, now: int) -> None:
        super().__init__(
            _(
                "Số nghĩa vụ vừa thay đổi: lúc xem là %(shown)s, nay là %(now)s. Hãy xem lại trước khi giao."
            )
            % {"shown": shown, "now": now}
        )


class LeadMissing(DomainError):
    """A task needs at least one lead."""


class LeadsNamed(StaleState):
    """Somebody else said meanwhile who leads the task."""


class AlreadyAssigned(StaleState):
    """The task has obligations already."""


class NotSure(DomainError):
    """So many obligations that the person is asked a second time."""


class AgencyEnded(DomainError):
    """Nothing can be given to an agency that no longer exists."""


MOST_OBLIGATIONS = 20_000
"""What one assignment makes at most: beyond it a deadline or a class was read wrongly."""


class TooManyObligations(DomainError):
    """The plan would make more obligations than any directive means."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Kế hoạch sẽ tạo quá nhiều nghĩa vụ (trên %(most)s). Hãy kiểm tra nhiệm vụ định kỳ "
                "hằng ngày, hằng tuần giao cho cả nhóm cơ quan và thời gian của kế hoạch."
            )
            % {"most": MOST_OBLIGATIONS}
        )


@dataclass(frozen=True)
class Unassignable:
    """A task that gives no obligation, and why (a code: no_lead, lead_unknown, two_leads,
    empty_class)."""

    task: Task
    terms: TaskTerms
    why: str


@dataclass
class Preview:
    """What assigning would make, shown to the person before it is done."""

    owed: list[tuple[Task, Owed]] = field(default_factory=list)
    unassignable: list[Unassignable] = field(default_factory=list)
    circulation: dict[int, set[int]] = field(default_factory=dict)
    """task → all agencies that have a part in it, cooperating classes included"""
    ask_again_over: int = 500

    @property
    def count(self) -> int:
        """How many obligations there would be."""
        return len(self.owed)

    @property
    def tasks(self) -> int:
        """How many tasks would be assigned."""
        return len({task.pk for task, _owed in self.owed})

    @property
    def asks_again(self) -> bool:
        """Whether there are so many that the person is asked a second time."""
        return self.count > self.ask_again_over

    def by_organization(self) -> Counter[int]:
        """How many obligations each agency would get."""
        return Counter(owed.organization for _task, owed in self.owed)


def preview(plan: Plan, on: date) -> Preview:
    """What assigning the plan's tasks that were not assigned yet would make, on that day.

    Classes stand for their members of the day the document takes effect.
    """
    day = effective_day(plan)
    result = Preview(ask_again_over=rules.integer("obligations_ask_again_over", on))
    strict = rules.value("before_is_exclusive", on) == "1"
    until = max(day, on) + relativedelta(months=rules.integer("occurrences_ahead_months", on))
    if plan.ends_on:
        until = min(until, plan.ends_on)
    classes: dict[int, tuple[int, ...]] = {}
    for terms in _unassigned_terms(plan, on):
        if result.count > MOST_OBLIGATIONS:
            raise TooManyObligations
        parties = [_party_terms(party, day, plan, classes) for party in terms.parties.all()]
        deadlines = [_deadline_terms(d) for d in terms.deadlines.all()]
        owed = fan_out(parties, deadlines, starts_on=day, until=until, strict=strict)
        if any(one.role in LEADING for one in owed):
            result.owed += [(terms.task, one) for one in owed]
            result.circulation[terms.task_id] = {o for p in parties for o in p.organizations}
        else:
            result.unassignable.append(Unassignable(terms.task, terms, _why(terms)))
    return result


@transaction.atomic
def assign(
    plan: Plan,
    *,
    shown: int,
    sure: bool = False,
    confirm_done: bool = False,
    by: Actor,
    at: datetime,
) -> list[Obligation]:
    """Make the obligations of all tasks not assigned yet, and give them to their agencies.

    `shown` is the number of obligations that the person saw; raises PreviewOutdated when it is
    another by now, NotSure when there are so many that the person is asked twice. Every agency with a part may read the document and the task from then on.

    Where a tracker told the progress of a task, its lead has it as its first progress; with
    `confirm_done`, which only the plan's confirmer may choose, what it told as done is confirmed.
    """
    require(
        policy.can_coordinate(by, plan), _("Chỉ cơ quan đầu mối của kế hoạch được giao nhiệm vụ.")
    )
    Plan.objects.select_for_update().get(pk=plan.pk)
    now = preview(plan, civil_day(at))
    if now.count != shown:
        raise PreviewOutdated(shown, now.count)
    if now.asks_again and not sure:
        raise NotSure(_("Số nghĩa vụ rất lớn (%(n)s). Hãy xác nhận lần nữa.") % {"n": now.count})
    try:
        with transaction.atomic():
            obligations = Obligation.objects.bulk_create(
                _obligation(task, owed, at) for task, owed in now.owed
            )
    except IntegrityError:
        raise PreviewOutdated(shown, preview(plan, civil_day(at)).count) from None
    turns.open_turns(obligations, by=by.label, at=at)
    _involve(plan, now.circulation, at)
    record("plan.assigned", plan, by=by, at=at, obligations=len(obligations), tasks=now.tasks)
    carrying.apply_waiting(plan, confirm_done=confirm_done, by=by, at=at)
    return obligations


@transaction.atomic
def accept(obligation: Obligation, *, by: Actor, at: datetime) -> None:
    """Take an assignment on: assigned → in progress."""
    require(policy.can_accept(by, obligation), _("Chỉ thủ trưởng cơ quan được giao mới nhận việc."))
    turns.move(obligation, Verb.ACCEPT, by=by.label, at=at)
    record("obligation.accepted", obligation, by=by, at=at)


@transaction.atomic
def decline(
    obligation: Obligation,
    *,
    reason: str,
    proposed: Organization | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """Return an assignment for wrong competence, with the reason and the agency proposed."""
    require(
        policy.can_accept(by, obligation), _("Chỉ thủ trưởng cơ quan được giao mới chuyển trả.")
    )
    if not reason.strip():
        raise ReasonMissing(_("Hãy nêu lý do chuyển trả."))
    refuse_marks(reason)
    turns.move(
        obligation, Verb.DECLINE, by=by.label, at=at, reason=reason, proposed_holder=proposed
    )
    record("obligation.declined", obligation, by=by, at=at, reason=reason)


@transaction.atomic
def reassign(obligation: Obligation, to: Organization, *, by: Actor, at: datetime) -> None:
    """Give a declined obligation to an agency, the same again or another: declined → assigned."""
    plan = obligation.task.plan
    require(policy.can_coordinate(by, plan), _("Chỉ cơ quan đầu mối của kế hoạch được giao lại."))
    if not to.exists_on(civil_day(at)):
        raise AgencyEnded(_("Cơ quan này không còn hoạt động. Hãy chọn cơ quan kế thừa."))
    turns.move(obligation, Verb.REASSIGN, by=by.label, at=at, holder=to)
    _involve(plan, {obligation.task_id: {to.pk}}, at)
    record("obligation.reassigned", obligation, by=by, at=at, to=to.pk)


@transaction.atomic
def name_leads(
    task: Task,
    leads: Sequence[Organization],
    *,
    seen: int | None = None,
    by: Actor,
    at: datetime,
) -> TaskTerms:
    """Say who leads a task whose lead was not read with certainty: one, or two and more jointly.

    New terms for the same days, known from `at` on; what stood there before stays as it was
    known. `seen` is the key of the terms that the person saw; raises LeadsNamed when others stand
    by now. Only before the task is assigned: afterwards a lead changes by amendment or transfer.
    """
    require(
        policy.can_coordinate(by, task.plan),
        _("Chỉ cơ quan đầu mối của kế hoạch được chọn chủ trì."),
    )
    if not leads:
        raise LeadMissing(_("Hãy chọn ít nhất một cơ quan chủ trì."))
    Plan.objects.select_for_update().get(pk=task.plan_id)  # nobody assigns or names meanwhile
    if task.obligations.exists():
        raise AlreadyAssigned(
            _("Nhiệm vụ đã giao; việc đổi cơ quan chủ trì cần văn bản hoặc giao lại.")
        )
    old = task.terms.filter(known_to=None).order_by("-valid_from")[0]
    if seen is not None and seen != old.pk:
        raise LeadsNamed(_("Người khác vừa chọn cơ quan chủ trì. Hãy tải lại trang để xem."))
    role = PartyRole.LEAD if len(leads) == 1 else PartyRole.JOINT_LEAD
    named = [
        Party(role=role, organization=lead, wording=lead.name, position=n)
        for n, lead in enumerate(leads)
    ]
    others = [party for party in old.parties.all() if party.role not in LEADING]
    demand = Demand(
        content=old.content,
        product=old.product,
        product_kind=old.product_kind,
        supervising_leader=old.supervising_leader,
        parties=(*named, *others),
        deadlines=tuple(old.deadlines.all()),
    )
    terms = set_terms(
        task,
        demand,
        set_by=old.set_by,
        valid_from=old.valid_from,
        valid_to=old.valid_to,
        known_at=at,
    )
    record("task.leads_named", task, by=by, at=at, leads=[lead.pk for lead in leads])
    return terms


def effective_day(plan: Plan) -> date:
    """The day the plan's document takes effect: in force from, else issued on, else the plan's
    first day."""
    document = plan.document
    return document.in_force_from or document.issued_on or plan.starts_on


def _unassigned_terms(plan: Plan, on: date) -> list[TaskTerms]:
    day = max(on, effective_day(plan))
    return list(
        TaskTerms.objects.filter(timeline.true_on(day), task__plan=plan, task__obligations=None)
        .select_related("task")
        .prefetch_related("parties__group", "deadlines")
        .order_by("task__position")
    )


def _party_terms(
    party: Party, day: date, plan: Plan, classes: dict[int, tuple[int, ...]]
) -> PartyTerms:
    if party.organization_id:
        return PartyTerms(party.role, (party.organization_id,))
    if not party.group_id or not party.group:
        return PartyTerms(party.role, ())
    if party.group_id not in classes:
        issuer = plan.document.issuer or plan.owner
        found = members(party.group, day, issuer).values_list("pk", flat=True)
        classes[party.group_id] = tuple(found)
    return PartyTerms(party.role, classes[party.group_id], is_class=True)


def _deadline_terms(deadline: object) -> DeadlineTerms:
    names = DeadlineTerms.__dataclass_fields__
    return DeadlineTerms(**{name: getattr(deadline, name) for name in names})


def _why(terms: TaskTerms) -> str:
    leads = [p for p in terms.parties.all() if p.role in (PartyRole.LEAD, PartyRole.JOINT_LEAD)]
    if not leads:
        return "no_lead"
    return "lead_unknown" if all(lead.is_open for lead in leads) else "empty_class"


def _obligation(task: Task, owed: Owed, at: datetime) -> Obligation:
    time = owed.occurrence
    return Obligation(
        task=task,
        organization_id=owed.organization,
        holder_id=owed.organization,
        role=owed.role,
        occurrence=time.name,
        starts_on=time.starts_on,
        first_due_on=time.due_on,
        due_on=time.due_on,
        waits_for=time.waits_for,
        state=ObligationState.ASSIGNED,
        since=at,
    )


def _involve(plan: Plan, parts: dict[int, set[int]], at: datetime) -> None:
    Involvement.objects.bulk_create(
        (
            Involvement(task_id=task, organization_id=organization, since=at)
            for task, organizations in parts.items()
            for organization in sorted(organizations)
        ),
        ignore_conflicts=True,
    )
    registry.circulate(plan.document, set().union(*parts.values()), at=at)
