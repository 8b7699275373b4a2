"""The list of difficulties and proposals as an Excel sheet."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.base.sheets import Column, write_list
from dieuphoi.base.vietnamese import format_date
from dieuphoi.issues.models import Decision, IssueKind, IssueState
from dieuphoi.issues.queries import IssueRow

COLUMNS: list[Column[IssueRow]] = [
    Column(gettext_lazy("Loại"), 12, lambda r: str(IssueKind(r.issue.kind).label)),
    Column(gettext_lazy("Nội dung"), 48, lambda r: r.issue.wording),
    Column(gettext_lazy("Nguyên nhân"), 24, lambda r: r.issue.cause),
    Column(gettext_lazy("Đề nghị"), 28, lambda r: r.issue.asked),
    Column(gettext_lazy("Cơ quan nêu"), 20, lambda r: r.issue.raised_by.name),
    Column(gettext_lazy("Ngày nêu"), 12, lambda r: r.issue.raised_on),
    Column(
        gettext_lazy("Cơ quan giải quyết"),
        20,
        lambda r: r.issue.addressee.name if r.issue.addressee else "",
    ),
    Column(gettext_lazy("Hạn trả lời"), 12, lambda r: r.issue.reply_due),
    Column(gettext_lazy("Trạng thái"), 18, lambda r: _state_words(r)),
    Column(gettext_lazy("Số ngày chờ"), 8, lambda r: r.waits.days if r.waits.since else None),
    Column(gettext_lazy("Trả lời"), 36, lambda r: _answer_words(r)),
    Column(gettext_lazy("Văn bản trả lời"), 16, lambda r: r.answer.symbol if r.answer else ""),
    Column(gettext_lazy("Kế hoạch"), 30, lambda r: r.plan.title if r.plan else ""),
    Column(gettext_lazy("Nhiệm vụ"), 9, lambda r: r.task.code if r.task else ""),
]
PRINTED = 12
"""How many columns are printed on A4: up to the answer's document."""


def write_sheet(rows: Iterable[IssueRow], *, title: str, asked: str, on: date) -> bytes:
    """The rows as an .xlsx file; `asked` says in words which filter they answer."""
    said = _("%(asked)s. Số liệu ngày %(day)s.") % {"asked": asked, "day": format_date(on)}
    name = _("Khó khăn, kiến nghị")
    return write_list(COLUMNS, rows, name=name, title=title, said=said, printed=PRINTED)


def _state_words(row: IssueRow) -> str:
    state = str(IssueState(row.issue.state).label)
    return _("%(state)s; quá hạn trả lời") % {"state": state} if row.waits.is_overdue else state


def _answer_words(row: IssueRow) -> str:
    if row.answer is None:
        return ""
    return f"{Decision(row.answer.decision).label}: {row.answer.text}"
