"""What agencies owe: counted, and one by one for their task slips."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Organization
from dieuphoi.plans.models import Obligation, Plan
from dieuphoi.plans.models.obligation import ObligationQuerySet
from dieuphoi.plans.progress import with_accounts
from dieuphoi.plans.punctuality import TimedObligation, with_punctuality
from dieuphoi.plans.queries.terms_in_force import with_terms_in_force


def owed_by(
    actor: Actor, organization: Organization, plan: Plan, on: date
) -> list[TimedObligation]:
    """One agency's running obligations under a plan that the actor may read, in the plan's order:
    for its task slip."""
    held = Obligation.objects.visible_to(actor).held_by(organization.pk).running()
    return list(
        with_punctuality(held, on)
        .filter(task__plan=plan)
        .select_related("task__section", "task__plan__document", "holder")
        .prefetch_related(with_terms_in_force(on))
        .order_by("task__position", "occurrence", "pk")
    )


@dataclass(frozen=True)
class SlipAgency:
    """An agency to which a slip can be sent: what it owes, and whether it has an account."""

    organization: Organization
    owed: int
    has_account: bool


def slip_agencies(actor: Actor, plan: Plan, on: date) -> list[SlipAgency]:
    """The agencies with running obligations under the plan, as far as the actor may read them."""
    held = Obligation.objects.visible_to(actor).filter(task__plan=plan).running()
    counts = dict(held.order_by().values_list("holder").annotate(n=Count("pk")))
    accounts = with_accounts(set(counts), on)
    found = Organization.objects.filter(pk__in=counts)
    return [SlipAgency(o, counts[o.pk], o.pk in accounts) for o in found]


def standing_of(actor: Actor, organization: Organization, on: date) -> Counter[str]:
    """How many obligations the agency holds, by state and punctuality, of those visible."""
    return _standing_counts(Obligation.objects.visible_to(actor).held_by(organization.pk), on)


def _standing_counts(obligations: ObligationQuerySet, on: date) -> Counter[str]:
    counts: Counter[str] = Counter()
    for (state, punctuality), n in joint_counts(with_punctuality(obligations, on)).items():
        counts[state] += n
        counts[punctuality or ""] += n
        counts["all"] += n
    return counts


def joint_counts(timed: QuerySet[TimedObligation]) -> Counter[tuple[str, str | None]]:
    """How many of the obligations are in each state and punctuality together."""
    counts: Counter[tuple[str, str | None]] = Counter()
    grouped = timed.order_by().values_list("state", "punctuality").annotate(n=Count("pk"))
    for state, punctuality, n in grouped:
        counts[state, punctuality] = n
    return counts
