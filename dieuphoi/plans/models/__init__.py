"""Plans, the tasks in them as documents set them, and the obligations that agencies owe."""

from dieuphoi.plans.models.carried import (
    Carried,
    CarriedProgress,
    Hindrance,
    Tracker,
    TrackerRow,
)
from dieuphoi.plans.models.obligation import (
    MOVES,
    Evidence,
    Obligation,
    ObligationState,
    Progress,
    SourceKind,
    Turn,
    Verb,
)
from dieuphoi.plans.models.plan import Field, Plan, PlanKind, Section, SectionKind
from dieuphoi.plans.models.task import (
    Deadline,
    DeadlineKind,
    Involvement,
    Party,
    PartyRole,
    Task,
    TaskTerms,
)
from dieuphoi.plans.models.workbook import (
    Outcome,
    ReturnedRow,
    ReturnState,
    WorkbookReturn,
)

__all__ = [
    "MOVES",
    "Carried",
    "CarriedProgress",
    "Deadline",
    "DeadlineKind",
    "Evidence",
    "Field",
    "Hindrance",
    "Involvement",
    "Obligation",
    "ObligationState",
    "Outcome",
    "Party",
    "PartyRole",
    "Plan",
    "PlanKind",
    "Progress",
    "ReturnState",
    "ReturnedRow",
    "Section",
    "SectionKind",
    "SourceKind",
    "Task",
    "TaskTerms",
    "Tracker",
    "TrackerRow",
    "Turn",
    "Verb",
    "WorkbookReturn",
]
