"""What a file really is: decided by its bytes, with one sentence for what does not come in."""

import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from docx import Document as WordDocument
from docx.oxml import OxmlElement
from openpyxl.comments import Comment

from dieuphoi.documents.inspection import Inspected, Kind, Limits, UploadRefused, inspect
from tests.documents import hostile_files as hostile

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def look(tmp_path: Path, content: bytes, name: str, limits: Limits | None = None) -> Inspected:
    path = tmp_path / "upload"
    path.write_bytes(content)
    return inspect(path, name, limits or Limits())


REFUSED = {
    "empty": (b"", "a.docx"),
    "wrong_name": (b"plain words", "a.docx"),
    "unknown": (b"\x7fELF\0\0\0\0", "a.docx"),
    "old_format": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc"),
    "locked": (hostile.locked(), "a.docx"),
    "damaged": (hostile.word("x")[:600], "a.docx"),
    "macro": (hostile.package({"word/vbaProject.bin": b"x"}), "a.docx"),
    "embedded": (hostile.package({"word/embeddings/oleObject1.bin": b"x"}), "a.docx"),
    "bomb": (hostile.bomb(), "a.docx"),
    "hostile": (hostile.entities(), "a.docx"),
    "not_unicode": ("Ủy ban".encode("cp1258", "ignore") + b"\xff", "a.txt"),
}


@pytest.mark.parametrize("code", REFUSED)
def test_each_refusal_has_its_code_and_one_sentence(tmp_path: Path, code: str) -> None:
    with pytest.raises(UploadRefused) as refused:
        look(tmp_path, *REFUSED[code])

    assert refused.value.code == code
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    "content, name, code",
    [
        (hostile.lying_bomb(), "a.docx", None),
        (hostile.entities("utf-16"), "a.docx", "hostile"),
        (hostile.locked_zip(), "a.docx", "locked"),
        (hostile.package({"../../etc/x.xml": b"<a/>"}), "a.docx", "hostile"),
        (hostile.package({"word/inner.docx": b"x"}), "a.docx", "embedded"),
        (hostile.package({"xl/macrosheets/s.xml": b"<a/>"}, "xl/workbook.xml"), "a.xlsx", "macro"),
        (hostile.word("x"), "a.docm", "macro"),
        (hostile.word("x"), "a.xlsx", "wrong_name"),
        (b"%PDF-1.4 not really", "a.pdf", "damaged"),
        (b"PK\x03\x04 broken", "a.docx", "damaged"),
    ],
)
def test_disguises_are_seen_through(
    tmp_path: Path, content: bytes, name: str, code: str | None
) -> None:
    with pytest.raises(UploadRefused) as refused:
        look(tmp_path, content, name)

    assert code is None or refused.value.code == code


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(UploadRefused) as refused:
        look(tmp_path, b"x" * 101, "a.txt", Limits(max_bytes=100))

    assert refused.value.code == "too_large"


def test_no_word_of_a_refused_file_is_in_the_refusal(tmp_path: Path) -> None:
    with pytest.raises(UploadRefused) as refused:
        look(tmp_path, hostile.word("bí ẩn")[:600], "tên-tệp-lạ.docx")

    assert "tên-tệp-lạ" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_all_text_of_a_word_file_is_seen_even_what_is_hidden(tmp_path: Path) -> None:
    document = WordDocument()
    document.core_properties.keywords = "từ-khóa-ẩn"
    document.sections[0].header.paragraphs[0].text = "đầu-trang"
    paragraph = document.add_paragraph()
    for piece in ("TUY", "ỆT M", "ẬT"):
        paragraph.add_run(piece)
    deleted = OxmlElement("w:del")
    run = OxmlElement("w:r")
    words = OxmlElement("w:delText")
    words.text = "chữ-đã-xóa"
    run.append(words)
    deleted.append(run)
    document.add_paragraph()._p.append(deleted)
    buffer = BytesIO()
    document.save(buffer)

    found = look(tmp_path, buffer.getvalue(), "a.docx")

    assert found.kind == Kind.DOCX
    for hidden in ("từ-khóa-ẩn", "đầu-trang", "TUYỆT MẬT", "chữ-đã-xóa"):
        assert hidden in (found.text or "")


def test_sheets_comments_and_names_of_sheets_are_seen(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "tên-trang-tính"
    sheet["A1"] = "ô-một"
    sheet["A1"].comment = Comment("lời-ghi-chú", "x")
    buffer = BytesIO()
    book.save(buffer)

    found = look(tmp_path, buffer.getvalue(), "a.xlsx")

    assert found.kind == Kind.XLSX
    for text in ("tên-trang-tính", "ô-một", "lời-ghi-chú"):
        assert text in (found.text or "")


def test_a_picture_cannot_be_read_and_says_so(tmp_path: Path) -> None:
    found = look(tmp_path, PNG, "a.png")

    assert (found.kind, found.text, found.has_pictures) == (Kind.IMAGE, None, True)


def test_a_word_file_with_a_picture_says_so(tmp_path: Path) -> None:
    buffer = BytesIO(hostile.word("x"))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/media/image1.png", PNG)

    assert look(tmp_path, buffer.getvalue(), "a.docx").has_pictures
    assert not look(tmp_path, hostile.word("x"), "a.docx").has_pictures


def test_plain_text_in_utf_16_is_read(tmp_path: Path) -> None:
    assert look(tmp_path, "Ủy ban".encode("utf-16"), "a.txt").text == "Ủy ban"


def test_the_media_type_is_ours(tmp_path: Path) -> None:
    assert look(tmp_path, b"<script>alert(1)</script>", "a.txt").media_type.startswith("text/plain")
