"""The round in which agencies report now: every state a report can be in, and the faults of real ones."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from dieuphoi.commands.example import content
from dieuphoi.commands.example.days import morning
from dieuphoi.commands.example.progress_told import Script, load
from dieuphoi.commands.example.reporter import Reporter, quiet
from dieuphoi.commands.example.rounds import Round
from dieuphoi.commands.example.stage import Act, Stage
from dieuphoi.organizations.roles import Permission
from dieuphoi.plans import assignment, progress
from dieuphoi.plans.fan_out import LEADING
from dieuphoi.plans.models import Obligation, ObligationState, PartyRole
from dieuphoi.plans.progress import RUNNING, Told
from dieuphoi.reporting.cycles import open_cycle
from dieuphoi.reporting.models import Cycle, Regime

CAST_BEFORE, WRITTEN_BEFORE, SENT_BEFORE, JUDGED_BEFORE = 9, 7, 6, 5
"""How many days before today parts are given to agencies, reports written, sent and judged."""


class RunningCycle:
    """The cycle; who plays which part is drawn once tasks stand as they will stand in the reports."""

    def __init__(self, stage: Stage, script: Script, told: Round) -> None:
        self.stage = stage
        self.script = script
        self.round = told
        self._cycle = 0
        self._waiting: dict[str, Reporter] = {}

    def plan(self) -> None:
        """Plan the opening and the drawing of parts; the reports are planned then."""
        self.stage.at(morning(self.round.opened_on, 90), self._open)
        self.stage.at(self._before(CAST_BEFORE), self._cast)

    def _open(self, at: datetime) -> None:
        cycle = open_cycle(
            Regime.objects.get(key=self.round.regime),
            [self.stage.plan],
            self.round.window,
            recipient=self.stage.names.city.name,
            by=self.stage.focal,
            at=at,
        )
        self._cycle = cycle.pk

    def _cast(self, at: datetime) -> None:
        """Draw who plays what, in an order of chance: first the parts that need a certain task."""
        chance = self.stage.chance("running cycle")
        wordings = list(self.stage.reporting_wordings())
        focal = self.stage.tale.plan.focal_agency
        self._waiting = self._reporters([w for w in wordings if w != focal])
        self._waiting = dict(chance.sample(list(self._waiting.items()), len(self._waiting)))
        for silent in quiet(self.stage, list(self._waiting))[:1]:
            self._plan_silent(self._waiting.pop(silent))
        self._plan_twins(chance.choice(list(self._twins(at))))
        self._plan_confirmed()
        self._plan_full()
        for play in (self._plan_returned, self._plan_fault, self._plan_draft):
            play(self._next())
        self._plan_plain(self._reporters([focal])[focal], accepted=True)
        if len(self._waiting) > 2:  # the others have not begun
            self._plan_plain(self._next(), accepted=False)

    def _reporters(self, wordings: list[str]) -> dict[str, Reporter]:
        cycle = Cycle.objects.get(pk=self._cycle)
        return {w: Reporter(self.stage, cycle, self.stage.names[w], w) for w in wordings}

    def _next(self) -> Reporter:
        return self._waiting.pop(next(iter(self._waiting)))

    def _plan_twins(self, twins: tuple[Obligation, Obligation]) -> None:
        """Two agencies tell the same result of one task, and name it as outstanding, word for word."""
        lead, _other = twins
        remarks = self.stage.tale.wordings.remarks
        [did, outstanding] = remarks.shared
        for obligation in twins:
            reporter = self._of(obligation)
            told = partial(self._tell, obligation.pk, 70, did)
            self.stage.at(self._before(CAST_BEFORE - 1, obligation.pk % 60), told)
            words = outstanding % {"task": lead.task.code}
            reporter.share("outstanding", words)
            self._plan_sent(reporter)

    def _twins(self, at: datetime) -> Iterator[tuple[Obligation, Obligation]]:
        owed = list(self._free(at, [*RUNNING, ObligationState.ASSIGNED]))
        by_task: dict[int, list[Obligation]] = {}
        for one in owed:
            by_task.setdefault(one.task_id, []).append(one)
        for some in by_task.values():
            leads = [one for one in some if one.role in LEADING and one.state in RUNNING]
            others = [one for one in some if one.role == PartyRole.COOPERATE]
            if len(leads) == 1 and others:
                yield leads[0], others[0]

    def _plan_confirmed(self) -> None:
        """The report proposes a result as done; it is accepted and the result confirmed."""
        obligation = self._fullest()
        reporter = self._of(obligation)
        self._plan_done(obligation)
        self._at(WRITTEN_BEFORE, 0, partial(_close, reporter, obligation.pk))
        self._plan_sent(reporter)
        self._at(JUDGED_BEFORE, 0, reporter.be_accepted)

    def _plan_full(self) -> None:
        """All is told as done, and nobody ticked it as done."""
        obligation = self._fullest()
        reporter = self._of(obligation)
        self._plan_done(obligation)
        self._plan_sent(reporter)

    def _plan_returned(self, reporter: Reporter) -> None:
        self._plan_sent(reporter)
        self._at(JUDGED_BEFORE, 20, reporter.be_commented)
        self._at(JUDGED_BEFORE, 30, reporter.be_returned)
        self._at(JUDGED_BEFORE - 2, 40, reporter.complete)
        self._at(JUDGED_BEFORE - 2, 90, reporter.send)

    def _plan_fault(self, reporter: Reporter) -> None:
        """The text says one task more than the rows."""
        self._plan_sent(reporter, too_many=1)

    def _plan_draft(self, reporter: Reporter) -> None:
        half = ("leadership", "outstanding", "strengths")
        self._at(WRITTEN_BEFORE - 3, 50, partial(reporter.write, parts=half))

    def _plan_silent(self, reporter: Reporter) -> None:
        self._at(WRITTEN_BEFORE - 1, 60, reporter.answer_nothing)
        self._at(SENT_BEFORE - 1, 60, reporter.send)

    def _plan_plain(self, reporter: Reporter, *, accepted: bool) -> None:
        self._plan_sent(reporter)
        if accepted:
            self._at(JUDGED_BEFORE, 10, reporter.be_accepted)

    def _plan_sent(self, reporter: Reporter, too_many: int = 0) -> None:
        minutes = 17 * len(self._waiting)  # not all at once
        self._at(WRITTEN_BEFORE, minutes, reporter.write)
        self._at(WRITTEN_BEFORE, minutes + 40, partial(reporter.write_figures, too_many=too_many))
        self._at(SENT_BEFORE, minutes, reporter.send)

    def _plan_done(self, obligation: Obligation) -> None:
        """All is told as done, in the words of the task's product."""
        words = {task.code: task.product_kind for task in self.stage.tale.plan.tasks}
        kind = words[obligation.task.code]
        done = [
            p for p in content.phrases().values() if p.percent == 100 and p.product_kind == kind
        ]
        self._at(CAST_BEFORE - 1, 90, partial(self._tell, obligation.pk, 100, done[0].did))

    def _fullest(self) -> Obligation:
        """Of the next agency that leads a task that goes on: the one told to be farthest."""
        for key in self._waiting:
            agency = self.stage.names[key].pk
            led = [
                one
                for one in self._free(self._before(CAST_BEFORE), RUNNING)
                if one.holder_id == agency and one.role in LEADING and one.percent
            ]
            if led:
                return max(led, key=lambda one: (one.percent, -one.pk))
        raise LookupError("no agency leads a task that goes on")

    def _free(self, at: datetime, states: Sequence[str]) -> Iterator[Obligation]:
        """Obligations of agencies without a part yet, of which the script tells nothing more."""
        agencies = {self.stage.names[wording].pk for wording in self._waiting}
        owed = Obligation.objects.filter(
            task__plan=self.stage.plan, holder__in=agencies, state__in=states, occurrence=""
        )
        for one in owed.select_related("task").order_by("task__position", "pk"):
            if self.script.last.get(one.pk, at) <= at:
                yield one

    def _of(self, obligation: Obligation) -> Reporter:
        """The agency that holds it, taken out of those that wait for a part."""
        wording = next(w for w in self._waiting if self.stage.names[w].pk == obligation.holder_id)
        return self._waiting.pop(wording)

    def _tell(self, key: int, percent: int, did: str, at: datetime) -> None:
        obligation = load(key)
        if obligation.state == ObligationState.ASSIGNED:
            head = self.stage.somebody(obligation.holder_id, Permission.ACCEPT_ASSIGNMENT)
            assignment.accept(obligation, by=head, at=at)
        officer = self.stage.somebody(obligation.holder_id, Permission.TELL_PROGRESS)
        progress.note(obligation, Told(at.date(), percent, did), by=officer, at=at)

    def _at(self, days_before: int, minutes: int, act: Act) -> None:
        self.stage.at(self._before(days_before, minutes), act)

    def _before(self, days: int, minutes: int = 0) -> datetime:
        return morning(self.stage.tale.days.today - timedelta(days=days), 30 + minutes)


def _close(reporter: Reporter, key: int, at: datetime) -> None:
    reporter.close(load(key), at)
