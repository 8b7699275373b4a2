"""What the dated rows of this package share: how one asks for a day, and days in order."""

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.base.periods import in_force

# "Always" comes before any day; left to themselves the two databases disagree about it.
EARLIEST_FIRST = F("valid_from").asc(nulls_first=True)

_Row = TypeVar("_Row", bound=models.Model, covariant=True)


class DatedQuerySet(models.QuerySet[_Row]):
    """Rows with a period `[valid_from, valid_to)`; an absent bound is open."""

    def in_force(self, on: date) -> Self:
        """Only the rows that hold on that day."""
        return self.filter(in_force(on))


def days_in_order(
    name: str, start: str = "valid_from", end: str = "valid_to"
) -> models.CheckConstraint:
    """The constraint that a period ends after it began."""
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{start}__isnull": True})
        | Q(**{f"{end}__isnull": True})
        | Q(**{f"{start}__lt": F(end)}),
        violation_error_message=_("Ngày kết thúc phải sau ngày bắt đầu."),
    )
