"""The outbox: a reader is handed sealed acts in order, each at least once.

Readers follow the sealed position, not the row's id: ids are given before commit, so a slow
writer's id would be passed by; a position is given after.
"""

from collections.abc import Callable

from django.db import transaction

from dieuphoi.activity.models import Activity, Reader, Seal

Handler = Callable[[Activity], None]


def hand_over(reader: str, handler: Handler, *, most: int = 500) -> int:
    """Hand the next sealed acts to `handler`, at most `most`; how many were handed over.

    The handler's work and the reader's position are one transaction; after a crash the same
    acts come again, so a handler must be idempotent towards the world outside the database.
    """
    Reader.objects.get_or_create(name=reader)
    with transaction.atomic():
        place = Reader.objects.select_for_update().get(name=reader)
        seals = list(Seal.objects.filter(position__gt=place.position).order_by("position")[:most])
        acts = Activity.objects.in_bulk([seal.activity_id for seal in seals])
        for seal in seals:
            handler(acts[seal.activity_id])
        if seals:
            place.position = seals[-1].position
            place.save(update_fields=["position"])
    return len(seals)
