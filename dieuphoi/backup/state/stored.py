"""What is stored: the home on disk, the database, the newest backup."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from dieuphoi.activity.models import Activity
from dieuphoi.backup import archive, half_restored, postgres_programs, rotation
from dieuphoi.backup.disk import stored_files
from dieuphoi.backup.postgres_programs import ProgramMissing
from dieuphoi.backup.state.finding import Finding, error, ok, warning
from dieuphoi.backup.state.serving import serves_others
from dieuphoi.base import rules
from dieuphoi.base.periods import ZONE, civil_day
from dieuphoi.base.vietnamese import format_date, format_number

_GIGABYTE = 2**30
_SLACK = timedelta(minutes=5)
_DURABLE = {
    "sqlite": {"PRAGMA journal_mode": "wal", "PRAGMA synchronous": "2"},
    "postgresql": {"SHOW fsync": "on", "SHOW full_page_writes": "on"}
    | {"SHOW synchronous_commit": "on"},
}
"""What must be set so that an acknowledged change is on disk."""


def findings(at: datetime, *, thorough: bool) -> Iterator[Finding]:
    """The home, the disk and the newest backup, the database and what its rows say of the clock.

    `thorough` reads the newest backup in full.
    """
    yield _home()
    yield _disk()
    yield _restoring()
    yield _backup(at, thorough=thorough)
    try:
        yield from _database(at)
    except DatabaseError as failure:
        yield error(
            _("Cơ sở dữ liệu"),
            _("không dùng được: %(why)s") % {"why": str(failure).strip().splitlines()[0]},
            _(
                "Kiểm tra DATABASE_URL và máy chủ cơ sở dữ liệu; nếu mới cài, chạy “dieuphoi migrate”."
            ),
        )


def _home() -> Finding:
    name, home = _("Thư mục dữ liệu"), Path(settings.HOME)
    if home.stat().st_mode & 0o007:
        return error(
            name,
            _("tài khoản khác trên máy vào được %(home)s") % {"home": home},
            _("Chạy: chmod 700 %(home)s") % {"home": home},
        )
    files = [stored_files(), home / "quarantine", home / "secret_key", *home.glob("*.sqlite3*")]
    foreign = [p for p in files if p.exists() and p.stat().st_uid != home.stat().st_uid]
    if foreign:
        return error(
            name,
            _("%(path)s thuộc tài khoản khác với thư mục") % {"path": foreign[0]},
            _("Chạy: chown -R --reference=%(home)s %(home)s; từ nay chạy lệnh bằng tài khoản đó.")
            % {"home": home},
        )
    if not os.access(home, os.W_OK):
        return error(
            name,
            _("không ghi được vào %(home)s") % {"home": home},
            _("Chạy lệnh bằng tài khoản sở hữu thư mục này."),
        )
    return ok(name, str(home))


def _disk() -> Finding:
    name, usage = _("Đĩa"), shutil.disk_usage(settings.HOME)
    found = _("còn trống %(free)s GB") % {"free": format_number(round(usage.free / _GIGABYTE, 1))}
    advice = _("Dọn hoặc thêm đĩa: hết chỗ thì không ai lưu được gì.")
    if usage.free < _GIGABYTE / 2:
        return error(name, found, advice)
    if usage.free < 5 * _GIGABYTE:
        return warning(name, found, advice)
    return ok(name, found)


def _restoring() -> Finding:
    name = _("Phục hồi")
    if half_restored.begun_from() is not None:
        return error(
            name,
            _("chưa xong"),
            _("Chạy lại “dieuphoi restore” với chính bản sao lưu đó."),
        )
    return ok(name, _("không dở dang"))


def _backup(at: datetime, *, thorough: bool) -> Finding:
    name = _("Bản sao lưu")
    if not settings.BACKUP_DIR:
        return warning(
            name,
            _("chưa đặt sao lưu hằng ngày"),
            _("Đặt DIEUPHOI_BACKUP_DIR là một thư mục, tốt nhất ở đĩa khác."),
        )
    there = rotation.of_days(Path(settings.BACKUP_DIR))
    if not there:
        return error(
            name,
            _("chưa có bản nào trong %(folder)s") % {"folder": settings.BACKUP_DIR},
            _("Kiểm tra thư mục có tồn tại, ghi được và dịch vụ “dieuphoi work” đang chạy."),
        )
    newest = max(there)
    found = _("bản mới nhất ngày %(day)s") % {"day": format_date(newest)}
    if thorough and not archive.is_whole(there[newest]):
        return error(
            name,
            _("%(found)s, nhưng tệp hỏng") % {"found": found},
            _("Chạy ngay “dieuphoi backup” ra chỗ khác và kiểm tra đĩa chứa bản sao lưu."),
        )
    if civil_day(at) - newest > timedelta(days=1):
        return error(
            name,
            found,
            _("Xem dòng “Việc định kỳ”, rồi chạy “dieuphoi backup” để có ngay một bản."),
        )
    return ok(name, found)


def _database(at: datetime) -> Iterator[Finding]:
    yield _durable()
    yield _migrations()
    yield _clock(at)
    yield _example()
    if connection.vendor == "postgresql":
        yield _pg_dump()


def _durable() -> Finding:
    name, wanted = _("Cơ sở dữ liệu"), _DURABLE[connection.vendor]
    with connection.cursor() as cursor:
        for question, answer in wanted.items():
            cursor.execute(question)
            (said,) = cursor.fetchone()
            if str(said) != answer:
                return error(
                    name,
                    _("%(what)s là %(said)s, phải là %(answer)s")
                    % {"what": question.split()[1], "said": said, "answer": answer},
                    _("Đặt lại: nếu không, mất điện có thể làm mất việc đã báo là xong."),
                )
    return ok(name, connection.display_name)


def _migrations() -> Finding:
    name, executor = _("Phiên bản dữ liệu"), MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        return error(
            name,
            _("còn %(count)s bước nâng cấp chưa chạy") % {"count": len(pending)},
            _("Sao lưu, rồi chạy “dieuphoi migrate” (“dieuphoi serve” cũng tự làm)."),
        )
    return ok(name, _("mới nhất"))


def _clock(at: datetime) -> Finding:
    name = _("Đồng hồ")
    said = at.astimezone(ZONE).strftime("%d/%m/%Y %H:%M")
    newest = Activity.objects.order_by("-at").values_list("at", flat=True).first()
    if newest and newest > at + _SLACK:
        return error(
            name,
            _("%(now)s, sớm hơn việc đã ghi trong nhật ký") % {"now": said},
            _("Chỉnh lại đồng hồ máy chủ và bật đồng bộ giờ (NTP), rồi khởi động lại phần mềm."),
        )
    return ok(name, _("%(now)s, giờ Việt Nam") % {"now": said})


def _example() -> Finding:
    name = _("Dữ liệu ví dụ")
    if not rules.is_example():
        return ok(name, _("không"))
    advice = _("Chỉ để xem thử: dùng một DIEUPHOI_HOME mới và “dieuphoi init” cho công việc thật.")
    if serves_others():
        return error(name, _("có, và máy khác mở được"), advice)
    return warning(name, _("có"), advice)


def _pg_dump() -> Finding:
    name = _("Chương trình pg_dump")
    try:
        found = postgres_programs.find("pg_dump", connection.get_database_version()[0])
    except ProgramMissing as missing:
        return error(name, _("không có: không sao lưu được"), str(missing))
    return ok(name, str(found))
