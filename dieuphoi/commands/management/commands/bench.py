"""`dieuphoi bench`: how long pages and actions take on a made-up workload of a known size."""

import json
from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from dieuphoi.commands.benchmark import figures, machine, measures, reports, workbooks, workload
from dieuphoi.organizations.models import Organization, User

HOW = (
    "Pages are asked in-process through django.test.Client with force_login:"
    " no network, no web server, one request at a time."
)


class Command(BaseCommand):
    """Make the workload, measure, and print the figures with the machine they come from."""

    help = "Fill an empty database with a made-up workload and time what the server does on it"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How large, from which seed, how often, and in which form."""
        parser.add_argument(
            "what", nargs="?", choices=["pages", "consolidate", "workbook"], default="pages"
        )
        parser.add_argument("--scale", choices=workload.SCALES, default="small")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--runs", type=int, default=20)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse a database with anything in it; then fill, measure, print."""
        _refuse_if_filled()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        about = machine.described()  # before our own load
        if options["what"] == "consolidate":
            self.stdout.write(_consolidated(about, options["seed"], json_wanted=options["json"]))
            return
        if options["what"] == "workbook":
            self.stdout.write(_workbook(about, options["seed"], json_wanted=options["json"]))
            return
        at, begin = timezone.now(), perf_counter()
        filled = workload.fill(workload.SCALES[options["scale"]], seed=options["seed"], at=at)
        seconds = perf_counter() - begin
        _let_the_planner_know()
        found = list(measures.all_figures(filled.staff, timezone.localdate(at), options["runs"]))
        result = {
            "scale": options["scale"],
            "seed": options["seed"],
            "machine": about,
            "workload": {**filled.counts, "seconds_to_fill": round(seconds, 1)},
            "how": HOW,
            "warm_ups": figures.WARM_UPS,
            "figures": [figure.as_json() for figure in found],
            "restricted_to_administrator": measures.ratios(found),
        }
        words = json.dumps(result, indent=1) if options["json"] else "\n".join(_lines(result))
        self.stdout.write(words)


def _consolidated(about: dict[str, object], seed: int, *, json_wanted: bool) -> str:
    size = {"agencies": reports.AGENCIES, "tasks_of_each": reports.TASKS}
    figures_of = reports.measure(**size, seed=seed, at=timezone.now())
    return _told(about, {**size, **figures_of}, json_wanted=json_wanted)


def _workbook(about: dict[str, object], seed: int, *, json_wanted: bool) -> str:
    figures_of = workbooks.measure(workbooks.ROWS, seed=seed, at=timezone.now())
    return _told(about, figures_of, json_wanted=json_wanted)


def _told(about: dict[str, object], found: dict[str, object], *, json_wanted: bool) -> str:
    if json_wanted:
        return json.dumps({"machine": about, **found}, indent=1)
    return "\n".join(f"{key:32}{value}" for key, value in (found | about).items())


def _refuse_if_filled() -> None:
    there = Organization._meta.db_table in connection.introspection.table_names()
    if there and (Organization.objects.exists() or User.objects.exists()):
        raise CommandError(
            "The database is not empty; name an empty one by DIEUPHOI_HOME or DATABASE_URL."
        )


def _let_the_planner_know() -> None:
    """What PostgreSQL does by itself within a minute of so many new rows."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _lines(result: dict[str, Any]) -> list[str]:
    """The same result for a person to read."""
    on, made = result["machine"], dict(result["workload"])
    disk = "waits" if on["waits_for_disk"] else "does not wait"
    seconds = made.pop("seconds_to_fill")
    runs = result["figures"][0]["runs"]
    return [
        f"scale {result['scale']}, seed {result['seed']}",
        f"{on['cores']} cores, {on['processor']}, load {on['load']}",
        f"Python {on['python']}, Django {on['django']}, {on['database']};"
        f" a commit {disk} for the disk",
        ", ".join(f"{n:,} {what}" for what, n in made.items()) + f"; filled in {seconds} s",
        result["how"],
        f"{runs} runs after {result['warm_ups']} warm-ups, milliseconds",
        "",
        _line(["", "min", "median", "p95", "max", "queries", "rows", "bytes"]),
        *(_line(_cells(figure)) for figure in result["figures"]),
        "",
        "restricted user / administrator, medians:",
        *(f"  {key} {ratio}" for key, ratio in result["restricted_to_administrator"].items()),
    ]


def _cells(figure: dict[str, Any]) -> list[str]:
    times = [f"{figure[name]:.1f}" for name in ("min", "median", "p95", "max")]
    rows = "" if figure["rows"] is None else f"{figure['rows']:,}"
    return [figure["key"], *times, str(figure["queries"]), rows, f"{figure['bytes']:,}"]


def _line(cells: list[str]) -> str:
    first, *others = cells
    return f"{first:34}" + "".join(f"{cell:>10}" for cell in others)
