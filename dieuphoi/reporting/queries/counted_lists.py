"""The list behind a number of a consolidated report: exactly the tasks or the reports that it counts."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dieuphoi.reporting.composition import EntryIn, digest
from dieuphoi.reporting.figures import LEADS, TaskFigure, figures_of, in_class
from dieuphoi.reporting.gathering import inputs_of
from dieuphoi.reporting.models import Consolidation, ConsolidationInput

CLASSES: Mapping[str, Promise] = {
    "dated": _("Nhiệm vụ có thời hạn"),
    "done": _("Nhiệm vụ hoàn thành"),
    "done_on_time": _("Nhiệm vụ hoàn thành đúng hạn"),
    "done_late": _("Nhiệm vụ hoàn thành quá hạn"),
    "in_time": _("Nhiệm vụ đang thực hiện trong hạn"),
    "overdue": _("Nhiệm vụ quá hạn chưa hoàn thành"),
    "undated": _("Nhiệm vụ thường xuyên, có điều kiện hoặc không có thời hạn"),
}
"""What a number of tasks counts, by the name that its slot gives it."""

REPORTS: Mapping[str, Promise] = {
    "taken": _("Báo cáo được tổng hợp"),
    "all": _("Mọi cơ quan phải báo cáo"),
    "late": _("Báo cáo gửi sau hạn"),
    "missing": _("Cơ quan chưa có báo cáo được tổng hợp"),
}
"""What a number of reports counts."""


@dataclass(frozen=True)
class CountedPart:
    """What one agency said of the task, and the report version that says it."""

    agency: str
    leads: bool
    entry: EntryIn
    n: int


@dataclass(frozen=True)
class CountedTask:
    """A task that the number counts, with every agency's part in it."""

    figure: TaskFigure[EntryIn]
    parts: list[CountedPart]


def tasks_counted(consolidation: Consolidation, name: str, section: str = "") -> list[CountedTask]:
    """The tasks that the number of that name counts; `section` is the digest of a heading."""
    inputs = inputs_of(consolidation)
    elsewhere = set(consolidation.left_out.values_list("entry", flat=True))
    figures = figures_of(entry for entry in inputs.entries if entry.pk not in elsewhere)
    agencies = {report.report: report.agency for report in inputs.reports}
    versions = _versions(consolidation)
    return [
        CountedTask(
            figure,
            [
                CountedPart(agencies[e.report], e.role in LEADS, e, versions[e.report])
                for e in figure.entries
            ],
        )
        for figure in figures
        if in_class(figure, name) and section in ("", digest(figure.section))
    ]


def reports_counted(consolidation: Consolidation, name: str) -> QuerySet[ConsolidationInput]:
    """The report rows that the number of that name counts."""
    rows = consolidation.inputs.select_related("report__organization", "version")
    if name == "taken":
        return rows.exclude(version=None)
    if name == "missing":
        return rows.filter(version=None)
    return rows.filter(late=True) if name == "late" else rows.all()


def _versions(consolidation: Consolidation) -> dict[int, int]:
    """The number of the version that went in, by report."""
    rows = consolidation.inputs.exclude(version=None).values_list("report", "version__n")
    return {report: n for report, n in rows if n is not None}
