"""What pages and sheets need to know of cycles and reports, each answer one function.

`desk_of_consolidation`, `counted_lists` and `overview` are used by their own names: what they give
has a short name, which says little without theirs.
"""

from dieuphoi.reporting.lateness import OWED
from dieuphoi.reporting.queries.cycle_list import (
    CycleLine,
    Whole,
    WholeCycle,
    cycle_lines,
    cycles,
    cycles_in_time,
    plans_to_report_on,
)
from dieuphoi.reporting.queries.cycle_table import (
    LATE,
    MISSING,
    CyclePage,
    ReportLine,
    cycle_page,
    report_lines,
)
from dieuphoi.reporting.queries.desk_of_reports import ReportDesk, ReportGroup, report_desk
from dieuphoi.reporting.queries.sendings import (
    SENT,
    Counts,
    Sendings,
    SentReport,
    with_sendings,
)
from dieuphoi.reporting.queries.sent_versions import (
    SentPart,
    SentRow,
    VersionPage,
    entries_to_confirm,
    newest_before,
    two_versions,
    version_page,
)
from dieuphoi.reporting.queries.writing import (
    PartToWrite,
    RowToWrite,
    Sectioned,
    WritingPage,
    require_draft_reader,
    writing_page,
)

__all__ = [
    "Counts",
    "CycleLine",
    "CyclePage",
    "LATE",
    "MISSING",
    "OWED",
    "PartToWrite",
    "ReportDesk",
    "ReportGroup",
    "ReportLine",
    "RowToWrite",
    "SENT",
    "Sectioned",
    "Sendings",
    "SentPart",
    "SentReport",
    "SentRow",
    "VersionPage",
    "Whole",
    "WholeCycle",
    "WritingPage",
    "cycle_lines",
    "cycle_page",
    "cycles",
    "cycles_in_time",
    "entries_to_confirm",
    "newest_before",
    "plans_to_report_on",
    "report_desk",
    "report_lines",
    "require_draft_reader",
    "two_versions",
    "version_page",
    "with_sendings",
    "writing_page",
]
