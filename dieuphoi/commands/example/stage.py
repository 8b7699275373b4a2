"""The stage on which the story is played: who acts, on what plan, and what happens when."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from dieuphoi.commands.example.names import Names
from dieuphoi.commands.example.tales import Tale
from dieuphoi.organizations.actor import SYSTEM, Actor
from dieuphoi.organizations.roles import Permission, Role
from dieuphoi.plans.models import Plan

Act = Callable[[datetime], None]
"""Something that somebody does; it is called with the moment at which it is done."""


@dataclass
class Stage:
    """People, plan and chance of one story; acts happen in the order of their moments.

    Acts of one moment happen in the order in which they were planned. An act may plan others.
    """

    tale: Tale
    names: Names
    people: dict[str, Actor]
    plan: Plan
    seed: int
    _waiting: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _planned: int = 0

    @property
    def focal(self) -> Actor:
        """The focal officer, who also consolidates."""
        return self.people[self.tale.focal]

    def chance(self, what: str) -> Random:
        """Chance for one part of the story: the same for the same seed, whatever else is played."""
        return Random(f"{self.seed}/{what}")  # noqa: S311 a story, not a secret

    def at(self, moment: datetime, act: Act) -> None:
        """Plan that something happens."""
        heapq.heappush(self._waiting, (moment, self._planned, act))
        self._planned += 1

    def play(self) -> None:
        """Let happen all that is planned."""
        while self._waiting:
            moment, _n, act = heapq.heappop(self._waiting)
            act(moment)

    def somebody(self, organization: int, right: Permission) -> Actor:
        """Somebody of the agency's with the right; the system where it has no account."""
        own = self.own_people(organization)
        return next((actor for actor in own if actor.may(right)), SYSTEM)

    def own_people(self, organization: int) -> list[Actor]:
        """Everybody who acts for the agency."""
        return [a for a in self.people.values() if a.organization_id == organization]

    def reporting_wordings(self) -> Iterator[str]:
        """The agencies, as the files name them, that have somebody to send their reports."""
        heads = {a.organization_id for a in self.people.values() if a.role == Role.HEAD}
        for wording in self.tale.wordings.agencies:
            if self.names[wording].pk in heads:
                yield wording
