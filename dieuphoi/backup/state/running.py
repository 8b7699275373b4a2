"""What runs beside the site: the worker and its duties, mail, programs that are not always there."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from dieuphoi.backup.state.finding import Finding, error, ok, warning

_SILENT = timedelta(minutes=10)


def findings(at: datetime) -> Iterator[Finding]:
    """The worker, its last failures, mail, optional programs."""
    try:
        yield _worker(at)
        yield _failures()
    except DatabaseError:
        pass  # that the database does not answer is said once
    yield _mail()
    for program in ("soffice", "tesseract"):
        yield _optional(program)


def _runs() -> Any:
    """The runs of duties: the model of the door that does them, asked for by name."""
    return apps.get_model("jobs", "Run").objects


def _worker(at: datetime) -> Finding:
    name = _("Dịch vụ nền")
    newest = _runs().order_by("-began_at").values_list("began_at", flat=True).first()
    advice = _(
        "Khởi động “dieuphoi work” (hoặc “dieuphoi serve”): niêm phong, nhắc việc, sao lưu cần nó."
    )
    if newest is None:
        return error(name, _("chưa chạy lần nào"), advice)
    said = timezone.localtime(newest).strftime("%d/%m/%Y %H:%M")
    if newest < at - _SILENT:
        return error(name, _("chạy lần cuối %(at)s") % {"at": said}, advice)
    return ok(name, _("đang chạy"))


def _failures() -> Finding:
    """Duties whose newest run failed."""
    name, runs = _("Việc định kỳ"), _runs()
    newest = runs.filter(duty=OuterRef("duty")).order_by("-began_at", "-pk").values("pk")[:1]
    failed = runs.filter(pk=Subquery(newest)).exclude(error="").order_by("duty").first()
    if failed:
        return error(
            name,
            _("“%(duty)s” bị lỗi: %(error)s") % {"duty": failed.duty, "error": failed.error[:300]},
            _("Sửa nguyên nhân nêu trong lỗi; lần sau việc tự chạy lại."),
        )
    return ok(name, _("không việc nào lỗi"))


def _mail() -> Finding:
    name = _("Thư điện tử")
    missing = [
        variable
        for variable, value in (
            ("DIEUPHOI_SMTP", settings.MAIL_SERVER),
            ("DIEUPHOI_MAIL_FROM", settings.MAIL_FROM),
        )
        if not value
    ]
    if missing:
        return warning(
            name,
            _("chưa gửi thư nào: thiếu %(names)s") % {"names": ", ".join(missing)},
            _("Đặt các biến này nếu muốn phần mềm gửi thư nhắc việc; không có vẫn dùng được."),
        )
    return ok(name, _("đã đặt máy chủ gửi thư"))


def _optional(program: str) -> Finding:
    """Programs that no part of the product must have."""
    found = shutil.which(program) or _("không có; không bắt buộc")
    return ok(_("Chương trình %(name)s") % {"name": program}, found)
