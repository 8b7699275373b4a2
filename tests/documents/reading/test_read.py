"""The reader as a whole: what it refuses, what it gives, and that it never breaks."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dieuphoi.documents.reading import NothingToRead, read
from dieuphoi.documents.reading.result import as_json, from_json

from .paper import HEADER, TASK, read_text, read_word, sheet, word

WORD = word([HEADER, TASK])
SHEET = sheet([HEADER, TASK])


def code_of(data: bytes, name: str) -> str:
    """Why a file is not read."""
    with pytest.raises(NothingToRead) as caught:
        read(data, name)
    return caught.value.code


@pytest.mark.parametrize(
    "data, name, code",
    [
        (b"", "a.docx", "damaged"),
        (WORD, "a.xlsx", "damaged"),
        (SHEET, "a.docx", "damaged"),
        (WORD, "a.txt", "damaged"),
        (b"", "a.txt", "empty_annex"),
        (word([HEADER]), "a.docx", "empty_annex"),
        (sheet([[None]]), "a.xlsx", "empty_annex"),
        (word([TASK, TASK, TASK]), "a.docx", "table_without_header"),
        (word(before=["Không có bảng."]), "a.docx", "no_tasks_table"),
    ],
)
def test_nothing_to_read_says_why(data: bytes, name: str, code: str) -> None:
    assert code_of(data, name) == code


def test_header_is_kept_where_no_task_is_found() -> None:
    with pytest.raises(NothingToRead) as caught:
        read(word(), "a.docx")
    assert caught.value.document is not None
    assert caught.value.document.header.symbol == "12/KH-UBND"


def test_ending_of_the_name_may_be_in_capitals() -> None:
    assert len(read(WORD, "KE-HOACH.DOCX").tasks) == 1


def test_what_is_stored_is_read_back() -> None:
    document = read_word([HEADER, TASK, ["2", "", "", "", "", ""]])
    assert from_json(as_json(document)) == document


def test_json_has_the_shape_that_readers_are_scored_by() -> None:
    told = as_json(read_word([HEADER, TASK]))
    assert told["document"]["signer"] == {"name": "", "title": "", "authority": ""}
    assert told["tasks"][0]["deadline"]["kind"] == "date"
    assert told["format"] == "docx"


def test_blank_number_is_null_in_json() -> None:
    text = f"Số:      /KH-UBND\n\n| {' | '.join(HEADER)} |\n| {' | '.join(TASK)} |"
    assert as_json(read_text(text))["document"]["number"] is None


def test_same_bytes_give_the_same_reading() -> None:
    assert read(WORD, "a.docx") == read(WORD, "a.docx")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([(WORD, "a.docx"), (SHEET, "a.xlsx")]), st.data())
def test_damaged_bytes_never_break_the_reader(file: tuple[bytes, str], data: st.DataObject) -> None:
    broken = bytearray(file[0])
    for at in data.draw(st.lists(st.integers(0, len(broken) - 1), min_size=1, max_size=30)):
        broken[at] ^= 0xFF
    with suppress(NothingToRead):
        read(bytes(broken), file[1])


@given(st.text(alphabet="|\t\n STTNhiệmvụChủtrì:-I1.", max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    with suppress(NothingToRead):
        read(text.encode(), "a.md")
