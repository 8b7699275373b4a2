"""Open a cycle: every agency's report row is there from that moment, with its due day."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base.errors import DomainError, StaleState, require
from dieuphoi.base.periods import civil_day, covers
from dieuphoi.documents.typed_text import refuse_marks
from dieuphoi.organizations.actor import SYSTEM, Actor
from dieuphoi.organizations.models import Organization
from dieuphoi.organizations.succession import successors
from dieuphoi.plans.models import Obligation, ObligationState, Plan
from dieuphoi.reporting import policy
from dieuphoi.reporting.calendar import Window
from dieuphoi.reporting.contents import REPORTING
from dieuphoi.reporting.models import Cycle, Regime, Report, ReportState


class CycleNotOpened(DomainError):
    """The cycle cannot be opened as asked."""


class NotASuccessor(DomainError):
    """The agency does not carry on the duties of the one that owes the report."""


def open_cycle(
    regime: Regime,
    plans: Sequence[Plan],
    window: Window,
    *,
    title: str = "",
    recipient: str = "",
    by: Actor,
    at: datetime,
) -> Cycle:
    """Open a round of the regime for the plans; the actor's agency consolidates.

    Every agency that holds a part in them owes a report from now on. `title` stands instead of the
    one made of the window; `recipient` is to whom the consolidated report goes.
    """
    require(policy.can_open(by, plans), _("Chỉ cơ quan đầu mối của kế hoạch được mở kỳ báo cáo."))
    refuse_marks(title, window.title, recipient)
    _check(regime, plans, window, at)
    consolidator = by.organization_id or plans[0].focal_agency_id
    try:
        with transaction.atomic():
            cycle = Cycle.objects.create(
                regime=regime,
                consolidator_id=consolidator,
                title=(title.strip() or _title(plans, window)),
                starts_on=window.starts_on,
                ends_on=window.ends_on,
                cut_off_on=window.cut_off_on,
                due_on=window.due_on,
                consolidated_due_on=window.consolidated_due_on,
                recipient=recipient.strip(),
                outline=regime.outline,
                opened_by=by.label,
                opened_at=at,
            )
            cycle.plans.set(plans)
            count = expect_holders(cycle, at=at)
            record("cycle.opened", cycle, by=by, at=at, reports=count)
    except IntegrityError:
        raise CycleNotOpened(
            _("Kỳ báo cáo này đã được mở; hãy đặt tên khác nếu là kỳ mới.")
        ) from None
    return cycle


def expect_holders(cycle: Cycle, *, at: datetime) -> int:
    """Add the report rows of agencies that hold a part in the cycle's plans and have none yet.

    Idempotent: the tick calls it too, for parts assigned after the opening.
    """
    known = set(cycle.reports.values_list("organization", flat=True))
    missing = [one for one in holders(cycle.plans.all()) if one.pk not in known]
    rows = [Report(cycle=cycle, organization=one, answered_by=one, since=at) for one in missing]
    Report.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def expect_in_running_cycles(*, at: datetime) -> int:
    """For the tick: `expect_holders` of every cycle whose day has not passed; rows added."""
    running = Cycle.objects.filter(due_on__gte=civil_day(at)).prefetch_related("plans")
    added = 0
    for cycle in running:
        count = expect_holders(cycle, at=at)
        if count:
            record("cycle.reports_added", cycle, by=SYSTEM, at=at, reports=count)
        added += count
    return added


def holders(plans: Iterable[Plan]) -> QuerySet[Organization]:
    """The agencies that hold a part in the plans: those that would owe a report.

    Asked in two plain steps: nested in one query, PostgreSQL may visit every part for every agency.
    """
    chosen = [plan.pk for plan in plans]
    held = Obligation.objects.filter(task__plan__in=chosen, role__in=REPORTING).exclude(
        state__in=[ObligationState.CANCELLED, ObligationState.SUPERSEDED]
    )
    return Organization.objects.filter(
        pk__in=set(held.order_by().values_list("holder", flat=True).distinct())
    )


def hand_over(report: Report, to: Organization, *, by: Actor, at: datetime) -> None:
    """Let a successor answer for the report of an agency that has ended; a person decides which.

    The report stays that of the agency which owed it; ticks on what the successor does not hold go.
    Raises NotASuccessor.
    """
    require(
        policy.can_review(by, report.cycle),
        _("Chỉ cơ quan tổng hợp được chọn cơ quan kế thừa trả lời."),
    )
    if to not in heirs(report, civil_day(at)):
        raise NotASuccessor(
            _("%(agency)s không phải cơ quan kế thừa của cơ quan phải báo cáo.")
            % {"agency": to.name}
        )
    with transaction.atomic():
        unmoved = Report.objects.filter(pk=report.pk, answered_by=report.answered_by_id)
        if not unmoved.update(answered_by=to):
            raise StaleState(_("Người khác vừa chọn cơ quan trả lời; hãy tải lại trang."))
        report.closings.exclude(obligation__holder=to).delete()
        record("report.handed_over", report, by=by, at=at, to=to.pk)
    report.answered_by = to


def heirs(report: Report, on: date) -> list[Organization]:
    """Who can answer for an agency that has ended; empty while it exists."""
    if report.organization.exists_on(on):
        return []
    return successors(report.organization, on)


def is_open_for_writing(report: Report) -> bool:
    """Whether its agency may still change it: not sent, or returned."""
    return report.state in (ReportState.NOT_STARTED, ReportState.DRAFT, ReportState.RETURNED)


def _check(regime: Regime, plans: Sequence[Plan], window: Window, at: datetime) -> None:
    if not covers(civil_day(at), regime.valid_from, regime.valid_to):
        raise CycleNotOpened(_("Chế độ báo cáo này không còn hiệu lực hoặc chưa có hiệu lực."))
    if window.ends_on <= window.starts_on:
        raise CycleNotOpened(_("Kỳ báo cáo phải bắt đầu trước khi kết thúc."))
    if window.due_on <= window.cut_off_on:
        raise CycleNotOpened(
            _(
                "Hạn gửi phải sau ngày chốt số liệu ít nhất một ngày (Nghị định 09/2019/NĐ-CP, Điều 8)."
            )
        )
    if window.consolidated_due_on and window.consolidated_due_on < window.due_on:
        raise CycleNotOpened(
            _("Hạn của báo cáo tổng hợp không được trước hạn gửi của các cơ quan.")
        )
    if window.cut_off_on < window.starts_on:
        raise CycleNotOpened(_("Ngày chốt số liệu không được trước ngày bắt đầu kỳ."))
    if not holders(plans).exists():
        raise CycleNotOpened(
            _("Chưa giao nhiệm vụ nào trong kế hoạch, nên chưa có ai phải báo cáo.")
        )


def _title(plans: Sequence[Plan], window: Window) -> str:
    return _("Báo cáo %(window)s: %(plans)s") % {
        "window": window.title,
        "plans": "; ".join(plan.title for plan in plans),
    }
