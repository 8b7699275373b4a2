"""A tracker beside its plan as an Excel sheet: every row and every task, and what differs."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.base.sheets import Column, write_list
from dieuphoi.base.vietnamese import format_date
from dieuphoi.documents.models import StatusState
from dieuphoi.plans.models import TaskTerms, Tracker, TrackerRow
from dieuphoi.plans.queries.tracker_page import TrackerPage
from dieuphoi.plans.tracker.comparing import LEADS, Difference

FIELDS = {
    "lead": gettext_lazy("chủ trì"),
    "deadline": gettext_lazy("thời hạn"),
    "content": gettext_lazy("nội dung"),
    "product": gettext_lazy("sản phẩm"),
}


@dataclass(frozen=True)
class Line:
    """A line of the sheet: a row, a task, or both."""

    result: str
    row: TrackerRow | None
    terms: TaskTerms | None
    differences: list[Difference]


COLUMNS: list[Column[Line]] = [
    Column(gettext_lazy("Đối chiếu"), 18, lambda line: line.result),
    Column(gettext_lazy("Khác ở"), 18, lambda line: _fields(line.differences)),
    Column(gettext_lazy("Mã trong bảng"), 8, lambda line: line.row.code if line.row else ""),
    Column(gettext_lazy("Nội dung trong bảng"), 40, lambda line: line.row.content if line.row else ""),
    Column(gettext_lazy("Mã trong kế hoạch"), 8, lambda line: line.terms.task.code if line.terms else ""),
    Column(gettext_lazy("Nội dung trong kế hoạch"), 40, lambda line: line.terms.content if line.terms else ""),
    Column(gettext_lazy("Chủ trì trong bảng"), 22, lambda line: line.row.lead_text if line.row else ""),
    Column(gettext_lazy("Chủ trì trong kế hoạch"), 22, lambda line: _leads(line.terms)),
    Column(gettext_lazy("Thời hạn trong bảng"), 14, lambda line: line.row.deadline_text if line.row else ""),
    Column(gettext_lazy("Thời hạn trong kế hoạch"), 14, lambda line: _deadlines(line.terms)),
    Column(gettext_lazy("Tình trạng trong bảng"), 18, lambda line: line.row.status_text if line.row else ""),
    Column(gettext_lazy("Hiểu là"), 16, lambda line: _status(line.row)),
    Column(gettext_lazy("Tỷ lệ (%)"), 8, lambda line: line.row.percent if line.row else None),
    Column(gettext_lazy("Kết quả đã đạt"), 40, lambda line: line.row.result if line.row else ""),
    Column(gettext_lazy("Trang tính"), 16, lambda line: line.row.sheet if line.row else ""),
    Column(gettext_lazy("Dòng"), 7, lambda line: line.row.number if line.row else None),
]  # fmt: skip


def write_comparison(tracker: Tracker, page: TrackerPage, *, on: date) -> bytes:
    """The comparison as an .xlsx file: the tracker's rows in their order, then tasks without one."""
    lines = [
        *(
            Line(result, one.row, one.terms, one.differences)
            for result, found in (
                (_("Khớp, có chỗ khác"), page.different),
                (_("Khớp"), page.same),
                (_("Chưa chắc"), page.doubtful),
                (_("Chỉ có trong bảng"), page.only_rows),
            )
            for one in found
        ),
    ]
    lines.sort(key=lambda line: line.row.position if line.row else 0)
    lines += [Line(_("Chỉ có trong kế hoạch"), None, terms, []) for terms in page.only_tasks]
    return write_list(
        COLUMNS,
        lines,
        name=_("Đối chiếu"),
        title=_("Đối chiếu bảng theo dõi với kế hoạch"),
        said=_("Bảng %(name)s, số liệu đến %(day)s; kế hoạch %(plan)s ngày %(on)s.")
        % {
            "name": tracker.name,
            "day": format_date(tracker.on),
            "plan": tracker.plan.title,
            "on": format_date(on),
        },
        printed=len(COLUMNS),
    )


def _fields(differences: list[Difference]) -> str:
    return ", ".join(str(FIELDS[one.field]) for one in differences)


def _leads(terms: TaskTerms | None) -> str:
    parties = terms.parties.all() if terms else []
    return "; ".join(party.wording for party in parties if party.role in LEADS)


def _deadlines(terms: TaskTerms | None) -> str:
    texts = [deadline.text for deadline in terms.deadlines.all()] if terms else []
    return "; ".join(dict.fromkeys(filter(None, texts)))


def _status(row: TrackerRow | None) -> str:
    return str(StatusState(row.status).label) if row and row.status else ""
