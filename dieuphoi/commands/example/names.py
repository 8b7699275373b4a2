"""Which agency the example's files mean by a wording, on a day."""

from datetime import date

from dieuphoi.organizations.models import Organization
from dieuphoi.organizations.resolution import resolve


def agency(wording: str, on: date, issuer: Organization | None = None) -> Organization:
    """The agency of that wording on the day; raises LookupError when the registry knows none."""
    found = resolve(wording, on, issuer).organization
    if found is None:
        raise LookupError(f"the registry does not know {wording!r} on {on}")
    return found


class Names:
    """The agencies of one city on one day, each wording looked up once."""

    def __init__(self, city: Organization, on: date) -> None:
        self.city = city
        self.on = on
        self._found: dict[str, Organization] = {}

    def __getitem__(self, wording: str) -> Organization:
        if wording not in self._found:
            self._found[wording] = agency(wording, self.on, self.city)
        return self._found[wording]
