"""`dieuphoi check`: what is missing or unsafe in this installation, and what to do about it.

It takes the place of Django's command of the same name and asks Django's own checks too.
"""

from typing import Any

from django.core import checks
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from dieuphoi.backup.state.finding import Finding, Level, error
from dieuphoi.backup.state.looking import look


class Command(BaseCommand):
    """Print the table for an administrator."""

    help = "Say what is missing or unsafe in this installation, and what to do"
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each thing looked at; end with an error when one is an error."""
        found = [*_of_the_program(), *look(timezone.now(), thorough=True)]
        for finding in found:
            self.stdout.write(f"{finding.level.label:10}{finding.name}: {finding.found}")
            if finding.advice:
                self.stdout.write(f"{'':10}→ {finding.advice}")
        errors = sum(finding.level == Level.ERROR for finding in found)
        if errors:
            raise CommandError(_("Có %(count)s lỗi cần xử lý.") % {"count": errors})


def _of_the_program() -> list[Finding]:
    """What Django's own checks say of the program and its settings."""
    return [
        error(_("Cấu hình phần mềm"), str(message.msg), str(message.hint or message.id))
        for message in checks.run_checks()
        if message.is_serious()
    ]
