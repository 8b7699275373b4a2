"""Write an act into the log, read what happened to a thing."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from django.db.models import Model, QuerySet

from dieuphoi.activity.models import Activity


class ActorLike(Protocol):
    """What the log needs to know of who acts."""

    @property
    def user_id(self) -> int | None:
        """The person's account; None for the system."""

    @property
    def organization_id(self) -> int | None:
        """The agency acted for; None for the system."""

    @property
    def label(self) -> str:
        """Name, title and agency as they were at that moment."""


def record(verb: str, subject: Model, *, by: ActorLike, at: datetime, **details: object) -> None:
    """Add one act to the log, in the caller's transaction; the last line of every action.

    `verb` is `noun.participle` ("obligation.accepted"); `details` must be JSON, without secrets
    and without the content of refused files.
    """
    Activity.objects.create(
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        user_id=by.user_id,
        organization_id=by.organization_id,
        label=by.label,
        at=at,
        details=details,
    )


def record_all(
    acts: Iterable[tuple[str, Model, Mapping[str, object]]], *, by: ActorLike, at: datetime
) -> None:
    """As `record`, for many acts of one moment: verb, subject and details of each, in their order."""
    Activity.objects.bulk_create(
        [
            Activity(
                verb=verb,
                subject_type=subject._meta.label_lower,
                subject_id=subject.pk,
                user_id=by.user_id,
                organization_id=by.organization_id,
                label=by.label,
                at=at,
                details=details,
            )
            for verb, subject, details in acts
        ],
        batch_size=1_000,
    )


def entries_about(*subjects: Model) -> QuerySet[Activity]:
    """The acts on these things of one kind, oldest first."""
    if not subjects:
        return Activity.objects.none()
    return Activity.objects.filter(
        subject_type=subjects[0]._meta.label_lower, subject_id__in=[s.pk for s in subjects]
    ).order_by("pk")
