"""Regimes of reporting, their cycles, what each agency sent, and what was consolidated of it."""

from dieuphoi.reporting.models.consolidation import (
    Consolidation,
    ConsolidationInput,
    ConsolidationState,
    LeftOut,
    Paragraph,
    ParagraphSource,
)
from dieuphoi.reporting.models.cycle import Cycle, Frequency, Regime, RegimeKind
from dieuphoi.reporting.models.report import (
    MOVES,
    Closing,
    Comment,
    DraftPart,
    Report,
    ReportState,
    ReportVerb,
)
from dieuphoi.reporting.models.version import (
    Entry,
    OutlinePart,
    RaisedEntry,
    ReportVersion,
    Review,
    Verdict,
)

__all__ = [
    "MOVES",
    "Closing",
    "Comment",
    "Consolidation",
    "ConsolidationInput",
    "ConsolidationState",
    "Cycle",
    "DraftPart",
    "Entry",
    "Frequency",
    "LeftOut",
    "OutlinePart",
    "Paragraph",
    "ParagraphSource",
    "RaisedEntry",
    "Regime",
    "RegimeKind",
    "Report",
    "ReportState",
    "ReportVerb",
    "ReportVersion",
    "Review",
    "Verdict",
]
