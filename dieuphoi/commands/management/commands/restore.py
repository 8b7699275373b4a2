"""`dieuphoi restore FILE`: an archive into an empty home, brought up to date and verified."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from dieuphoi.backup import restoring
from dieuphoi.base.errors import DomainError
from dieuphoi.base.vietnamese import format_date


class Command(BaseCommand):
    """Restore a backup."""

    help = "Restore a backup into an empty home (DIEUPHOI_HOME) and an empty database"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The archive."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Look at the archive, put it in place, migrate forward, verify."""
        try:
            manifest = restoring.restore(file.absolute())
            call_command("migrate", interactive=False, verbosity=0)
            restoring.finish()
        except DomainError as error:
            raise CommandError(str(error)) from error
        day = format_date(timezone.localdate(manifest.taken_at))
        self.stdout.write(
            _("Đã phục hồi bản sao lưu ngày %(day)s: %(rows)s dòng, %(files)s tệp.")
            % {
                "day": day,
                "rows": sum(manifest.rows.values()),
                "files": len(manifest.files),
            }
        )
        call_command("verify", stdout=self.stdout, stderr=self.stderr)
