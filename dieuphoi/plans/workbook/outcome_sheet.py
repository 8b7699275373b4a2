"""The outcome of a returned workbook as an Excel sheet, to send back to the agency."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.base.periods import civil_day
from dieuphoi.base.sheets import Column, write_list
from dieuphoi.base.vietnamese import format_date
from dieuphoi.plans.models import Outcome, ReturnedRow, WorkbookReturn

COLUMNS: list[Column[ReturnedRow]] = [
    Column(gettext_lazy("Tờ"), 14, lambda r: r.sheet),
    Column(gettext_lazy("Dòng"), 7, lambda r: r.number),
    Column(gettext_lazy("Mã"), 8, lambda r: r.code),
    Column(gettext_lazy("Nội dung nhiệm vụ"), 40, lambda r: r.content),
    Column(gettext_lazy("Kết quả đọc"), 12, lambda r: str(Outcome(r.outcome).label)),
    Column(gettext_lazy("Cột"), 18, lambda r: _columns(r)),
    Column(gettext_lazy("Lý do không nhận"), 44, lambda r: _reasons(r)),
    Column(gettext_lazy("Tiến độ (%)"), 9, lambda r: r.percent),
    Column(gettext_lazy("Kết quả đã làm"), 30, lambda r: r.did),
    Column(gettext_lazy("Việc tiếp theo"), 24, lambda r: r.next),
    Column(gettext_lazy("Ngày báo"), 12, lambda r: r.on),
    Column(
        gettext_lazy("Đề nghị xác nhận hoàn thành"),
        12,
        lambda r: _("Có") if r.proposes_done else "",
    ),
]


def write_outcome(returned: WorkbookReturn, rows: Iterable[ReturnedRow]) -> bytes:
    """The rows as an .xlsx file."""
    said = _("Bảng nộp ngày %(day)s, người nộp: %(who)s.") % {
        "day": format_date(civil_day(returned.uploaded_at)),
        "who": returned.uploaded_by,
    }
    return write_list(
        COLUMNS,
        rows,
        name=_("Kết quả đọc"),
        title=returned.organization.name if returned.organization else returned.name,
        said=said,
        printed=len(COLUMNS),
    )


def _columns(row: ReturnedRow) -> str:
    found = [
        f"{one['column']}: {one['heading']}" if one["column"] else one["heading"]
        for one in row.reasons
    ]
    return "\n".join(filter(None, found))


def _reasons(row: ReturnedRow) -> str:
    return "\n".join(one["text"] for one in row.reasons)
