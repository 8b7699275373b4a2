"""What pages, sheets and slips about plans need to know, each answer one function."""

from dieuphoi.plans.queries.allowed_steps import require_allowed
from dieuphoi.plans.queries.desk_of_tasks import DESK_ROWS, Desk, DeskGroup, DeskRow, desk
from dieuphoi.plans.queries.made_of_provisions import provisions_with_tasks
from dieuphoi.plans.queries.one_obligation import latest_progress, open_turn, with_task
from dieuphoi.plans.queries.owed import SlipAgency, owed_by, slip_agencies, standing_of
from dieuphoi.plans.queries.plan_list import plans, plans_matching
from dieuphoi.plans.queries.plan_standing import PlanPage, Standings, plan_page
from dieuphoi.plans.queries.task_chain import (
    FOLD_OVER,
    Counted,
    CountedObligation,
    ObligationView,
    Share,
    TaskPage,
    task_page,
)
from dieuphoi.plans.queries.task_list import (
    Facet,
    Facets,
    TaskFilter,
    agencies_in,
    facets,
    in_words,
    sections_in,
    special,
    standing_as,
    tasks,
    tasks_around,
)
from dieuphoi.plans.queries.task_rows import TaskRow, rows, with_sources
from dieuphoi.plans.queries.terms_in_force import LEADS, terms_now, terms_of

__all__ = [
    "Counted",
    "CountedObligation",
    "DESK_ROWS",
    "Desk",
    "DeskGroup",
    "DeskRow",
    "FOLD_OVER",
    "Facet",
    "Facets",
    "LEADS",
    "ObligationView",
    "PlanPage",
    "Share",
    "SlipAgency",
    "Standings",
    "TaskFilter",
    "TaskPage",
    "TaskRow",
    "agencies_in",
    "desk",
    "facets",
    "in_words",
    "latest_progress",
    "open_turn",
    "owed_by",
    "plan_page",
    "plans",
    "plans_matching",
    "provisions_with_tasks",
    "require_allowed",
    "rows",
    "sections_in",
    "slip_agencies",
    "special",
    "standing_as",
    "standing_of",
    "task_page",
    "tasks",
    "tasks_around",
    "terms_now",
    "terms_of",
    "with_sources",
    "with_task",
]
