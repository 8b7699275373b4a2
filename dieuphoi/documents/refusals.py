"""Why a file may not come in, each reason with the sentence its uploader reads."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dieuphoi.base.errors import DomainError

SENTENCES: dict[str, Promise] = {
    "empty": _("Tệp không có nội dung. Hãy chọn lại đúng tệp."),
    "too_large": _("Tệp quá lớn. Hãy tách phụ lục hoặc giảm cỡ ảnh trong tệp rồi tải lại."),
    "too_long": _("Tệp có quá nhiều trang. Hãy tách thành nhiều tệp rồi tải lại."),
    "too_slow": _("Tệp quá phức tạp nên không đọc hết được. Hãy xuất lại PDF từ bản gốc."),
    "wrong_name": _(
        "Nội dung tệp không đúng như phần mở rộng của tên. Hãy mở tệp bằng đúng phần mềm, lưu lại "
        "rồi tải bản mới."
    ),
    "unknown": _("Loại tệp này chưa dùng được. Hãy dùng .docx, .xlsx, .pdf, .txt hoặc ảnh."),
    "old_format": _("Tệp .doc, .xls kiểu cũ chưa đọc được. Hãy lưu lại dạng .docx hoặc .xlsx."),
    "locked": _("Tệp đặt mật khẩu nên không đọc được. Hãy bỏ mật khẩu rồi tải lại."),
    "damaged": _("Tệp bị hỏng nên không đọc được. Hãy mở tệp, lưu lại rồi tải bản mới."),
    "macro": _(
        "Tệp chứa macro hoặc mã lệnh nên không được nhận. Hãy lưu lại dạng .docx, .xlsx hoặc PDF "
        "không có mã lệnh."
    ),
    "embedded": _(
        "Tệp nhúng tệp khác bên trong nên không được nhận. Hãy gỡ tệp nhúng rồi tải lại."
    ),
    "bomb": _("Tệp nén bất thường nên không được nhận. Hãy lưu lại tệp từ bản gốc rồi tải lên."),
    "hostile": _("Tệp có phần không an toàn nên không được nhận. Hãy lưu lại tệp từ bản gốc."),
    "not_unicode": _("Tệp văn bản không dùng mã Unicode. Hãy lưu lại với mã UTF-8 rồi tải lên."),
}


class UploadRefused(DomainError):
    """The file does not come in; the text says what is wrong and what to do.

    `code` may be recorded. Neither it nor the sentence holds anything of the file.
    """

    def __init__(self, code: str, message: str | Promise = "") -> None:
        super().__init__(str(message or SENTENCES[code]))
        self.code = code
