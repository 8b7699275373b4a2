"""How the site is served: to whom, how safely, with which secret."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from dieuphoi.backup.state.finding import Finding, error, ok, warning

LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "testserver"}
_SHORTEST_KEY = 32


def findings() -> Iterator[Finding]:
    """Debugging, host names, HTTPS, the secret key."""
    yield _debug()
    yield _hosts()
    yield _https()
    yield _secret_key()


def serves_others() -> bool:
    """Whether anybody on another machine may open the site."""
    return not set(settings.ALLOWED_HOSTS) <= LOOPBACK


def _debug() -> Finding:
    name = _("Chế độ gỡ lỗi")
    if settings.DEBUG:
        return error(
            name, _("đang bật"), _("Bỏ DIEUPHOI_DEBUG: trang lỗi để lộ nội dung của máy chủ.")
        )
    return ok(name, _("tắt"))


def _hosts() -> Finding:
    name, hosts = _("Tên máy chủ"), ", ".join(settings.ALLOWED_HOSTS)
    if "*" in settings.ALLOWED_HOSTS or "" in settings.ALLOWED_HOSTS:
        return error(
            name,
            hosts or _("để trống"),
            _("Ghi rõ tên miền của đơn vị vào DIEUPHOI_HOSTS, cách nhau bằng dấu phẩy."),
        )
    if not serves_others():
        return warning(
            name,
            _("chỉ mở được trên chính máy này"),
            _("Đặt DIEUPHOI_HOSTS là tên miền mà cán bộ sẽ mở."),
        )
    return ok(name, hosts)


def _https() -> Finding:
    name, secure = _("HTTPS"), settings.SESSION_COOKIE_SECURE
    if secure and not serves_others():
        return warning(
            name,
            _("bật, nhưng chưa có tên miền"),
            _("Đặt DIEUPHOI_HOSTS là tên miền mà máy chủ chuyển tiếp (proxy) phục vụ."),
        )
    if serves_others() and not secure:
        return error(
            name,
            _("tắt, trong khi máy khác mở được"),
            _(
                "Mật khẩu đi qua mạng không được mã hóa. Đặt một máy chủ chuyển tiếp (proxy) có chứng thư "
                "ở trước, rồi đặt DIEUPHOI_HTTPS=1."
            ),
        )
    return ok(name, _("bật") if secure else _("không cần: chỉ mở trên máy này"))


def _secret_key() -> Finding:
    name, path = _("Khóa bí mật"), Path(settings.HOME) / "secret_key"
    if not path.is_file() or len(path.read_text().strip()) < _SHORTEST_KEY:
        return error(
            name,
            _("không có hoặc quá ngắn"),
            _("Dừng phần mềm, xóa tệp %(path)s; lần chạy sau tự tạo khóa mới.") % {"path": path},
        )
    if path.stat().st_mode & 0o077:
        return error(
            name,
            _("tài khoản khác trên máy đọc được"),
            _("Chạy: chmod 600 %(path)s") % {"path": path},
        )
    return ok(name, _("chỉ tài khoản chạy phần mềm đọc được"))
