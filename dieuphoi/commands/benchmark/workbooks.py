"""How long a large filled workbook takes from the upload to what it says being told."""

import re
import tempfile
import zipfile
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from dieuphoi.base.periods import civil_day
from dieuphoi.commands.benchmark import workload
from dieuphoi.commands.benchmark.workload import Scale
from dieuphoi.documents.intake import Upload
from dieuphoi.organizations import accounts
from dieuphoi.organizations.models import Organization, User
from dieuphoi.plans.models import Outcome, Plan, Progress, SourceKind
from dieuphoi.plans.progress import Source
from dieuphoi.plans.workbook import applying, gathered, receiving, shown
from dieuphoi.plans.workbook.columns import KEY, OPEN, READ_ONLY, Place
from dieuphoi.plans.workbook.outcome_sheet import write_outcome
from dieuphoi.plans.workbook.owed import Owed, can_be_filled
from dieuphoi.plans.workbook.written import AgencyWorkbook, write_workbook

ROWS = 5_000
_SPARE = 1.5
"""Not every obligation of a workload is open to be filled in."""
_PART = "xl/worksheets/sheet2.xml"
_DID = "Đã ban hành kế hoạch triển khai và phân công đơn vị (nội dung minh họa)"

Result = TypeVar("Result")


def measure(rows: int, *, seed: int, at: datetime) -> dict[str, object]:
    """Make an agency with so many obligations and nobody who could tell of them, fill all of its
    workbook, and time each step from the file to what was told; seconds."""
    scale = Scale(agencies=1, plans=1, tasks=int(rows * _SPARE), parties=1)
    staff = workload.fill(scale, seed=seed, at=at).staff
    focal, plan = staff.focal, Plan.objects.get()
    (agency,) = Organization.objects.filter(pk__in=staff.heads)
    for user in User.objects.filter(positions__organization=agency):
        accounts.lock(user, by=staff.administrator, at=at)
    found = gathered.workbook_of(focal, agency, plan, civil_day(at))
    seconds: dict[str, float] = {}
    book = AgencyWorkbook(
        agency, found.focal, plan, _fillable(found)[:rows], False, is_illustration=True
    )
    content = _timed(seconds, "write", lambda: write_workbook(book, on=civil_day(at)))
    upload = _upload(filled(content))
    returned = _timed(seconds, "guard", lambda: receiving.receive(plan, upload, by=focal, at=at))
    _timed(seconds, "read_and_judge", lambda: receiving.read_waiting(at=at))
    returned.refresh_from_db()
    _timed(seconds, "preview", lambda: list(shown.rows_of(returned)[:50]))
    sheet = _timed(
        seconds, "export_outcome", lambda: write_outcome(returned, shown.rows_of(returned))
    )
    source = Source(SourceKind.LETTER, "Công văn minh họa", civil_day(at))
    before = Progress.objects.count()
    _timed(seconds, "apply", lambda: applying.apply(returned, source, by=focal, at=at))
    return {
        "rows": returned.total,
        "refused": receiving.counts(returned)[Outcome.REFUSED],
        "told": Progress.objects.count() - before,
        "workbook_bytes": len(content),
        "outcome_bytes": len(sheet),
        **{f"{name}_seconds": round(value, 2) for name, value in seconds.items()},
        "from_upload_to_preview_seconds": round(
            sum(seconds[name] for name in ("guard", "read_and_judge", "preview")), 2
        ),
        "from_upload_to_told_seconds": round(
            sum(seconds[name] for name in ("guard", "read_and_judge", "preview", "apply")), 2
        ),
    }


def filled(content: bytes) -> bytes:
    """The workbook with a percentage and a sentence in every open row, as an agency saves it."""
    columns = [c.place for c in (*READ_ONLY, *OPEN, KEY) if c.place != Place.PLAN]
    percent, did = (chr(ord("A") + columns.index(place)) for place in (Place.PERCENT, Place.DID))
    said = f'<c r="{did}\\1" s="\\2" t="inlineStr"><is><t>{_DID}</t></is></c>'
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == _PART:
                sheet = text.decode()
                sheet = re.sub(
                    rf'<c r="{percent}(\d+)" s="(\d+)"/>',
                    rf'<c r="{percent}\1" s="\2"><v>40</v></c>',
                    sheet,
                )
                text = re.sub(rf'<c r="{did}(\d+)" s="(\d+)"/>', said, sheet).encode()
            new.writestr(name, text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _fillable(found: AgencyWorkbook) -> list[Owed]:
    return [row for row in found.rows if can_be_filled(row.obligation, has_account=False)]


def _upload(content: bytes) -> Upload:
    with tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False) as file:
        file.write(content)
    return Upload(Path(file.name), "Bảng tiến độ.xlsx")


def _timed(seconds: dict[str, float], name: str, act: Callable[[], Result]) -> Result:
    begin = perf_counter()
    result = act()
    seconds[name] = perf_counter() - begin
    return result
