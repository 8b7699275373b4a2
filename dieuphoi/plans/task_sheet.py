"""The task list as an Excel sheet, in the column order of the officials' own lists."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.base.sheets import Column, write_list
from dieuphoi.base.vietnamese import format_date
from dieuphoi.plans.models import ObligationState
from dieuphoi.plans.punctuality import Punctuality
from dieuphoi.plans.queries import TaskRow

PRINTED: list[Column[TaskRow]] = [
    Column(gettext_lazy("Mã"), 8, lambda r: r.task.code),
    Column(gettext_lazy("Nội dung nhiệm vụ"), 52, lambda r: r.content),
    Column(gettext_lazy("Cơ quan chủ trì"), 24, lambda r: "; ".join(r.leads)),
    Column(gettext_lazy("Thời hạn"), 16, lambda r: r.deadline_text),
    Column(gettext_lazy("Ngày đến hạn"), 12, lambda r: r.due_on),
    Column(gettext_lazy("Tiến độ (%)"), 9, lambda r: r.percent),
    Column(
        gettext_lazy("Lãnh đạo chỉ đạo"),
        16,
        lambda r: r.terms.supervising_leader if r.terms else "",
    ),
    Column(gettext_lazy("Cơ quan phối hợp"), 28, lambda r: "; ".join(r.cooperating)),
    Column(gettext_lazy("Sản phẩm"), 24, lambda r: r.product),
    Column(gettext_lazy("Trạng thái"), 16, lambda r: str(ObligationState(r.state).label)),
    Column(gettext_lazy("Tình trạng thời hạn"), 18, lambda r: _time_word(r.punctuality)),
]
"""The columns that go on A4."""
FOR_SORTING: list[Column[TaskRow]] = [
    Column(gettext_lazy("Ngày báo gần nhất"), 12, lambda r: r.told_on),
    Column(
        gettext_lazy("Nhóm nhiệm vụ"), 30, lambda r: r.task.section.title if r.task.section else ""
    ),
    Column(gettext_lazy("Nguồn"), 26, lambda r: r.task.plan.document.title),
    Column(gettext_lazy("Ngày văn bản"), 12, lambda r: r.task.plan.document.issued_on),
]
"""The columns that stand right of them, on screen only."""
COLUMNS = [*PRINTED, *FOR_SORTING]


def write_sheet(rows: Iterable[TaskRow], *, title: str, asked: str, on: date) -> bytes:
    """The rows as an .xlsx file; `asked` says in words which filter they answer."""
    said = _("%(asked)s. Số liệu ngày %(day)s.") % {"asked": asked, "day": format_date(on)}
    name, printed = _("Nhiệm vụ"), len(PRINTED)
    return write_list(COLUMNS, rows, name=name, title=title, said=said, printed=printed)


def _time_word(punctuality: str | None) -> str:
    return str(Punctuality(punctuality).label) if punctuality else ""
