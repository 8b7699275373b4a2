"""One agency in one round: its people write the report, its head sends it, the focal agency judges."""

from datetime import datetime
from random import Random

from django.utils.translation import gettext as _

from dieuphoi.commands.example.stage import Stage
from dieuphoi.commands.example.wordings import PARTS
from dieuphoi.organizations.models import Organization
from dieuphoi.organizations.roles import Permission
from dieuphoi.plans.fan_out import LEADING
from dieuphoi.plans.models import Obligation
from dieuphoi.reporting import contents, drafting, reviewing, sending
from dieuphoi.reporting.checks import counted_rows
from dieuphoi.reporting.models import Cycle, Entry, Report, ReportVersion
from dieuphoi.reporting.reviewing import waits


class Reporter:
    """The agency's people and words in a cycle; every method is one thing that somebody does."""

    def __init__(self, stage: Stage, cycle: Cycle, agency: Organization, wording: str) -> None:
        self.stage = stage
        self.agency = agency
        self.officer = stage.somebody(agency.pk, Permission.WRITE_REPORT)
        self.head = stage.somebody(agency.pk, Permission.SEND_REPORT)
        self.chance: Random = stage.chance(f"{cycle.starts_on}/{wording}")
        self._words = stage.tale.wordings.agencies[wording]
        self._cycle = cycle.pk
        self._shared: dict[str, str] = {}

    @property
    def report(self) -> Report:
        """The agency's report as it is now."""
        reports = Report.objects.select_related("cycle", "organization")
        return reports.get(cycle=self._cycle, organization=self.agency)

    def share(self, part: str, sentence: str) -> None:
        """Say this sentence, word for word, in a part: another agency says it too."""
        self._shared[part] = sentence

    def write(self, at: datetime, parts: tuple[str, ...] = PARTS) -> None:
        """Write parts of the report; each time in other words."""
        for part in parts:
            text = self._words.pick(part, self.chance)
            if part in self._shared:
                text = f"{self._shared[part]}\n{text}"
            self._save(part, text, at)

    def write_figures(self, at: datetime, too_many: int = 0) -> None:
        """Say in the results how many tasks are done; `too_many`: so many more than the rows say."""
        counts = counted_rows(contents.entries_for(self.report, at.date()))
        text = _(
            "Cơ quan được giao %(all)s nhiệm vụ: hoàn thành %(done)s nhiệm vụ, %(running)s nhiệm vụ"
            " đang thực hiện, %(overdue)s nhiệm vụ quá hạn."
        ) % {
            "all": counts["all"],
            "done": counts["completed"] + too_many,
            "running": counts["running"],
            "overdue": counts["overdue"],
        }
        self._save("results", text, at)

    def close(self, obligation: Obligation, at: datetime) -> None:
        """Tick an obligation as done."""
        drafting.set_closing(self.report, obligation, True, by=self.officer, at=at)

    def answer_nothing(self, at: datetime) -> None:
        """Answer that nothing arose."""
        drafting.set_nothing_arose(self.report, True, by=self.officer, at=at)

    def send(self, at: datetime) -> None:
        """The head sends what stands in the draft."""
        sending.send(self.report, by=self.head, at=at)

    def be_commented(self, at: datetime) -> None:
        """The focal officer comments on a part of what was sent."""
        text = self.chance.choice(self.stage.tale.wordings.remarks.comments)
        reviewing.comment(self.report, "shortcomings", text, by=self.stage.focal, at=at)

    def be_returned(self, at: datetime) -> None:
        """The focal officer returns what was sent, with a reason."""
        reason = self.chance.choice(self.stage.tale.wordings.remarks.returned)
        reviewing.return_report(self._newest(), reason, by=self.stage.focal, at=at)

    def complete(self, at: datetime) -> None:
        """Write the part again that was wanting."""
        text = self._words.pick("shortcomings", self.chance)
        more = self.chance.choice(self.stage.tale.wordings.remarks.completed)
        self._save("shortcomings", f"{text} {more}", at)

    def be_accepted(self, at: datetime) -> None:
        """The focal officer accepts what was sent, and confirms the results that it proposes."""
        version = self._newest()
        entries = Entry.objects.filter(version=version, closes=True)
        rows = entries.select_related("obligation__task__plan", "obligation__holder")
        proposed = [entry for entry in rows if waits(entry)]
        reviewing.accept(version, proposed, by=self.stage.focal, at=at)

    def _newest(self) -> ReportVersion:
        versions = ReportVersion.objects.select_related("report__cycle")
        return versions.filter(report=self.report).order_by("-n")[0]

    def _save(self, part: str, text: str, at: datetime) -> None:
        report = self.report
        seen = report.draft_parts.filter(code=part).values_list("version", flat=True).first()
        drafting.save_part(report, part, text, seen=seen or 0, by=self.officer, at=at)


def quiet(stage: Stage, wordings: list[str]) -> list[str]:
    """Those who raise nothing: only they can answer that nothing arose."""
    codes = {one.code for one in stage.tale.wordings.raised}
    busy = set(
        Obligation.objects.filter(
            task__plan=stage.plan, task__code__in=codes, role__in=LEADING
        ).values_list("organization", flat=True)
    )
    return [wording for wording in wordings if stage.names[wording].pk not in busy]
