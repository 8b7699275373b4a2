"""What an administrator is told of an installation: each thing is really so when it is looked at."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as of_tests
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from dieuphoi.activity.log import record
from dieuphoi.backup import rotation
from dieuphoi.backup.state.finding import Finding, Level
from dieuphoi.backup.state.looking import look
from dieuphoi.base import rules
from dieuphoi.jobs.models import Run
from dieuphoi.organizations.actor import SYSTEM
from tests.backup.houses import command
from tests.crash.installation import Installation
from tests.factories.plans import bare_organization

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SERVED = ["dieuphoi.example.vn"]

pytestmark = pytest.mark.django_db


def found(name: str, at: datetime = AT, *, thorough: bool = False) -> Finding:
    """What is said of the thing of that name."""
    (one,) = (finding for finding in look(at, thorough=thorough) if finding.name == name)
    assert (one.advice == "") == (one.level == Level.OK)
    return one


@pytest.fixture
def moded() -> Iterator[Path]:
    """The home, whose rights are put back afterwards."""
    home = Path(of_tests.HOME)
    yield home
    home.chmod(0o700)
    (home / "secret_key").chmod(0o600)


def test_debug_is_an_error(settings: Settings) -> None:
    assert found("Chế độ gỡ lỗi").level == Level.OK
    settings.DEBUG = True
    assert found("Chế độ gỡ lỗi").level == Level.ERROR


def test_hosts_are_named_and_none_stands_for_all(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    assert found("Tên máy chủ").level == Level.WARNING
    settings.ALLOWED_HOSTS = SERVED
    assert found("Tên máy chủ") == Finding("Tên máy chủ", Level.OK, "dieuphoi.example.vn")
    settings.ALLOWED_HOSTS = ["*"]
    assert found("Tên máy chủ").level == Level.ERROR


@pytest.mark.parametrize(
    "hosts, secure, level",
    [
        (["localhost"], False, Level.OK),
        (["localhost"], True, Level.WARNING),
        (SERVED, True, Level.OK),
        (SERVED, False, Level.ERROR),
    ],
)
def test_what_others_open_needs_https(
    settings: Settings, hosts: list[str], secure: bool, level: Level
) -> None:
    settings.ALLOWED_HOSTS, settings.SESSION_COOKIE_SECURE = hosts, secure

    assert found("HTTPS").level == level


def test_the_secret_key_is_for_its_owner(moded: Path) -> None:
    assert found("Khóa bí mật").level == Level.OK
    (moded / "secret_key").chmod(0o640)
    assert "chmod 600" in found("Khóa bí mật").advice


def test_a_short_or_missing_secret_key_is_an_error(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    assert found("Khóa bí mật").level == Level.ERROR
    (tmp_path / "secret_key").write_text("short")
    assert found("Khóa bí mật").level == Level.ERROR


def test_the_home_is_closed_to_others(moded: Path) -> None:
    assert found("Thư mục dữ liệu").level == Level.OK
    moded.chmod(0o755)
    assert "chmod 700" in found("Thư mục dữ liệu").advice


def test_a_file_of_another_account_is_an_error(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    tmp_path.chmod(0o700)
    database = tmp_path / "dieuphoi.sqlite3"
    database.touch()
    assert found("Thư mục dữ liệu").level == Level.OK
    if os.geteuid() == 0:
        os.chown(database, 1234, 1234)
    else:
        database.unlink()
        database.symlink_to("/etc/passwd")  # it is root's
    assert "chown" in found("Thư mục dữ liệu").advice


def test_a_half_restored_home_is_an_error(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    assert found("Phục hồi").level == Level.OK
    (tmp_path / "restoring").mkdir()
    assert found("Phục hồi").level == Level.ERROR


def test_backups_are_wanted_every_day_and_whole(settings: Settings, tmp_path: Path) -> None:
    assert found("Bản sao lưu").level == Level.WARNING
    settings.BACKUP_DIR = str(tmp_path)
    assert found("Bản sao lưu").level == Level.ERROR

    rotation.back_up_daily(AT)
    assert found("Bản sao lưu", thorough=True).found == "bản mới nhất ngày 02/03/2026"
    assert found("Bản sao lưu", AT + timedelta(days=1)).level == Level.OK
    assert found("Bản sao lưu", AT + timedelta(days=2)).level == Level.ERROR

    (newest,) = tmp_path.iterdir()
    newest.write_bytes(newest.read_bytes()[:-1])
    assert "hỏng" in found("Bản sao lưu", thorough=True).found


def test_a_database_that_does_not_wait_for_the_disk_is_an_error() -> None:
    said = found("Cơ sở dữ liệu")

    assert said.level == Level.ERROR  # the tests' own database is one
    assert ("fsync" if connection.vendor == "postgresql" else "synchronous") in said.found


def test_migrations_that_wait_are_counted() -> None:
    assert found("Phiên bản dữ liệu").level == Level.OK
    MigrationRecorder(connection).record_unapplied("jobs", "0001_initial")
    assert "1 bước" in found("Phiên bản dữ liệu").found


def test_a_clock_before_the_newest_act_is_an_error() -> None:
    record("agency.noted", bare_organization(), by=SYSTEM, at=AT)
    assert found("Đồng hồ").level == Level.OK
    assert found("Đồng hồ", AT - timedelta(minutes=4)).level == Level.OK
    assert "NTP" in found("Đồng hồ", AT - timedelta(minutes=6)).advice


def test_example_data_is_said_and_never_served_to_others(settings: Settings) -> None:
    assert found("Dữ liệu ví dụ").level == Level.OK
    rules.mark_example()
    assert found("Dữ liệu ví dụ").level == Level.WARNING
    settings.ALLOWED_HOSTS = SERVED
    assert found("Dữ liệu ví dụ").level == Level.ERROR


def test_the_worker_is_alive_or_not() -> None:
    assert found("Dịch vụ nền").level == Level.ERROR
    Run.objects.create(duty="seal the log", began_at=AT)
    assert found("Dịch vụ nền").level == Level.OK
    assert found("Dịch vụ nền", AT + timedelta(hours=1)).level == Level.ERROR


def test_the_newest_failure_of_a_duty_is_said_until_it_goes_well() -> None:
    Run.objects.create(duty="back up", began_at=AT, error="đĩa đầy")
    assert "đĩa đầy" in found("Việc định kỳ").found
    Run.objects.create(duty="back up", began_at=AT + timedelta(minutes=30), result="done")
    assert found("Việc định kỳ").level == Level.OK


def test_mail_that_is_not_set_names_what_is_missing(settings: Settings) -> None:
    settings.MAIL_SERVER, settings.MAIL_FROM = "smtp://localhost", ""
    assert "thiếu DIEUPHOI_MAIL_FROM" in found("Thư điện tử").found
    settings.MAIL_FROM = "dieuphoi@example.vn"
    assert found("Thư điện tử").level == Level.OK


def test_the_worst_comes_first() -> None:
    levels = [finding.level for finding in look(AT)]

    assert levels == sorted(levels, key=["error", "warning", "ok"].index)
    assert len(set(levels)) == 3


@pytest.mark.crash
def test_the_command_ends_with_an_error_until_all_is_mended(filled: Path, tmp_path: Path) -> None:
    house = Installation(tmp_path / "home")
    empty = command(house, "check")
    assert empty.returncode == 1
    assert "Cơ sở dữ liệu: không dùng được" in empty.stdout
    unreachable = command(house, "check", DATABASE_URL="postgres://nobody@127.0.0.1:1/x")
    assert unreachable.returncode == 1
    assert "Cơ sở dữ liệu: không dùng được" in unreachable.stdout
    assert "Traceback" not in unreachable.stderr

    house.command("migrate", "--verbosity", "0")
    assert "Dịch vụ nền: chưa chạy" in command(house, "check").stdout
    house.command("work", "--once")
    good = command(house, "check")
    assert good.returncode == 0, good.stdout
    assert re.search(r"^Đạt +Cơ sở dữ liệu: SQLite$", good.stdout, re.MULTILINE)
    assert command(house, "check", DIEUPHOI_DEBUG="1").returncode == 1
