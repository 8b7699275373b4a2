"""The round that is over: most agencies reported in time, some late, some never; then one report of all."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from dieuphoi.commands.example.days import morning
from dieuphoi.commands.example.reporter import Reporter, quiet
from dieuphoi.commands.example.rounds import Round
from dieuphoi.commands.example.stage import Act, Stage
from dieuphoi.reporting import consolidation, editing
from dieuphoi.reporting.cycles import open_cycle
from dieuphoi.reporting.models import Consolidation, Cycle, Paragraph, Regime

IN_TIME = "in_time"
SILENT, LATE, TOO_LATE, RETURNED, NEVER = "silent", "late", "too_late", "returned", "never"
SPECIAL = (SILENT, LATE, TOO_LATE, RETURNED, NEVER)
"""What becomes of five agencies, drawn by chance; the others report in time."""
STANDING = "undated"
"""The number of tasks without a last day, which stands outside all sums."""


class EarlierCycle:
    """The cycle, who reported in it, and, where asked for, how it was consolidated."""

    def __init__(self, stage: Stage, told: Round, *, consolidated: bool) -> None:
        self.stage = stage
        self.round = told
        self.consolidated = consolidated
        self._cycle = 0

    def plan(self) -> None:
        """Plan the opening; all that follows is planned when the cycle is there."""
        self.stage.at(morning(self.round.opened_on, 60), self._open)

    @property
    def frozen(self) -> Consolidation | None:
        """The version of the consolidated report that went up."""
        return Consolidation.objects.filter(cycle=self._cycle, state="frozen").first()

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
        for n, (reporter, kind) in enumerate(self._cast(cycle)):
            self._plan_report(reporter, kind, n)
        if self.consolidated:
            self._plan_consolidation()

    def _cast(self, cycle: Cycle) -> list[tuple[Reporter, str]]:
        chance = self.stage.chance("earlier cycle")
        wordings = list(self.stage.reporting_wordings())
        focal = self.stage.tale.plan.focal_agency
        others = [wording for wording in wordings if wording != focal]
        silent = chance.choice(quiet(self.stage, others))
        others.remove(silent)
        drawn = dict(zip([silent, *chance.sample(others, len(SPECIAL) - 1)], SPECIAL, strict=True))
        cast = [
            (Reporter(self.stage, cycle, self.stage.names[w], w), drawn.get(w, IN_TIME))
            for w in wordings
        ]
        [agreed] = self.stage.tale.wordings.remarks.agreed
        for reporter in [one for one, kind in cast if kind == IN_TIME][:2]:
            reporter.share("strengths", agreed)
        return cast

    def _plan_report(self, reporter: Reporter, kind: str, n: int) -> None:
        if kind == NEVER:
            return
        late = {LATE: 3, TOO_LATE: 8}.get(kind, 0)
        sent = self._after_due(late, 180 + n)
        if kind == SILENT:
            self._at(sent - timedelta(hours=1), reporter.answer_nothing)
        else:
            self._at(sent - timedelta(hours=3), reporter.write)
            self._at(sent - timedelta(hours=2), reporter.write_figures)
        self._at(sent, reporter.send)
        if kind == RETURNED:
            self._at(sent + timedelta(days=1), reporter.be_commented)
            self._at(sent + timedelta(days=1, minutes=20), reporter.be_returned)
        else:
            self._at(sent + timedelta(days=1), reporter.be_accepted)

    def _plan_consolidation(self) -> None:
        self._at(self._after_due(5), self._consolidate)
        self._at(self._after_due(5, 360), self._edit_words)
        self._at(self._after_due(6), self._edit_number)
        self._at(self._after_due(7), self._freeze)
        self._at(self._after_due(10), self._consolidate)

    def _consolidate(self, at: datetime) -> None:
        cycle = Cycle.objects.select_related("consolidator").get(pk=self._cycle)
        consolidation.consolidate(cycle, by=self.stage.focal, at=at)

    def _edit_words(self, at: datetime) -> None:
        """Add a sentence to what was composed of leadership, and to what was of causes."""
        more = self.stage.tale.wordings.remarks.edited
        for part, sentence in zip(("leadership", "causes"), more, strict=True):
            one = self._paragraphs(part, "body")[0]
            text = f"{one.generated} {sentence}"
            editing.edit_paragraph(one, text, seen=one.version, by=self.stage.focal, at=at)

    def _edit_number(self, at: datetime) -> None:
        """Count one standing task more than the plan has, and say why."""
        one = self._paragraphs("results", "body").get(key="results/all")
        counted = int(one.slots[STANDING]["value"])
        [reason] = self.stage.tale.wordings.remarks.number
        by = self.stage.focal
        editing.set_number(one, STANDING, counted + 1, reason, seen=one.version, by=by, at=at)

    def _freeze(self, at: datetime) -> None:
        draft = self._draft()
        consolidation.freeze(draft, by=self.stage.focal, at=at)

    def _paragraphs(self, part: str, kind: str) -> QuerySet[Paragraph]:
        found = Paragraph.objects.filter(consolidation=self._draft(), part=part, kind=kind)
        return found.select_related("consolidation__cycle")

    def _draft(self) -> Consolidation:
        drafts = Consolidation.objects.select_related("cycle")
        return drafts.get(cycle=self._cycle, state="draft")

    def _after_due(self, days: int, minutes: int = 0) -> datetime:
        return morning(self.round.window.due_on + timedelta(days=days), minutes)

    def _at(self, moment: datetime, act: Act) -> None:
        self.stage.at(moment, act)
