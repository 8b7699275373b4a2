"""What agencies did with their tasks so far, as the script says: accept, tell, submit, confirm."""

from datetime import datetime
from functools import partial

from dieuphoi.commands.example.content import Step
from dieuphoi.commands.example.days import morning
from dieuphoi.commands.example.stage import Stage
from dieuphoi.organizations.roles import Permission
from dieuphoi.plans import assignment, confirmation, progress
from dieuphoi.plans.fan_out import LEADING
from dieuphoi.plans.models import Obligation, SourceKind
from dieuphoi.plans.progress import Source, Told


class Script:
    """The steps of a story, each at its moment on the obligation that it is about."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._owed = _owed(stage)
        self.last: dict[int, datetime] = {}
        """When the last step of an obligation happens; after it, it is free for other acts."""

    def plan(self) -> None:
        """Plan every step, in the order of days; each is done by somebody who may do it."""
        steps = sorted(self.stage.tale.script, key=lambda step: -step.days_before)
        for n, step in enumerate(steps):
            at = morning(step.on(self.stage.tale.days), minutes=n)
            obligation = self._obligation(step)
            self.last[obligation] = max(at, self.last.get(obligation, at))
            self.stage.at(at, partial(self._do, step, obligation))

    def lead_of(self, code: str) -> Obligation:
        """What the lead of a task owes."""
        return load(self._owed[code, None])

    def _obligation(self, step: Step) -> int:
        agency = self.stage.names[step.organization].pk if step.organization else None
        return self._owed[step.code, agency]

    def _do(self, step: Step, key: int, at: datetime) -> None:
        stage, obligation = self.stage, load(key)
        told = _told(step, at)
        head = stage.somebody(obligation.holder_id, Permission.ACCEPT_ASSIGNMENT)
        officer = stage.somebody(obligation.holder_id, Permission.TELL_PROGRESS)
        match step.action:
            case "accept":
                assignment.accept(obligation, by=head, at=at)
            case "decline":
                proposed = stage.names[step.proposed] if step.proposed else None
                assignment.decline(
                    obligation, reason=step.reason, proposed=proposed, by=head, at=at
                )
            case "tell":
                progress.note(obligation, told, by=officer, at=at)
            case "tell_on_behalf":
                days = stage.tale.days
                source = Source(
                    SourceKind(step.source_kind), step.source, step.source_on(days) or at.date()
                )
                progress.tell_on_behalf(obligation, told, source, by=stage.focal, at=at)
            case "submit":
                progress.submit(obligation, told, by=officer, at=at)
            case "send_back":
                confirmation.send_back(obligation, reason=step.reason, by=stage.focal, at=at)
            case "confirm":
                confirmation.confirm(obligation, by=stage.focal, at=at)


def load(key: int) -> Obligation:
    """An obligation as it is now, with what acts ask of it."""
    return Obligation.objects.select_related("task__plan", "holder").get(pk=key)


def _owed(stage: Stage) -> dict[tuple[str, int | None], int]:
    """The obligation of each task and agency, of the earliest occurrence; None: of the lead."""
    owed: dict[tuple[str, int | None], int] = {}
    rows = Obligation.objects.filter(task__plan=stage.plan).order_by("occurrence", "pk")
    for key, code, agency, role in rows.values_list("pk", "task__code", "organization", "role"):
        owed.setdefault((code, agency), key)
        if role in LEADING:
            owed.setdefault((code, None), key)
    return owed


def _told(step: Step, at: datetime) -> Told:
    phrase = step.phrase
    if phrase is None:
        return Told(at.date(), 0)
    return Told(at.date(), phrase.percent, phrase.did, phrase.next)
