"""The plans that an actor may read."""

from django.db.models import Count, Q, QuerySet

from dieuphoi.base.vietnamese import fold
from dieuphoi.organizations.actor import Actor
from dieuphoi.plans.models import Plan, Task


def plans(actor: Actor) -> "QuerySet[Plan]":
    """The plans that the actor may read, newest first, with their number of visible tasks."""
    return (
        Plan.objects.visible_to(actor)
        .select_related("document", "owner", "focal_agency")
        .annotate(task_count=Count("tasks", filter=Q(tasks__in=Task.objects.visible_to(actor))))
        .order_by("-starts_on", "-pk")
    )


def plans_matching(actor: Actor, words: str) -> "QuerySet[Plan]":
    """The plans the actor may read whose document has every word, without diacritics."""
    found = plans(actor)
    for word in fold(words).split():
        found = found.filter(document__search__contains=word)
    return found
