"""`dieuphoi backup FILE`: all that the installation stores, in one archive, while the server runs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from dieuphoi.backup import taking
from dieuphoi.base.errors import DomainError
from dieuphoi.base.vietnamese import format_number


class Command(BaseCommand):
    """Make a backup."""

    help = "Back up database, files and seals into one archive, while the server runs"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The archive to write, and whether the secret key goes into it."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--with-secret", action="store_true", help="put the secret key in too")

    def handle(self, *args: Any, file: Path, with_secret: bool, **options: Any) -> None:
        """Write the archive and say what is in it; stored files that are lost are named."""
        try:
            manifest = taking.take(file.absolute(), at=timezone.now(), with_secret=with_secret)
        except DomainError as error:
            raise CommandError(str(error)) from error
        for sha256 in manifest.missing:
            self.stderr.write(_("Tệp lưu trữ bị mất hoặc đã đổi: %(name)s") % {"name": sha256})
        self.stdout.write(
            _("Đã sao lưu vào %(file)s: %(rows)s dòng, %(files)s tệp, %(size)s MB.")
            % {
                "file": file,
                "rows": format_number(sum(manifest.rows.values())),
                "files": format_number(len(manifest.files)),
                "size": format_number(round(file.stat().st_size / 2**20, 1)),
            }
        )
