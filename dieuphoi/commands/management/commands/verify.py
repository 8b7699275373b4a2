"""`dieuphoi verify`: prove that the log is whole and that terms and turns have no gap."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dieuphoi.activity import sealing
from dieuphoi.documents import verification as of_files
from dieuphoi.plans import verification as of_plans


class Command(BaseCommand):
    """Walk the sealed log and the timelines, and say what is wrong."""

    help = "Verify the sealed log and the timelines"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was found; end with an error when anything is wrong."""
        log = sealing.verify()
        findings = [*log.findings, *of_files.findings(), *of_plans.findings()]
        for finding in findings:
            self.stderr.write(finding)
        self.stdout.write(f"sealed: {log.sealed}; not sealed yet: {log.unsealed}")
        if findings:
            raise CommandError(f"{len(findings)} findings")
        self.stdout.write("whole")
