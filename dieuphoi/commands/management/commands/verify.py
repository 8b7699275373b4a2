"""`dieuphoi verify`: prove that the log is whole, files are there, and nothing contradicts itself."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from dieuphoi.activity import sealing
from dieuphoi.backup import restoring
from dieuphoi.base.errors import DomainError
from dieuphoi.base.vietnamese import format_date
from dieuphoi.commands import wholeness


class Command(BaseCommand):
    """Walk the sealed log, the stored files and every package's rows, and say what is wrong."""

    help = "Verify the sealed log, the stored files and the rows; or a backup, without restoring it"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Optionally an archive to look at instead of this installation."""
        parser.add_argument("--backup", type=Path, metavar="FILE", default=None)

    def handle(self, *args: Any, backup: Path | None, **options: Any) -> None:
        """Print what was found; end with an error when anything is wrong."""
        if backup:
            self._verify_archive(backup)
            return
        log = sealing.verify()
        findings = list(wholeness.findings(log))
        for finding in findings:
            self.stderr.write(finding)
        self.stdout.write(f"sealed: {log.sealed}; not sealed yet: {log.unsealed}")
        if findings:
            raise CommandError(f"{len(findings)} findings")
        self.stdout.write("whole")

    def _verify_archive(self, path: Path) -> None:
        try:
            manifest = restoring.examine(path)
        except DomainError as error:
            raise CommandError(str(error)) from error
        for sha256 in manifest.missing:
            self.stderr.write(_("Tệp lưu trữ bị mất hoặc đã đổi: %(name)s") % {"name": sha256})
        self.stdout.write(
            _("Bản sao lưu nguyên vẹn, ngày %(day)s: %(rows)s dòng, %(files)s tệp.")
            % {
                "day": format_date(timezone.localdate(manifest.taken_at)),
                "rows": sum(manifest.rows.values()),
                "files": len(manifest.files),
            }
        )
