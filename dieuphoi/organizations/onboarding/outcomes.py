"""What becomes of a row of the sheet."""

from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from dieuphoi.organizations.onboarding.filled import Fault, Line


class Outcome(models.TextChoices):
    """What applying the sheet would do with a row."""

    CREATED = "created", _("Thêm mới")
    CHANGED = "changed", _("Thay đổi")
    UNCHANGED = "unchanged", _("Không đổi")
    REFUSED = "refused", _("Không nhận")


@dataclass
class Judged:
    """A row as it is shown: where it stands, whom it is about, what becomes of it, and why.

    `changes` are sentences; `faults` are there when it is refused, and only then.
    """

    sheet: str
    row: int
    name: str
    about: str
    creates: bool = False
    changes: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def outcome(self) -> Outcome:
        """What becomes of it."""
        if self.faults:
            return Outcome.REFUSED
        if self.creates:
            return Outcome.CREATED
        return Outcome.CHANGED if self.changes else Outcome.UNCHANGED

    def refuse(self, line: Line, column: str, reason: str) -> None:
        """Say what is wrong in a column of its line."""
        self.faults.append(Fault(reason, line.sheet, line.row, line.places.get(column, "")))
