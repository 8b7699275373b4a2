"""`dieuphoi bench workbook`: what it times is real: every row is read, none refused, all is told."""

from datetime import UTC, datetime

import pytest

from dieuphoi.commands.benchmark import workbooks
from dieuphoi.plans import verification
from dieuphoi.plans.models import Progress, ReturnState, WorkbookReturn

AT = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_every_row_is_read_and_told() -> None:
    measured = workbooks.measure(20, seed=1, at=AT)

    returned = WorkbookReturn.objects.get()
    assert (measured["rows"], measured["refused"], measured["told"]) == (20, 0, 20)
    assert (returned.state, returned.done) == (ReturnState.APPLIED, 20)
    assert Progress.objects.filter(returned_rows__returned=returned).count() == 20
    assert {"from_upload_to_preview_seconds", "from_upload_to_told_seconds"} <= set(measured)
    assert list(verification.findings()) == []
