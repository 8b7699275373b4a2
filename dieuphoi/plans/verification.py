"""Walk terms, turns and obligations and name what should never be: for `dieuphoi verify`."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q

from dieuphoi.plans.models import Obligation, TaskTerms, Turn


def findings() -> Iterator[str]:
    """What is wrong, a sentence each; nothing when all is whole."""
    yield from _gaps(TaskTerms, "task_id", "terms of task")
    yield from _gaps(Turn, "obligation_id", "turns of obligation")
    yield from _not_repeated()


def _gaps(model: type[TaskTerms] | type[Turn], owner: str, what: str) -> Iterator[str]:
    """Known rows that end where no other known row of the same owner begins."""
    known = model._default_manager.filter(known_to=None)
    follows = known.filter(**{owner: OuterRef(owner)}, valid_from=OuterRef("valid_to"))
    ended = known.exclude(valid_to=None).filter(~Exists(follows))
    later = known.filter(**{owner: OuterRef(owner)}, valid_from__gt=OuterRef("valid_to"))
    for pk in ended.filter(Exists(later)).values_list(owner, flat=True):
        yield f"gap in the {what} {pk}"


def _not_repeated() -> Iterator[str]:
    """Obligations that do not have one open turn, or do not repeat it."""
    is_open = Q(turns__known_to=None, turns__valid_to=None)
    numbered = Obligation.objects.annotate(open_turns=Count("turns", filter=is_open))
    for pk in numbered.exclude(open_turns=1).values_list("pk", flat=True):
        yield f"obligation {pk} has not exactly one open turn"
    same_day = Q(due_on=F("obligation__due_on")) | Q(due_on=None, obligation__due_on=None)
    same_moment = Q(submitted_at=F("obligation__submitted_at")) | Q(
        submitted_at=None, obligation__submitted_at=None
    )
    different = Turn.objects.filter(known_to=None, valid_to=None).exclude(
        same_day,
        same_moment,
        state=F("obligation__state"),
        holder=F("obligation__holder"),
        valid_from=F("obligation__since"),
    )
    for pk in different.values_list("obligation", flat=True):
        yield f"obligation {pk} does not repeat its open turn"
