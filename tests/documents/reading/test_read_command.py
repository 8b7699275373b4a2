"""`dieuphoi read FILE`: these tests have no database, and neither does the command."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from .paper import HEADER, TASK, word


def test_reading_is_printed_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "ke-hoach.docx"
    file.write_bytes(word([HEADER, TASK]))
    call_command("read", str(file), "--format", "json")
    told = json.loads(capsys.readouterr().out)
    assert (told["document"]["symbol"], told["tasks"][0]["lead"]) == ("12/KH-UBND", ["Sở Nội vụ"])


def test_directive_without_tasks_still_has_its_header(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ke-hoach.docx"
    file.write_bytes(word())
    call_command("read", str(file))
    told = json.loads(capsys.readouterr().out)
    assert (told["tasks"], told["warnings"]) == ([], ["no_tasks_table"])


@pytest.mark.parametrize("name", ["hong.docx", "khong-co.docx"])
def test_file_that_cannot_be_read_gets_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / "hong.docx").write_bytes(b"PK\x03\x04")
    with pytest.raises(SystemExit) as caught:
        call_command("read", str(tmp_path / name))
    told = capsys.readouterr()
    assert (caught.value.code, told.out, len(told.err.splitlines())) == (2, "", 1)
