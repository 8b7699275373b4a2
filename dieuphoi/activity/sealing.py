"""Seal the log: give each committed act a position and a hash chained to the one before.

Writers never wait for it: they insert without a hash. One sealer at a time works under a lock and
takes what is committed; an act whose transaction is still open gets a later position.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from dieuphoi.activity.models import Activity, Seal

_LOCK = 0x5EA1
_START = "0" * 64
_BATCH = 2_000


def seal(*, at: datetime) -> int:
    """Seal every committed act that has no seal yet; how many were sealed."""
    sealed = 0
    while count := _seal_batch(at):
        sealed += count
    return sealed


def unsealed() -> QuerySet[Activity]:
    """Acts that are committed and not sealed yet, oldest first."""
    return Activity.objects.filter(
        ~Exists(Seal.objects.filter(activity_id=OuterRef("pk")))
    ).order_by("pk")


@transaction.atomic
def _seal_batch(at: datetime) -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = Seal.objects.order_by("position").last()
    position, previous = (last.position, last.hash) if last else (0, _START)
    seals = []
    for activity in unsealed()[:_BATCH]:
        position += 1
        previous = _digest(activity, previous)
        seals.append(Seal(position=position, activity_id=activity.pk, hash=previous, sealed_at=at))
    Seal.objects.bulk_create(seals)
    return len(seals)


def _digest(activity: Activity, previous: str) -> str:
    content = [
        previous,
        activity.pk,
        activity.verb,
        activity.subject_type,
        activity.subject_id,
        activity.user_id,
        activity.organization_id,
        activity.label,
        activity.at.astimezone(UTC).isoformat(timespec="microseconds"),
        activity.details,
    ]
    text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Verification:
    """What a walk along the chain found; `findings` are sentences, none means whole."""

    sealed: int = 0
    unsealed: int = 0
    findings: list[str] = field(default_factory=list)


def verify() -> Verification:
    """Walk the chain from the start: changed or missing acts, gaps, and the unsealed tail."""
    result = Verification(unsealed=unsealed().count())
    previous = _START
    seals = Seal.objects.order_by("position").iterator(chunk_size=_BATCH)
    while batch := list(islice(seals, _BATCH)):
        acts = Activity.objects.in_bulk([s.activity_id for s in batch])
        for mark in batch:
            result.sealed += 1
            if mark.position != result.sealed:
                result.findings.append(f"gap before position {mark.position}")
                result.sealed = mark.position
            act = acts.get(mark.activity_id)
            if act is None:
                result.findings.append(
                    f"position {mark.position}: activity {mark.activity_id} is gone"
                )
            elif _digest(act, previous) != mark.hash:
                result.findings.append(f"position {mark.position}: activity {act.pk} was changed")
            previous = mark.hash
    return result
