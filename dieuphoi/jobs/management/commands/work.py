"""`dieuphoi work`: the worker. It seals the log and does every chore of jobs/schedule.py."""

import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from dieuphoi.jobs import worker


class Command(BaseCommand):
    """Run duties as they fall due, until told to stop."""

    help = "Run the duties of jobs/schedule.py as they fall due"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One option: tick once and end."""
        parser.add_argument("--once", action="store_true", help="tick once and end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work, and end cleanly after the duty in hand when asked to stop."""
        if options["once"]:
            for run in worker.tick(timezone.now()):
                self.stdout.write(f"{run.duty}: {run.error or run.result}")
            return
        stopped: list[int] = []
        signal.signal(signal.SIGTERM, lambda number, _frame: stopped.append(number))
        signal.signal(signal.SIGINT, lambda number, _frame: stopped.append(number))
        worker.work(goes_on=lambda: not stopped)
