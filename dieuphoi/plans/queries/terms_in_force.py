"""The terms of tasks that hold on a day, with their parties and deadlines."""

from datetime import date

from django.db.models import Prefetch

from dieuphoi.plans import timeline
from dieuphoi.plans.models import Deadline, Obligation, Party, PartyRole, Task, TaskTerms

LEADS = (PartyRole.LEAD, PartyRole.JOINT_LEAD)


def terms_now(task: Task, on: date) -> TaskTerms | None:
    """The terms of a task in force on the day, with their parties and deadlines."""
    return (
        task.terms.filter(timeline.true_on(on)).prefetch_related(*parties_and_deadlines()).first()
    )


def terms_of(obligation: Obligation) -> TaskTerms | None:
    """The terms in force, of an obligation that a query of this package loaded."""
    current: list[TaskTerms] = getattr(obligation.task, "current_terms", [])
    return current[0] if current else None


def with_terms_in_force(on: date) -> Prefetch:  # type: ignore[type-arg]
    """What loads the terms in force on the day with obligations, where `terms_of` finds them."""
    return Prefetch(
        "task__terms",
        TaskTerms.objects.filter(timeline.true_on(on)).prefetch_related(*parties_and_deadlines()),
        to_attr="current_terms",
    )


def parties_and_deadlines() -> tuple[Prefetch, Prefetch]:  # type: ignore[type-arg]
    """What loads terms with the parties and deadlines that they name."""
    return (
        Prefetch("parties", Party.objects.select_related("organization", "group")),
        Prefetch("deadlines", Deadline.objects.order_by("n")),
    )
