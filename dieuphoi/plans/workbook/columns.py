"""The columns of a workbook of obligations: what is printed in them, and which may be filled in."""

import re
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dieuphoi.base.vietnamese import fold


class Place(StrEnum):
    """What a column holds."""

    CODE = "code"
    PLAN = "plan"
    CONTENT = "content"
    ROLE = "role"
    PRODUCT = "product"
    DEADLINE = "deadline"
    DUE_ON = "due_on"
    STATE = "state"
    TOLD_PERCENT = "told_percent"
    TOLD_DID = "told_did"
    TOLD_ON = "told_on"
    PERCENT = "percent"
    DID = "did"
    NEXT = "next"
    ON = "on"
    DONE = "done"
    KEY = "key"


@dataclass(frozen=True)
class Column:
    """A column: its heading and its width in letters."""

    place: Place
    heading: Promise
    width: int


READ_ONLY = (
    Column(Place.CODE, _("Mã"), 7),
    Column(Place.PLAN, _("Kế hoạch"), 24),
    Column(Place.CONTENT, _("Nội dung nhiệm vụ"), 42),
    Column(Place.ROLE, _("Vai trò"), 10),
    Column(Place.PRODUCT, _("Sản phẩm"), 18),
    Column(Place.DEADLINE, _("Thời hạn"), 13),
    Column(Place.DUE_ON, _("Ngày đến hạn"), 11),
    Column(Place.STATE, _("Trạng thái"), 12),
    Column(Place.TOLD_PERCENT, _("Đã báo (%)"), 7),
    Column(Place.TOLD_DID, _("Kết quả đã báo"), 24),
    Column(Place.TOLD_ON, _("Ngày đã báo"), 11),
)
OPEN = (
    Column(Place.PERCENT, _("Tiến độ (%)"), 8),
    Column(Place.DID, _("Kết quả đã làm"), 34),
    Column(Place.NEXT, _("Việc tiếp theo"), 24),
    Column(Place.ON, _("Ngày báo"), 11),
    Column(Place.DONE, _("Đề nghị xác nhận hoàn thành"), 12),
)
"""The columns that an agency fills in."""
KEY = Column(Place.KEY, _("Khóa dòng (không sửa)"), 20)

YES, NO = _("Có"), "—"
"""What the list of the last open column offers."""

_NOT_LETTERS = re.compile("[^a-z0-9]+")


def heading_of(text: str) -> str:
    """A heading as it is compared: without diacritics, case, spaces and signs."""
    return _NOT_LETTERS.sub("", fold(text))


def known_headings() -> dict[str, Place]:
    """Every heading as it is compared, and what its column holds."""
    return {heading_of(str(one.heading)): one.place for one in (*READ_ONLY, *OPEN, KEY)}
