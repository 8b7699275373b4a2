"""The two tables of the sheet: their columns, and the words by which they are known."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dieuphoi.base.vietnamese import fold


@dataclass(frozen=True)
class Column:
    """A column: its name in the code, heading, width in characters, and what it wants.

    `also` are other headings by which people write it, folded.
    """

    name: str
    heading: Promise
    width: int
    wants: Promise
    required: bool = False
    also: tuple[str, ...] = ()


PEOPLE = (
    Column(
        "username",
        _("Tên đăng nhập"),
        20,
        _("Chữ không dấu, chữ số và . _ - @; mỗi người một tên, không đổi về sau."),
        required=True,
        also=("tai khoan", "username"),
    ),
    Column("full_name", _("Họ và tên"), 26, _("Như trong hồ sơ."), required=True, also=("ho ten",)),
    Column(
        "agency",
        _("Cơ quan"),
        44,
        _("Tên đầy đủ hoặc viết tắt; cơ quan chưa có thì ghi thêm ở bảng Cơ quan."),
        required=True,
        also=("don vi", "co quan, don vi"),
    ),
    Column("role", _("Vai trò"), 20, _("Một trong các vai trò ở bảng Danh sách."), required=True),
    Column(
        "title", _("Chức danh"), 24, _("Ví dụ: Phó Giám đốc. Để trống được."), also=("chuc vu",)
    ),
    Column("part_time", _("Kiêm nhiệm"), 12, _("Có hoặc Không; để trống là Không.")),
    Column("since", _("Từ ngày"), 13, _("Ngày/tháng/năm; để trống là ngày nạp.")),
    Column(
        "email",
        _("Thư điện tử"),
        28,
        _("Nơi nhận thông báo, nếu có."),
        also=("email", "dia chi thu dien tu", "thu dien tu cong vu"),
    ),
)
AGENCIES = (
    Column(
        "full",
        _("Tên cơ quan"),
        44,
        _("Tên đầy đủ của phòng, trung tâm, hội đồng… chưa có trong danh mục."),
        required=True,
        also=("ten day du", "ten co quan, don vi"),
    ),
    Column("short", _("Tên gọn"), 24, _("Để trống được.")),
    Column(
        "parent",
        _("Cơ quan cấp trên"),
        44,
        _("Cơ quan trong danh mục, hoặc một dòng khác của bảng này."),
        required=True,
        also=("truc thuoc", "co quan chu quan"),
    ),
    Column("territory", _("Địa bàn"), 24, _("Để trống là cùng địa bàn với cơ quan cấp trên.")),
    Column("kind", _("Loại"), 26, _("Một trong các loại ở bảng Danh sách; để trống thì theo tên.")),
    Column("spellings", _("Cách viết khác"), 34, _("Cách nhau bằng dấu chấm phẩy.")),
)
NUMBER = _("TT")
SAMPLE = _("VÍ DỤ")
"""What stands in the first column of the row that shows how to fill the table, and is not read."""
PEOPLE_SHEET, AGENCIES_SHEET = _("Người dùng"), _("Cơ quan")
HELP_SHEET, LIST_SHEET = _("Hướng dẫn"), _("Danh sách")


def column_of(heading: str, columns: tuple[Column, ...]) -> Column | None:
    """The column that a heading names; a note in brackets or an asterisk behind it does not count."""
    folded = fold(heading.partition("(")[0]).replace("*", "").strip()
    for column in columns:
        if folded and folded in (fold(str(column.heading)), *column.also):
            return column
    return None
