"""Who has reported in a cycle and who has not, as an Excel sheet."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.base.periods import civil_day
from dieuphoi.base.sheets import Column, write_list
from dieuphoi.base.vietnamese import format_date
from dieuphoi.reporting.models import Cycle, ReportState
from dieuphoi.reporting.queries import ReportLine

COLUMNS: list[Column[ReportLine]] = [
    Column(gettext_lazy("Cơ quan"), 44, lambda r: r.report.organization.name),
    Column(gettext_lazy("Trạng thái"), 16, lambda r: str(ReportState(r.report.state).label)),
    Column(gettext_lazy("Hạn gửi"), 12, lambda r: r.report.cycle.due_on),
    Column(gettext_lazy("Ngày gửi"), 12, lambda r: _day_sent(r)),
    Column(gettext_lazy("Gửi muộn"), 10, lambda r: _("muộn") if r.report.is_late else ""),
    Column(gettext_lazy("Bản"), 6, lambda r: r.report.newest_n),
    Column(
        gettext_lazy("Không phát sinh"),
        12,
        lambda r: _("không phát sinh") if r.report.newest_nothing_arose else "",
    ),
    Column(
        gettext_lazy("Cơ quan trả lời thay"),
        36,
        lambda r: r.report.answered_by.name if r.answers_for_other else "",
    ),
]


def write_sheet(lines: Iterable[ReportLine], cycle: Cycle, *, on: date) -> bytes:
    """The rows as an .xlsx file."""
    said = _("Hạn gửi %(due)s, chốt số liệu %(cut_off)s. Số liệu ngày %(day)s.") % {
        "due": format_date(cycle.due_on),
        "cut_off": format_date(cycle.cut_off_on),
        "day": format_date(on),
    }
    return write_list(
        COLUMNS, lines, name=_("Báo cáo"), title=cycle.title, said=said, printed=len(COLUMNS)
    )


def _day_sent(line: ReportLine) -> date | None:
    sent_at = line.report.last_sent_at
    return civil_day(sent_at) if sent_at else None
