"""`dieuphoi serve`: bring the database up to date, then serve the site and do the chores."""

import hashlib
import ipaddress
import os
import signal
import subprocess  # noqa: S404 starts our own programs, with fixed arguments
import sys
import threading
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from dieuphoi.backup.state.serving import serves_others
from dieuphoi.base import rules
from dieuphoi.commands.example import accounts
from dieuphoi.organizations.models import User


class Command(BaseCommand):
    """Serve the site with gunicorn, and run the worker beside it."""

    help = "Serve the site and run the worker"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The address, and whether the worker runs elsewhere."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--workers", type=int, default=2)
        parser.add_argument("--no-work", action="store_true", help="the worker runs elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start both programs, and end both when told to or when one of them ends."""
        _bring_up_to_date()
        _refuse_example(options["host"])
        _collect_static()
        address = f"http://{options['host']}:{options['port']}"
        self.stdout.write(f"Điều phối: {address}")
        for line in accounts.lines():
            self.stdout.write(f"  {line}")
        if not User.objects.exists():
            self.stdout.write(_("  Chưa có tài khoản nào: hãy chạy dieuphoi init."))
        self.stdout.flush()
        connection.close()
        programs = [_gunicorn(options["host"], options["port"], options["workers"])]
        if not options["no_work"]:
            programs.append([sys.executable, "-m", "dieuphoi.commands.main", "work"])
        sys.exit(_run_together(programs))


def _bring_up_to_date() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def _refuse_example(host: str) -> None:
    """Example accounts share one password: they are for this machine only, behind a proxy too."""
    if rules.is_example() and (not _is_loopback(host) or serves_others()):
        raise CommandError(
            _(
                "Cơ sở dữ liệu này chứa dữ liệu minh họa, các tài khoản chung một mật khẩu, nên chỉ "
                "mở được trên chính máy này (--host 127.0.0.1, bỏ DIEUPHOI_HOSTS). Để dùng thật, hãy chạy dieuphoi "
                "init với một thư mục lưu trữ mới (DIEUPHOI_HOME)."
            )
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _collect_static() -> None:
    """Collect the static files when one of them changed since the last time."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            digest.update(f"{path} {storage.size(path)} {storage.get_modified_time(path)}".encode())
    stamp = Path(settings.HOME) / "static.stamp"
    if not stamp.exists() or stamp.read_text() != digest.hexdigest():
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(digest.hexdigest())


def _gunicorn(host: str, port: int, workers: int) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "config.wsgi"),
        *("--bind", f"{host}:{port}", "--workers", str(workers)),
        *("--worker-class", "gthread", "--threads", "4", "--timeout", "60"),
        *("--log-level", "warning", "--max-requests", "5000", "--max-requests-jitter", "500"),
        *("--worker-tmp-dir", str(settings.HOME)),
    ]


def _run_together(programs: list[list[str]]) -> int:
    """Run the programs until one ends or we are told to stop; then end the others too."""
    running = [subprocess.Popen(program) for program in programs]  # noqa: S603 our own programs
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    while not told.wait(0.5) and all(program.poll() is None for program in running):
        pass
    for program in running:
        if program.poll() is None:
            program.terminate()
    codes = [program.wait(timeout=30) for program in running]
    return 0 if told.is_set() else max(codes, default=0)
