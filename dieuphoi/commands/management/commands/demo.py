"""`dieuphoi demo`: fill an empty database with the example, as of today."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from dieuphoi.commands.example import story
from dieuphoi.organizations.models import User


class Command(BaseCommand):
    """Fill the database with the example."""

    help = "Fill an empty database with example data, through the domain's own functions"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The day the example is told on, and whether a filled database is left alone."""
        parser.add_argument("--on", type=date.fromisoformat, default=None)
        parser.add_argument("--if-empty", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then fill; a database with people in it is never mixed with the example."""
        call_command("migrate", interactive=False, verbosity=0)
        if User.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("The database has accounts already; the example needs an empty one.")
        with transaction.atomic():
            story.fill(options["on"] or timezone.localdate())
        self.stdout.write("The example is in place.")
