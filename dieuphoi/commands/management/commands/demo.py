"""`dieuphoi demo`: fill an empty database with the example, as of a day and up to a stage."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from dieuphoi.commands.example import files, story
from dieuphoi.commands.example.story import Stages
from dieuphoi.commands.example.tales import (
    LIVE_FROM,
    LIVE_UNTIL,
    PROGRAMME_FROM,
    PROGRAMME_UNTIL,
    NoStory,
)
from dieuphoi.organizations.models import User


class Command(BaseCommand):
    """Fill the database with the example."""

    help = "Fill an empty database with example data, through the domain's own functions"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The day, the stage and the chance of the story, and where its files are left."""
        parser.add_argument("--on", type=date.fromisoformat, default=None)
        parser.add_argument("--stage", choices=list(Stages), default=Stages.CONSOLIDATED)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--out", type=Path, default=None)
        parser.add_argument("--if-empty", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then fill; a database with people in it is never mixed with the example."""
        call_command("migrate", interactive=False, verbosity=0)
        if User.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("The database has accounts already; the example needs an empty one.")
        on = options["on"] or timezone.localdate()
        try:
            with transaction.atomic():
                played = story.fill(on, Stages(options["stage"]), options["seed"])
        except NoStory:
            raise CommandError(
                f"The example has no story of {on}: from {LIVE_FROM} until {LIVE_UNTIL} it tells the live plan,"
                f" from {PROGRAMME_FROM} to {PROGRAMME_UNTIL} Programme 161."
            ) from None
        self.stdout.write("The example is in place.")
        if options["out"]:
            for path in files.leave(options["out"], played):
                self.stdout.write(str(path))
