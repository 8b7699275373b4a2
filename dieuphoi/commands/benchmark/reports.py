"""How long it takes from accepted reports to the Word file, and how much memory."""

import resource
from datetime import date, datetime, timedelta
from time import perf_counter

from dieuphoi.base.periods import civil_day
from dieuphoi.commands.benchmark import workload
from dieuphoi.commands.benchmark.workload import Scale
from dieuphoi.organizations.actor import Actor
from dieuphoi.plans.models import Plan
from dieuphoi.reporting import drafting, reviewing, sending
from dieuphoi.reporting.calendar import Window
from dieuphoi.reporting.consolidation import consolidate
from dieuphoi.reporting.cycles import open_cycle
from dieuphoi.reporting.models import Cycle, Entry, Regime
from dieuphoi.reporting.printing import printed
from dieuphoi.reporting.regimes import load_regimes, outline_of
from dieuphoi.reporting.report_document import write_document
from dieuphoi.reporting.report_sheet import write_sheet

AGENCIES, TASKS = 60, 140

LINES = (
    "Đã ban hành kế hoạch triển khai và phân công đơn vị đầu mối (nội dung minh họa).",
    "Tổ chức giao ban hằng tháng, kiểm tra tiến độ tại đơn vị (nội dung minh họa).",
    "Một số nội dung chậm do phải lấy lại ý kiến (nội dung minh họa).",
)


def measure(agencies: int, tasks_of_each: int, *, seed: int, at: datetime) -> dict[str, object]:
    """Make so many accepted reports, then time each step to the files; seconds and mebibytes."""
    cycle, focal = _accepted_reports(agencies, tasks_of_each, seed=seed, at=at)
    before, begin = _memory(), perf_counter()
    made = consolidate(cycle, by=focal, at=at + timedelta(hours=1))
    composed = perf_counter()
    report = printed(made)
    gathered = perf_counter()
    document = write_document(report)
    written = perf_counter()
    peak = _memory()
    sheet = write_sheet(report)
    return {
        "entries": Entry.objects.filter(version__report__cycle=cycle).count(),
        "paragraphs": made.paragraphs.count(),
        "consolidate_seconds": round(composed - begin, 2),
        "print_seconds": round(gathered - composed, 2),
        "word_seconds": round(written - gathered, 2),
        "to_the_word_file_seconds": round(written - begin, 2),
        "excel_seconds": round(perf_counter() - written, 2),
        "word_bytes": len(document),
        "excel_bytes": len(sheet),
        "memory_before_mib": before,
        "memory_peak_mib": peak,
    }


def _accepted_reports(agencies: int, tasks: int, *, seed: int, at: datetime) -> tuple[Cycle, Actor]:
    """A plan with so many tasks for each agency, and every agency's report sent and accepted."""
    load_regimes()
    scale = Scale(agencies=agencies, plans=1, tasks=agencies * tasks, parties=1)
    staff = workload.fill(scale, seed=seed, at=at).staff
    regime = Regime.objects.get(key="thematic")
    window = _window(civil_day(at))
    cycle = open_cycle(regime, [Plan.objects.get()], window, by=staff.focal, at=at)
    for report in cycle.reports.select_related("cycle", "organization"):
        head = staff.heads[report.organization_id]
        for n, item in enumerate(outline_of(cycle.outline)):
            text = f"{LINES[n % len(LINES)]}\n{report.organization.name}: {LINES[(n + 1) % len(LINES)]}"
            drafting.save_part(report, item.code, text, seen=0, by=head, at=at)
        reviewing.accept(sending.send(report, by=head, at=at), by=staff.focal, at=at)
    return cycle, staff.focal


def _window(on: date) -> Window:
    return Window(
        "để đo", on - timedelta(days=90), on + timedelta(days=1), on, on + timedelta(days=2)
    )


def _memory() -> int:
    """The most memory the process ever held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
