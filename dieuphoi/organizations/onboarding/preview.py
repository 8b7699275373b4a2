"""What a filled-in sheet would do on a day, row by row: created, changed, unchanged or refused, and why."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from dieuphoi.organizations import home
from dieuphoi.organizations.onboarding.agency_rows import AgencyPlan, judge_agencies
from dieuphoi.organizations.onboarding.filled import Fault, Filled
from dieuphoi.organizations.onboarding.known_agencies import KnownAgencies
from dieuphoi.organizations.onboarding.outcomes import Judged, Outcome
from dieuphoi.organizations.onboarding.people_rows import PersonPlan, judge_people


@dataclass(frozen=True)
class Preview:
    """Every row of both tables with what would become of it; `faults` are wrong tables."""

    agencies: list[AgencyPlan]
    people: list[PersonPlan]
    faults: list[Fault] = field(default_factory=list)

    @property
    def rows(self) -> list[Judged]:
        """The rows as they are shown: agencies first, then people."""
        return [*(one.judged for one in self.agencies), *(one.judged for one in self.people)]

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many rows have each outcome; every outcome is there."""
        found = Counter(row.outcome for row in self.rows)
        return {outcome: found[outcome] for outcome in Outcome}

    @property
    def all_faults(self) -> list[Fault]:
        """What is wrong with the tables, then with their rows."""
        return [*self.faults, *(fault for row in self.rows for fault in row.faults)]

    @property
    def changes_something(self) -> bool:
        """Whether applying it would do anything."""
        return any(row.outcome in (Outcome.CREATED, Outcome.CHANGED) for row in self.rows)

    @property
    def may_be_applied(self) -> bool:
        """Whether nothing is wrong and there is something to do."""
        return not self.all_faults and self.changes_something

    @property
    def fingerprint(self) -> str:
        """Two previews with the same one would do the same."""
        told = [f"{r.sheet}/{r.row}/{r.outcome}/{r.name}/{'|'.join(r.changes)}" for r in self.rows]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]


def preview(filled: Filled, on: date) -> Preview:
    """Judge a filled-in sheet against what is known on that day; in few queries, writing nothing."""
    own = home.own_agency()
    known = KnownAgencies(on, own)
    agencies = judge_agencies(filled.agencies, known)
    people = judge_people(filled.people, known, on)
    return Preview(agencies, people, filled.faults)
