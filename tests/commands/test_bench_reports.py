"""`dieuphoi bench consolidate`: what it times is real: reports are accepted, the file can be opened."""

from datetime import UTC, datetime

import pytest

from dieuphoi.commands.benchmark import reports
from dieuphoi.reporting.models import Consolidation, Report, ReportState

AT = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_every_figure_is_there_and_every_report_is_in() -> None:
    measured = reports.measure(3, 4, seed=1, at=AT)

    assert set(Report.objects.values_list("state", flat=True)) == {ReportState.ACCEPTED}
    made = Consolidation.objects.get()
    assert made.inputs.exclude(version=None).count() == 3
    assert int(str(measured["entries"])) >= 3 * 4
    assert measured["paragraphs"] == made.paragraphs.count()
    assert {"to_the_word_file_seconds", "memory_peak_mib", "word_bytes"} <= set(measured)
