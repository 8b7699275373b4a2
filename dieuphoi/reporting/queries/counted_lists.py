"""The list behind a number of a consolidated report: exactly the tasks or the reports that it counts."""

from collections.abc import Mapping

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dieuphoi.reporting.figures import CLASSES_OF
from dieuphoi.reporting.models import (
    Consolidation,
    ConsolidationInput,
    Paragraph,
    ParagraphSource,
)

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


def tasks_counted(
    consolidation: Consolidation, name: str, section: str = ""
) -> QuerySet[Paragraph]:
    """The paragraphs of the tasks that the number of that name counts, frozen with it; `section` is
    the key of a heading."""
    told = consolidation.paragraphs.filter(counts_as__in=CLASSES_OF.get(name, (name,)))
    if section:
        told = told.filter(place=section)
    sources = ParagraphSource.objects.select_related("version", "entry")
    return told.order_by("position").prefetch_related(Prefetch("sources", sources))


def reports_counted(consolidation: Consolidation, name: str) -> QuerySet[ConsolidationInput]:
    """The report rows that the number of that name counts."""
    rows = consolidation.inputs.select_related("report__organization", "version")
    if name == "taken":
        return rows.exclude(version=None)
    if name == "missing":
        return rows.filter(version=None)
    return rows.filter(late=True) if name == "late" else rows.all()
