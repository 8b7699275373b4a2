"""One obligation, for the forms that move it and the papers that name it."""

from datetime import date

from django.db.models import QuerySet

from dieuphoi.plans.models import Obligation, Progress, Turn
from dieuphoi.plans.models.obligation import ObligationQuerySet
from dieuphoi.plans.punctuality import TimedObligation, with_punctuality
from dieuphoi.plans.queries.terms_in_force import with_terms_in_force


def with_task(obligations: ObligationQuerySet, on: date) -> QuerySet[TimedObligation]:
    """The obligations with their task, plan, holder and terms in force loaded, and punctuality."""
    return (
        with_punctuality(obligations, on)
        .select_related(
            "task__plan__document__issuer",
            "task__plan__owner",
            "task__plan__focal_agency",
            "task__section",
            "task__provision",
            "holder",
            "organization",
        )
        .prefetch_related(with_terms_in_force(on))
    )


def latest_progress(obligation: Obligation) -> Progress | None:
    """What was told last."""
    told = obligation.progress.select_related("told_by", "corrects").prefetch_related("evidence")
    return told.order_by("-pk").first()


def open_turn(obligation: Obligation) -> Turn | None:
    """The turn that the obligation is in: why it was moved last, and who was proposed."""
    turns = obligation.turns.filter(known_to=None, valid_to=None)
    return turns.select_related("holder", "proposed_holder").first()
