"""From the rows of the database to the bytes of the files: the same in every process, at any time."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import F

from dieuphoi.issues.models import IssueKind
from dieuphoi.issues.raising import IssueDraft, raise_issue
from dieuphoi.reporting import editing
from dieuphoi.reporting.consolidation import consolidate
from dieuphoi.reporting.models import Consolidation, Paragraph
from tests.cast import RESULT, World
from tests.crash.installation import ROOT
from tests.reporting.paper import DUE, accepted, make_cycle, on, report_of, work

WRITE = """
import sys
from datetime import datetime, timezone
from pathlib import Path
import django
django.setup()
from django.db import transaction
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Position
from dieuphoi.reporting.consolidation import consolidate
from dieuphoi.reporting.models import Consolidation
from dieuphoi.reporting.printing import printed
from dieuphoi.reporting.report_document import write_document
from dieuphoi.reporting.report_sheet import write_sheet

def leave(name, made):
    report = printed(made)
    Path(sys.argv[1], name + ".docx").write_bytes(write_document(report))
    Path(sys.argv[1], name + ".xlsx").write_bytes(write_sheet(report))

stored = Consolidation.objects.get()
leave("stored", stored)
focal = Actor.of(Position.objects.get(user__username="focal"))
with transaction.atomic():
    leave("made anew", consolidate(stored.cycle, by=focal, at=datetime.now(timezone.utc)))
    transaction.set_rollback(True)
"""


@pytest.fixture
def made(world: World) -> Consolidation:
    """Two reports that say some of the same, a third that is missing, a difficulty, what a person edited."""
    cast, cycle = world.cast, make_cycle(world)
    work(world.obligation, cast.head, 60, "Đã khảo sát")
    work(world.others, cast.other_head, 100, RESULT)
    draft = IssueDraft(
        IssueKind.DIFFICULTY, "Thiếu dữ liệu minh họa", asked="Chia sẻ", obligation=world.obligation
    )
    raise_issue(draft, by=cast.officer, at=on(DUE, 7))
    for agency, head in ((cast.so, cast.head), (cast.khac, cast.other_head)):
        accepted(
            report_of(cycle, agency),
            head,
            cast.focal,
            outstanding="Ban hành đề án\nKhai trương hệ thống",
            strengths=agency.name,
            causes="Thiếu vốn",
        )
    made = consolidate(cycle, by=cast.focal, at=on(DUE + timedelta(days=1)))
    edited = made.paragraphs.filter(part="causes", kind="body")[0]
    editing.edit_paragraph(
        edited, "Lời văn minh họa", seen=edited.version, by=cast.focal, at=on(DUE, 12)
    )
    return made


def address() -> str:
    """Where another process finds the database of this test."""
    own = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{own['NAME']}"
    words = {key: quote(str(own[key]), safe="") for key in ("USER", "PASSWORD", "HOST", "PORT")}
    who = f"{words['USER']}:{words['PASSWORD']}" if words["PASSWORD"] else words["USER"]
    where = f"{words['HOST']}:{words['PORT']}" if words["PORT"] else words["HOST"]
    return f"postgres://{who}@{where}/{own['NAME']}"


def written(folder: Path, seed: str, zone: str) -> dict[str, bytes]:
    """What a process of its own writes of what is stored, and of the same reports put together anew."""
    folder.mkdir()
    subprocess.run(
        [sys.executable, "-c", WRITE, str(folder)],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": address(),
            "DIEUPHOI_HOME": str(settings.HOME),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONHASHSEED": seed,
            "TZ": zone,
        },
        check=True,
    )
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def turn_the_rows_round() -> None:
    """Write each paragraph again as it is, the last one first: a database may find them in that order."""
    for paragraph in Paragraph.objects.order_by("-pk"):
        Paragraph.objects.filter(pk=paragraph.pk).update(version=F("version"))


@pytest.mark.django_db(transaction=True)
def test_two_processes_write_the_same_files_of_what_is_stored(
    made: Consolidation, tmp_path: Path
) -> None:
    first = written(tmp_path / "first", "1", "UTC")
    turn_the_rows_round()
    time.sleep(2)  # the clock of a .docx counts every second one
    second = written(tmp_path / "second", "4711", "Asia/Ho_Chi_Minh")

    assert len(first) == 4
    assert [name for name in first if first[name] != second[name]] == []
    for kind in ("docx", "xlsx"):
        assert first[f"stored.{kind}"] == first[f"made anew.{kind}"]
