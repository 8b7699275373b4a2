"""A cycle in the small world, and short ways to write, send and judge reports in it."""

from datetime import date, datetime, timedelta

from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Organization
from dieuphoi.plans import assignment, progress
from dieuphoi.plans.models import Obligation
from dieuphoi.plans.progress import Told
from dieuphoi.reporting import drafting, reviewing, sending
from dieuphoi.reporting.calendar import Window
from dieuphoi.reporting.cycles import open_cycle
from dieuphoi.reporting.models import Cycle, Regime, Report, ReportVersion
from tests.cast import AT, World, later

CUT_OFF = date(2026, 3, 10)
DUE = date(2026, 3, 12)
WINDOW = Window("quý I năm 2026", date(2026, 1, 1), date(2026, 4, 1), CUT_OFF, DUE)


def on(day: date, hour: int = 9) -> datetime:
    """A moment of that day in Việt Nam."""
    return datetime.fromisoformat(f"{day}T{hour:02d}:00:00+07:00")


def make_cycle(world: World, at: datetime = AT + timedelta(hours=2), *, title: str = "") -> Cycle:
    """A cycle on the small world's plan, consolidated by its focal agency."""
    regime = Regime.objects.get(key="thematic")
    return open_cycle(regime, [world.plan], WINDOW, title=title, by=world.cast.focal, at=at)


def report_of(cycle: Cycle, agency: Organization) -> Report:
    """The agency's row in the cycle."""
    return Report.objects.select_related("cycle", "organization").get(
        cycle=cycle, organization=agency
    )


def work(obligation: Obligation, head: Actor, percent: int, did: str, day: date = CUT_OFF) -> None:
    """Accept the obligation if need be, and tell progress of a day."""
    obligation.refresh_from_db()
    if obligation.state == "assigned":
        assignment.accept(obligation, by=head, at=later())
    progress.note(obligation, Told(day, percent, did), by=head, at=on(day))


def write(report: Report, by: Actor, **texts: str) -> None:
    """Save some parts of the draft."""
    for code, text in texts.items():
        drafting.save_part(report, code, text, seen=0, by=by, at=on(DUE, 8))


def sent(report: Report, head: Actor, at: datetime | None = None, **texts: str) -> ReportVersion:
    """Write the parts and send."""
    write(report, head, **texts)
    return sending.send(report, by=head, at=at or on(DUE))


def accepted(
    report: Report, head: Actor, focal: Actor, at: datetime | None = None, **texts: str
) -> ReportVersion:
    """Write, send and accept."""
    version = sent(report, head, at, **texts)
    reviewing.accept(version, by=focal, at=(at or on(DUE)) + timedelta(hours=1))
    return version
