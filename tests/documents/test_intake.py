"""How a file comes in: read and kept whole, or refused with nothing left of it."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from docx import Document as WordDocument

from dieuphoi.activity.models import Activity
from dieuphoi.base.errors import NotPermitted
from dieuphoi.documents import intake, registry, review, storage
from dieuphoi.documents.inspection import UploadRefused
from dieuphoi.documents.intake import (
    DeclarationNeeded,
    NotReadable,
    SameFile,
    SecretRefused,
    Upload,
)
from dieuphoi.documents.models import Document, DocumentState, Reading, ReadRow, StoredFile
from dieuphoi.documents.registry import Letterhead, NumberTaken
from dieuphoi.documents.review import ReadingDecided, RowChanged, RowText
from dieuphoi.documents.typed_text import SecretTyped
from tests.cast import AT, Cast, later
from tests.documents import hostile_files as hostile

pytestmark = pytest.mark.django_db

HEADS = ("STT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn")
Put = Callable[..., Upload]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Lay bytes into quarantine, as an upload."""

    def lay(content: bytes, name: str = "Phụ lục.docx", *, declared: bool = False) -> Upload:
        path = tmp_path / "upload"
        path.write_bytes(content)
        return Upload(path, name, declared)

    return lay


def annex(*rows: tuple[str, ...], heads: tuple[str, ...] = HEADS, before: str = "") -> bytes:
    document = WordDocument()
    document.add_paragraph(before)
    table = document.add_table(rows=0, cols=len(HEADS))
    for row in (heads, *rows) if heads else rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


ROWS = (
    ("1", "Xây dựng quy chế phối hợp minh họa", "Sở Một", "Sở Hai", "Quý II/2026"),
    ("2", "Rà soát quy hoạch minh họa", "Sở Một; Sở Hai", "", ""),
    ("3", "Lập báo cáo minh họa", "Ban Chưa Có Tên", "các đơn vị liên quan", "Thường xuyên"),
)


def nothing_is_stored() -> bool:
    kept = [p for p in (Path(settings.HOME) / "files").rglob("*") if p.is_file()]
    rows = (Document, StoredFile, Reading, ReadRow)
    return not kept and not any(model._default_manager.exists() for model in rows)


def test_a_directive_is_read_kept_and_waits_for_a_person(cast: Cast, put: Put) -> None:
    content = annex(*ROWS)

    reading = intake.receive(put(content), by=cast.focal, at=AT)

    assert [row.content for row in reading.rows.all()] == [row[1] for row in ROWS]
    assert reading.document.state == DocumentState.DRAFT
    assert storage.path_of(StoredFile.objects.get().sha256).read_bytes() == content
    assert not reading.document.plans.exists()
    assert list(Activity.objects.values_list("verb", flat=True)) == ["document.received"]


def test_what_is_not_certain_is_marked_on_the_row(cast: Cast, put: Put) -> None:
    reading = intake.receive(put(annex(*ROWS)), by=cast.focal, at=AT)

    warnings = {row.code: set(row.warnings) for row in reading.rows.all()}

    assert {"two_leads", "deadline_missing"} <= warnings["2"]
    assert "lead_unknown" in warnings["3"]


@pytest.mark.parametrize("who", ["officer", "head", "leader", "auditor", "administrator"])
def test_only_those_who_coordinate_register(cast: Cast, put: Put, who: str) -> None:
    with pytest.raises(NotPermitted):
        intake.receive(put(annex(*ROWS)), by=getattr(cast, who), at=AT)
    assert nothing_is_stored()


@pytest.mark.parametrize("mark", ["MẬT", "Độ mật: Tối mật", "T U Y Ệ T  M Ậ T"])
def test_a_secret_is_refused_and_only_that_it_happened_is_kept(
    cast: Cast, put: Put, mark: str
) -> None:
    with pytest.raises(SecretRefused):
        intake.receive(put(annex(*ROWS, before=mark), "bi-mat.docx"), by=cast.focal, at=AT)

    act = Activity.objects.get()
    assert (act.verb, act.details) == ("upload.refused", {"reason": "secrecy_mark"})
    assert nothing_is_stored()


BAD = {
    "bomb": (hostile.bomb(), "a.docx", UploadRefused),
    "locked": (hostile.locked(), "a.docx", UploadRefused),
    "damaged": (hostile.word("x")[:500], "a.docx", UploadRefused),
    "macro": (hostile.package({"word/vbaProject.bin": b"x"}), "a.docx", UploadRefused),
    "not what it says": (b"words", "a.docx", UploadRefused),
    "empty annex": (annex(), "a.docx", NotReadable),
    "no header": (annex(*ROWS, heads=()), "a.docx", NotReadable),
    "no table": (hostile.word("Chỉ có lời"), "a.docx", NotReadable),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_file_gives_one_sentence_and_leaves_nothing(cast: Cast, put: Put, bad: str) -> None:
    content, name, refusal = BAD[bad]

    with pytest.raises(refusal) as refused:
        intake.receive(put(content, name), by=cast.focal, at=AT)

    assert str(refused.value).endswith(".")
    assert nothing_is_stored()


def test_a_picture_needs_a_declaration_that_goes_on_record(cast: Cast, put: Put) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
    with pytest.raises(DeclarationNeeded):
        intake.examine(put(picture, "anh.png"), by=cast.officer, at=AT)

    examined = intake.examine(put(picture, "anh.png", declared=True), by=cast.officer, at=AT)
    stored = intake.keep(examined, by=cast.officer, at=later())

    act = Activity.objects.get(verb="upload.declared")
    assert (act.details, act.user_id) == ({"sha256": stored.sha256}, cast.officer.user_id)


def test_the_same_file_twice_leads_to_the_first(cast: Cast, put: Put) -> None:
    content = annex(*ROWS)
    first = intake.receive(put(content), by=cast.focal, at=AT)

    with pytest.raises(SameFile) as refused:
        intake.receive(put(content, "tên khác.docx"), by=cast.focal, at=later())

    assert refused.value.document == first.document
    assert Document.objects.count() == 1


def test_a_foreign_agency_may_have_the_same_file_and_learns_nothing(cast: Cast, put: Put) -> None:
    content = annex(*ROWS)
    intake.receive(put(content), by=cast.focal, at=AT)

    intake.receive(put(content), by=cast.stranger_focal, at=later())

    assert (Document.objects.count(), StoredFile.objects.count()) == (2, 1)


def test_a_number_stands_once_a_year(cast: Cast) -> None:
    letterhead = Letterhead(
        issuer=cast.ubnd, type="Kế hoạch", number="84", notation="KH-UBND", issued_on=AT.date()
    )
    for number in ("84", "85"):
        draft = Document.objects.create(registered_by=cast.dau_moi, created_at=AT)
        same = Letterhead(**{**letterhead.__dict__, "number": number})
        registry.register(draft, same, by=cast.focal, at=AT)

    draft = Document.objects.create(registered_by=cast.dau_moi, created_at=AT)
    with pytest.raises(NumberTaken):
        registry.register(draft, letterhead, by=cast.focal, at=later())

    draft.refresh_from_db()
    assert draft.state == DocumentState.DRAFT


@pytest.mark.parametrize(
    "number, notation, symbol",
    [
        ("161", "CTr-UBND", "161/CTr-UBND"),
        ("780", "CTr/BCS", "780-CTr/BCS"),
        ("202", "2025/QH15", "202/2025/QH15"),
        ("", "KH-UBND", "/KH-UBND"),
    ],
)
def test_symbols_are_written_as_each_series_writes_them(
    number: str, notation: str, symbol: str
) -> None:
    assert Letterhead(number=number, notation=notation).symbol == symbol


def test_a_corrected_row_is_understood_anew_and_keeps_what_was_read(cast: Cast, put: Put) -> None:
    reading = intake.receive(put(annex(*ROWS)), by=cast.focal, at=AT)
    row = reading.rows.get(code="2")

    text = RowText(code="2", content=row.content, lead_text="Sở Một", deadline_text="31/12/2026")
    fixed = review.correct_row(row, text, version=1, by=cast.focal, at=later())

    assert not {"two_leads", "deadline_missing"} & set(fixed.warnings)
    assert [d["end"] for d in fixed.deadlines] == ["2026-12-31"]
    assert fixed.as_read["lead_text"] == "Sở Một; Sở Hai"
    with pytest.raises(RowChanged):
        review.correct_row(row, text, version=1, by=cast.focal, at=later(2))


def test_a_discarded_reading_cannot_be_changed_and_keeps_its_file(cast: Cast, put: Put) -> None:
    reading = intake.receive(put(annex(*ROWS)), by=cast.focal, at=AT)

    review.discard(reading, by=cast.focal, at=later())

    with pytest.raises(ReadingDecided):
        review.add_row(reading, RowText(content="x"), by=cast.focal, at=later(2))
    assert StoredFile.objects.count() == 1


def test_a_file_that_unfolds_without_measure_ends_its_reader_only(cast: Cast, put: Put) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEADS)
    sheet["XFD1048576"] = "x"
    buffer = BytesIO()
    book.save(buffer)

    with pytest.raises(NotReadable, match="quá nặng"):
        intake.receive(put(buffer.getvalue(), "a.xlsx"), by=cast.focal, at=AT)
    assert nothing_is_stored()


def test_stacked_accents_do_not_hold_the_guard_up(cast: Cast, put: Put) -> None:
    stacked = ("a" + "\u0301\u0323" * 120_000).encode()

    with pytest.raises(NotReadable):
        intake.receive(put(stacked, "a.txt"), by=cast.focal, at=AT)


@pytest.mark.parametrize("field", ["content", "product", "lead_text"])
def test_a_mark_that_is_typed_is_not_kept(cast: Cast, put: Put, field: str) -> None:
    reading = intake.receive(put(annex(*ROWS)), by=cast.focal, at=AT)
    words: dict[str, Any] = {"content": "x", field: "TỐI MẬT"}
    text = RowText(**words)

    with pytest.raises(SecretTyped):
        review.add_row(reading, text, by=cast.focal, at=later())
    assert reading.rows.count() == len(ROWS)
