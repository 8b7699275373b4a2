"""What the codes of a reading mean, in words: warnings, columns, agencies, deadlines."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.base.vietnamese import format_date
from dieuphoi.documents.models import StatusState, StatusTiming

register = template.Library()

WARNINGS = {
    "content_missing": gettext_lazy("Chưa có nội dung"),
    "content_unsure": gettext_lazy("Nội dung đọc chưa chắc"),
    "lead_missing": gettext_lazy("Chưa có cơ quan chủ trì"),
    "two_leads": gettext_lazy("Nhiều cơ quan chủ trì"),
    "lead_unknown": gettext_lazy("Chưa rõ cơ quan chủ trì"),
    "lead_unsure": gettext_lazy("Chủ trì đọc chưa chắc"),
    "cooperating_unknown": gettext_lazy("Chưa rõ cơ quan phối hợp"),
    "cooperating_unsure": gettext_lazy("Phối hợp đọc chưa chắc"),
    "deadline_missing": gettext_lazy("Không có thời hạn"),
    "deadline_unread": gettext_lazy("Chưa hiểu thời hạn"),
    "deadline_unsure": gettext_lazy("Thời hạn đọc chưa chắc"),
    "several_deadlines": gettext_lazy("Nhiều thời hạn"),
    "product_unsure": gettext_lazy("Sản phẩm đọc chưa chắc"),
    "group_unsure": gettext_lazy("Nhóm nhiệm vụ đọc chưa chắc"),
    "code_unsure": gettext_lazy("Mã đọc chưa chắc"),
    "code_repeated": gettext_lazy("Mã bị lặp"),
    "status_asked": gettext_lazy("Chưa rõ tình trạng"),
}
FIELDS = {
    "code": gettext_lazy("Mã"),
    "group": gettext_lazy("Nhóm"),
    "content": gettext_lazy("Nội dung"),
    "lead": gettext_lazy("Chủ trì"),
    "cooperating": gettext_lazy("Phối hợp"),
    "product": gettext_lazy("Sản phẩm"),
    "deadline": gettext_lazy("Thời hạn"),
    "status": gettext_lazy("Tình trạng"),
    "result": gettext_lazy("Kết quả đã đạt"),
    "note": gettext_lazy("Ghi chú"),
    "": gettext_lazy("Cột khác"),
}
HEADER = {
    "issuer": gettext_lazy("Cơ quan ban hành"),
    "type": gettext_lazy("Loại văn bản"),
    "symbol": gettext_lazy("Số, ký hiệu"),
    "number": gettext_lazy("Số"),
    "notation": gettext_lazy("Ký hiệu"),
    "issued_on": gettext_lazy("Ngày ban hành"),
    "place": gettext_lazy("Nơi ban hành"),
    "subject": gettext_lazy("Trích yếu"),
    "signer_authority": gettext_lazy("Thẩm quyền ký"),
    "signer_title": gettext_lazy("Chức vụ người ký"),
    "signer_name": gettext_lazy("Người ký"),
}
REASONS = {
    "group_guess": gettext_lazy("nhóm suy từ các dòng phía trên"),
    "lead_unread": gettext_lazy("ô chủ trì không tách rõ được từng cơ quan"),
    "cooperating_unread": gettext_lazy("ô phối hợp không tách rõ được từng cơ quan"),
    "content_joined": gettext_lazy("nội dung nối từ hai dòng của bảng"),
    "cells_missing": gettext_lazy("dòng thiếu ô so với tiêu đề bảng"),
    "date_swapped": gettext_lazy("ngày và tháng có thể đổi chỗ"),
    "old_and_new": gettext_lazy("ô có nội dung cũ và mới, lấy nội dung mới"),
}
READER = {
    "nested_table": gettext_lazy("Có bảng lồng trong một ô của bảng khác."),
    "hidden_sheet": gettext_lazy("Có trang tính bị ẩn nên không đọc."),
}
UNREAD = {
    "row_empty": gettext_lazy("chỉ có số thứ tự"),
    "row_unread": gettext_lazy("không rõ là nhiệm vụ hay tiêu đề"),
    "heading_with_more": gettext_lazy("tiêu đề nhóm có kèm nội dung khác"),
}
_RECURRENCES = {
    ("DAILY", "1"): gettext_lazy("hằng ngày"),
    ("WEEKLY", "1"): gettext_lazy("hằng tuần"),
    ("WEEKLY", "2"): gettext_lazy("hai tuần một lần"),
    ("MONTHLY", "1"): gettext_lazy("hằng tháng"),
    ("MONTHLY", "3"): gettext_lazy("hằng quý"),
    ("MONTHLY", "6"): gettext_lazy("sáu tháng một lần"),
    ("YEARLY", "1"): gettext_lazy("hằng năm"),
}


@register.filter
def warning_words(code: str) -> str:
    """A warning in words; one without words is shown as its code, never left out."""
    return str(WARNINGS.get(code, code))


@register.filter
def field_words(name: str) -> str:
    """The name of a value of a row."""
    return str(FIELDS[name])


@register.filter
def header_words(name: str) -> str:
    """The name of a value of the letterhead."""
    return str(HEADER.get(name, name))


@register.filter
def reader_words(code: str) -> str:
    """What the reader says of the file as a whole; one without words is shown as its code."""
    return str(READER.get(code, _("Có chỗ chưa đọc được (%(code)s).") % {"code": code}))


@register.filter
def reason_words(code: str) -> str:
    """Why the reader was not certain of a row; empty where the warning itself says it."""
    return str(REASONS.get(code, ""))


@register.filter
def unread_words(code: str) -> str:
    """Why a row became neither a task nor a heading."""
    return str(UNREAD.get(code, code))


@register.filter
def place_words(locator: Mapping[str, Any]) -> str:
    """Where in the file a row stands."""
    table, row, sheet = locator.get("table"), locator.get("row"), locator.get("sheet")
    if not row:
        return ""
    if sheet:
        return _("trang tính “%(sheet)s”, dòng %(row)s") % {"sheet": sheet, "row": row}
    if table:
        return _("bảng %(table)s, dòng %(row)s") % {"table": table, "row": row}
    return _("đoạn %(row)s") % {"row": row}


@register.simple_tag
def status_words(state: str, timing: str = "") -> str:
    """What the words of a tracker mean: "hoàn thành, quá hạn"; empty where they tell nothing."""
    if not state:
        return ""
    words = str(StatusState(state).label)
    return f"{words}, {StatusTiming(timing).label}" if timing else words


@register.filter
def in_one_line(text: str) -> str:
    """The cells of a row, kept one a line, beside each other."""
    return " · ".join(text.splitlines())


@register.filter
def deadline_words(deadline: Mapping[str, Any]) -> str:
    """How a deadline was understood, so that a person can judge it."""
    start, end = _day(deadline.get("start")), _day(deadline.get("end"))
    match deadline["kind"]:
        case "continuous":
            return _("thường xuyên, không có ngày cuối")
        case "conditional":
            return _("chờ: %(what)s") % {"what": deadline.get("waits_for") or deadline["text"]}
        case "recurring":
            return _recurrence_words(deadline.get("recurrence") or "", end)
        case "range" if start and end:
            return _("từ %(start)s đến %(end)s") % {"start": start, "end": end}
    if not end:
        return ""
    if deadline.get("inclusive", True):
        return _("chậm nhất ngày %(day)s") % {"day": end}
    return _("trước ngày %(day)s") % {"day": end}


def _recurrence_words(rule: str, end: str) -> str:
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    often = _RECURRENCES.get((parts.get("FREQ", ""), parts.get("INTERVAL", "1")))
    words = str(often) if often else _("định kỳ (%(rule)s)") % {"rule": rule}
    day, month = parts.get("BYMONTHDAY"), parts.get("BYMONTH")
    if day == "-1":
        words = _("%(often)s, ngày cuối kỳ") % {"often": words}
    elif day and month and month.isdigit():
        words = _("%(often)s, ngày %(day)s/%(month)s") % {
            "often": words,
            "day": day,
            "month": month,
        }
    elif day:
        words = _("%(often)s, ngày %(day)s") % {"often": words, "day": day}
    return _("%(often)s, đến %(end)s") % {"often": words, "end": end} if end else words


def _day(text: str | None) -> str:
    return format_date(date.fromisoformat(text)) if text else ""
