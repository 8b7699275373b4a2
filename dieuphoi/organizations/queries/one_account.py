"""One account: the person's positions over time, and what happened to the account."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from dieuphoi.activity.models import Activity
from dieuphoi.organizations.models import Position, User
from dieuphoi.organizations.queries.account_list import Standing, standing_of

MOST_ACTS = 30


@dataclass(frozen=True)
class AccountPage:
    """The account, its positions of the day and those before and after, the latest acts on it."""

    user: User
    standing: Standing
    current: list[Position]
    others: list[Position]
    acts: list[Activity]


def account_page(user: User, on: date, at: datetime) -> AccountPage:
    """All that the page of an account shows, in two queries."""
    positions = list(
        Position.objects.filter(user=user)
        .select_related("organization")
        .order_by("-valid_from", "-pk")
    )
    current = [p for p in positions if p.valid_from <= on and (not p.valid_to or on < p.valid_to)]
    others = [position for position in positions if position not in current]
    about = Q(subject_type=User._meta.label_lower, subject_id=user.pk) | Q(
        subject_type=Position._meta.label_lower, subject_id__in=[p.pk for p in positions]
    )
    acts = list(Activity.objects.filter(about).order_by("-pk")[:MOST_ACTS])
    return AccountPage(user, standing_of(user, at), current, others, acts)
