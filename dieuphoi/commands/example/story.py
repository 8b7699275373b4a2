"""Fill a database with the example, through the domain's own functions, as of one day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dieuphoi.activity import sealing
from dieuphoi.base import rules
from dieuphoi.commands.example import accounts, assigning, content, past
from dieuphoi.commands.example.days import morning
from dieuphoi.commands.example.earlier_cycle import EarlierCycle
from dieuphoi.commands.example.names import Names, agency
from dieuphoi.commands.example.progress_told import Script
from dieuphoi.commands.example.raised import RaisedStory
from dieuphoi.commands.example.rounds import earlier_round, running_round
from dieuphoi.commands.example.running_cycle import RunningCycle
from dieuphoi.commands.example.stage import Stage
from dieuphoi.commands.example.tales import Tale, tale_on
from dieuphoi.organizations import appointments
from dieuphoi.organizations.actor import SYSTEM, Actor, actors_of
from dieuphoi.organizations.registry import load_registry
from dieuphoi.organizations.roles import Role
from dieuphoi.reporting.models import Consolidation

FOCAL = "daumoi.taichinh"
"""The focal officer of the live plan."""


class Stages(StrEnum):
    """How far the story is told."""

    PLANNED = "planned"
    REPORTING = "reporting"
    CONSOLIDATED = "consolidated"


@dataclass(frozen=True)
class Played:
    """What came of it: the directive's file, and the consolidated report that went up, if any."""

    directive: bytes
    consolidation: Consolidation | None


def fill(today: date, stage: Stages = Stages.CONSOLIDATED, seed: int = 1) -> Played:
    """Everything up to `today`: the registry, the people, the plan, what happened to it.

    The same day, stage and seed give the same story. Raises tales.NoStory for a day without one.
    """
    tale = tale_on(today)
    rules.mark_example()
    load_registry()
    file = assigning.directive_of(tale)
    scene = _set(tale, file, seed)
    script = Script(scene)
    script.plan()
    if stage == Stages.PLANNED:
        earlier = None
    else:
        earlier = _plan_reports(scene, script, consolidated=stage == Stages.CONSOLIDATED)
    scene.play()
    sealing.seal(at=morning(today))
    return Played(file, earlier.frozen if earlier else None)


def _set(tale: Tale, file: bytes, seed: int) -> Stage:
    """The people in their positions, the past, and the plan, assigned."""
    names = Names(agency(tale.plan.document.issuer, tale.days.today), tale.days.today)
    people = _make_people(tale, names)
    if tale.has_past:
        for one in content.history():
            past.tell(one, people[tale.focal], morning(tale.days.issued))
    plan = assigning.make(tale, file, names, people[tale.focal])
    return Stage(tale, names, people, plan, seed)


def _make_people(tale: Tale, names: Names) -> dict[str, Actor]:
    """The example accounts, each appointed before the plan was issued."""
    at = morning(tale.days.appointed)
    users = appointments.create_users(
        [(a.username, a.full_name) for a in tale.accounts],
        password=accounts.password(tale.key),
        by=SYSTEM,
        at=at,
    )
    for account in tale.accounts:
        appointments.appoint(
            users[account.username],
            names[account.organization],
            Role(account.role),
            by=SYSTEM,
            at=at,
            valid_from=tale.days.appointed,
        )
    return {name: actors_of(user, tale.days.today)[0] for name, user in users.items()}


def _plan_reports(scene: Stage, script: Script, *, consolidated: bool) -> EarlierCycle:
    """What agencies raise, a round of reports that is over, and one that runs."""
    earlier = earlier_round(scene.tale)
    RaisedStory(scene, script, earlier).plan()
    over = EarlierCycle(scene, earlier, consolidated=consolidated)
    over.plan()
    RunningCycle(scene, script, running_round(scene.tale)).plan()
    return over
