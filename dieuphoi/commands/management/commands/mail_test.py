"""`dieuphoi mail-test ADDRESS`: whether mail works, and in a sentence what does not."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from dieuphoi.notifications.smtp import MailFault
from dieuphoi.notifications.trial import try_out


class Command(BaseCommand):
    """Send a mail of trial."""

    help = "Send a mail of trial to an address, with the mail server that is set"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """To whom."""
        parser.add_argument("address")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        """Say that the server has taken it, or end with what went wrong."""
        try:
            said = try_out(address, at=timezone.now())
        except MailFault as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(
            _(
                "Máy chủ thư đã nhận thư gửi %(address)s (%(said)s). Hãy xem hộp thư, cả mục thư rác."
            )
            % {"address": address, "said": said}
        )
