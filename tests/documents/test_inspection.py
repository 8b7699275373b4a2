import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dieuphoi.documents.inspection import Inspected, Kind, Limits, UploadRefused, inspect
from dieuphoi.documents.refusals import SENTENCES
from dieuphoi.documents.secrecy import find_mark
from tests.documents import hostile_files as files
from tests.documents.hostile_files import paragraph

Look = Callable[[bytes, str], Inspected]


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """Inspect these bytes under this name."""

    def inspect_bytes(content: bytes, name: str, limits: Limits | None = None) -> Inspected:
        path = tmp_path / "quarantined"
        path.write_bytes(content)
        return inspect(path, name, limits or Limits())

    return inspect_bytes


def code_of(look: Look, content: bytes, name: str) -> str:
    """Why the file is refused."""
    with pytest.raises(UploadRefused) as refusal:
        look(content, name)
    return refusal.value.code


def text_of(look: Look, content: bytes, name: str = "a.docx") -> str:
    """What the file says."""
    text = look(content, name).text
    assert text is not None
    return text


# What comes in


def test_word_file_is_known_by_its_content(look: Look) -> None:
    content = files.word("Giao Sở Tài chính chủ trì")

    found = look(content, "C:\\Văn bản\\Kế hoạch.DOCX")

    assert (found.kind, found.has_pictures, found.size) == (Kind.DOCX, False, len(content))
    assert found.sha256 == hashlib.sha256(content).hexdigest()
    assert found.media_type.endswith("wordprocessingml.document")
    assert "Giao Sở Tài chính chủ trì" in (found.text or "")


@pytest.mark.parametrize(
    "content, name, kind, media_type",
    [
        (files.sheet_of(), "a.xlsx", Kind.XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (files.pdf([(50, 700, "Kế hoạch")]), "a.pdf", Kind.PDF, "application/pdf"),
        ("Kế hoạch".encode(), "a.txt", Kind.TEXT, "text/plain; charset=utf-8"),
        ("\ufeffKế hoạch".encode(), "a.md", Kind.TEXT, "text/plain; charset=utf-8"),
        ("Kế hoạch".encode("utf-16"), "a.txt", Kind.TEXT, "text/plain; charset=utf-16"),
        (files.PNG, "a.png", Kind.IMAGE, "image/png"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "a.jpg", Kind.IMAGE, "image/jpeg"),
        (b"II*\x00" + bytes(20), "a.tif", Kind.IMAGE, "image/tiff"),
    ],
)  # fmt: skip
def test_media_type_is_ours(
    look: Look, content: bytes, name: str, kind: Kind, media_type: str
) -> None:
    found = look(content, name)

    assert (found.kind, found.media_type) == (kind, media_type)


def test_text_of_each_unicode_code_is_read(look: Look) -> None:
    codes = ("utf-8", "utf-8-sig", "utf-16")
    texts = [text_of(look, "Tổ chức\nthực hiện".encode(code), "a.txt") for code in codes]

    assert texts == ["Tổ chức\nthực hiện"] * 3


def test_picture_has_no_text(look: Look) -> None:
    found = look(files.PNG, "scan.png")

    assert (found.text, found.has_pictures) == (None, True)


# What does not come in


@pytest.mark.parametrize(
    "content, name, code",
    [
        (b"", "a.docx", "empty"),
        (files.word_of(paragraph("x")), "a.xlsx", "wrong_name"),
        (files.word_of(paragraph("x")), "a.exe", "wrong_name"),
        (files.word_of(paragraph("x")), "a", "wrong_name"),
        (b"<html>MZ</html>", "a.docx", "wrong_name"),
        (files.PNG, "a.pdf", "wrong_name"),
        (b"MZ\x90\x00" + bytes(100), "a.docx", "wrong_name"),
        (b"MZ\x90\x00" + bytes(100), "a.exe", "unknown"),
        (b"x" * 2000 + b"\x00", "a.txt", "wrong_name"),
        (files.locked(), "a.docx", "locked"),
        (files.locked_zip(), "a.docx", "locked"),
        (files.ole("WordDocument"), "a.doc", "old_format"),
        (files.ole("WordDocument"), "a.docx", "old_format"),
        (files.ole("Workbook"), "a.xls", "old_format"),
        (files.ole("WordDocument", "Macros", "_VBA_PROJECT"), "a.doc", "macro"),
        (files.ole("__nameid_version1.0"), "a.msg", "unknown"),
        (b"{\\rtf1 M\\u7853?T}", "a.doc", "old_format"),
        (b"{\\rtf1 M\\u7853?T}", "a.txt", "old_format"),
        (b"K\xd5 ho\xb9ch", "a.txt", "not_unicode"),
        (b"PK\x03\x04" + bytes(200), "a.docx", "damaged"),
        (files.word_of(paragraph("x"))[:-40], "a.docx", "damaged"),
        (files.word_of("<w:p>"), "a.docx", "damaged"),
        (b"PK\x05\x06" + bytes(18), "a.docx", "damaged"),
        (files.archive({"a.txt": "x"}), "a.docx", "unknown"),
        (b"%PDF-1.7\nnothing", "a.pdf", "damaged"),
        (files.pdf([(50, 700, "x")])[:-500], "a.pdf", "damaged"),
    ],
)  # fmt: skip
def test_file_that_is_not_what_it_says_is_refused(
    look: Look, content: bytes, name: str, code: str
) -> None:
    assert code_of(look, content, name) == code


def test_hundred_megabytes_are_refused_unread(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)

    with pytest.raises(UploadRefused, match="25 MB") as refusal:
        inspect(path, "a.docx", Limits())

    assert refusal.value.code == "too_large"


def test_wrong_byte_inside_a_member_is_found(look: Look) -> None:
    content = bytearray(files.word_of(paragraph("Giao Sở Tài chính chủ trì, phối hợp")))
    at = content.find(b"word/document.xml") + len(b"word/document.xml") + 20
    content[at : at + 8] = bytes(8)

    assert code_of(look, bytes(content), "a.docx") == "damaged"


def test_every_refusal_says_what_to_do() -> None:
    assert [code for code, sentence in SENTENCES.items() if "Hãy" not in str(sentence)] == []


# Archives


@pytest.mark.parametrize("size", [30_000_000, 250_000_000])
def test_bomb_is_refused(look: Look, size: int) -> None:
    content = files.bomb(size)

    assert code_of(look, content, "a.docx") == "bomb"


def test_bomb_that_lies_of_its_size_is_refused(look: Look) -> None:
    assert code_of(look, files.lying_bomb(), "a.docx") == "bomb"


def test_many_small_members_together_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "many"
    parts: files.Parts = {f"word/{n}.xml": f"<a>{' ' * 90_000}</a>" for n in range(20)}
    path.write_bytes(files.word_of(extra=parts))

    with pytest.raises(UploadRefused) as refusal:
        inspect(path, "a.docx", Limits(max_unpacked_bytes=1_000_000))

    assert refusal.value.code == "bomb"


@pytest.mark.parametrize("count", [2_100, 5_000])
def test_too_many_members_are_refused(look: Look, count: int) -> None:
    content = files.word_of(extra={f"word/{n}.xml": "<a/>" for n in range(count)})

    assert code_of(look, content, "a.docx") == "bomb"


@pytest.mark.parametrize(
    "name", ["../../evil.xml", "/etc/evil.xml", "word\\..\\..\\evil.xml", "C:/evil.xml"]
)
def test_member_that_leads_out_is_refused(look: Look, name: str) -> None:
    assert code_of(look, files.word_of(extra={name: "<a/>"}), "a.docx") == "hostile"


def test_two_members_of_one_name_are_refused(look: Look) -> None:
    content = files.word_of(extra={"WORD/DOCUMENT.XML": "<a/>"})

    assert code_of(look, content, "a.docx") == "hostile"


@pytest.mark.parametrize(
    "part, content, code",
    [
        ("word/vbaProject.bin", b"x", "macro"),
        ("word/activeX/activeX1.bin", b"x", "macro"),
        ("xl/macrosheets/sheet1.xml", b"<a/>", "macro"),
        ("word/embeddings/oleObject1.bin", files.ole("Package"), "embedded"),
        ("word/embeddings/inner.docx", files.word_of(paragraph("x")), "embedded"),
        ("word/media/image1.png", files.word_of(paragraph("x")), "embedded"),
        ("word/media/image1.png", b"\x1f\x8bx", "embedded"),
        ("word/afchunk.mht", b"MIME", "embedded"),
        ("xl/model/item.data", b"x", "embedded"),
    ],
)
def test_part_that_nobody_can_vouch_for_is_refused(
    look: Look, part: str, content: bytes, code: str
) -> None:
    assert code_of(look, files.word_of(extra={part: content}), "a.docx") == code


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@pytest.mark.parametrize(
    "part, type_",
    [
        ("/x.xml", "application/vnd.ms-word.document.macroEnabled.main+xml"),
        ("/x.xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
        ("/x.bin", "application/vnd.ms-office.vbaProject"),
        ("/x.xml", "application/vnd.ms-excel.macrosheet+xml"),
    ],
)
def test_macro_is_known_by_content_type(look: Look, kind: str, part: str, type_: str) -> None:
    types = files.content_types(kind, (part, type_))
    content = files.word_of(types=types) if kind == "docx" else files.sheet_of(types=types)

    assert code_of(look, content, f"a.{kind}") == "macro"


@pytest.mark.parametrize("name", ["a.docm", "a.xlsm", "a.DOTM"])
def test_name_of_a_macro_file_is_refused_whatever_is_in_it(look: Look, name: str) -> None:
    assert code_of(look, files.word_of(paragraph("x")), name) == "macro"


LAUGHS = (
    '<!DOCTYPE a [<!ENTITY b "hahaha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    "<a>&c;&c;&c;&c;&c;&c;&c;&c;</a>"
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:/etc/passwd">]><a>&b;</a>'


@pytest.mark.parametrize("code", ["utf-8", "utf-16"])
@pytest.mark.parametrize("content", [LAUGHS, OUTSIDE, '<!DOCTYPE a SYSTEM "http://x/y.dtd"><a/>'])
@pytest.mark.parametrize(
    "part", ["word/styles.xml", "word/_rels/x.rels", "word/drawings/vmlDrawing1.vml", "m.svg"]
)
def test_declared_entities_are_refused(look: Look, part: str, content: str, code: str) -> None:
    file = files.word_of(extra={part: content.encode(code)})

    assert code_of(look, file, "a.docx") == "hostile"


def test_strange_encoding_is_damage(look: Look) -> None:
    file = files.word_of(extra={"word/styles.xml": b'<?xml version="1.0" encoding="cp037x"?><a/>'})

    assert code_of(look, file, "a.docx") == "damaged"


def test_template_of_another_host_is_tolerated(look: Look) -> None:
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="attachedTemplate" Target="http://192.0.2.1/t.dotx" '
        'TargetMode="External"/></Relationships>'
    )

    content = files.word_of(paragraph("x"), {"word/_rels/settings.xml.rels": relation})
    assert look(content, "a.docx").kind == Kind.DOCX


# All text


WORD_PARTS = {
    "header": ("word/header1.xml", "hdr"),
    "footer": ("word/footer1.xml", "ftr"),
    "footnote": ("word/footnotes.xml", "footnotes"),
    "endnote": ("word/endnotes.xml", "endnotes"),
    "comment": ("word/comments.xml", "comments"),
}


@pytest.mark.parametrize("part, root", WORD_PARTS.values(), ids=WORD_PARTS)
def test_word_part_beside_the_body_is_read(look: Look, part: str, root: str) -> None:
    content = f'<w:{root} xmlns:w="{files.WORD}">{paragraph("TỐI ", "MẬT")}</w:{root}>'
    text = text_of(look, files.word_of(paragraph("Kế hoạch"), {part: content}))

    assert find_mark(text) == "level"


CUT = "<w:r><w:t>M</w:t></w:r><w:proofErr/><w:hyperlink><w:r><w:t>Ậ</w:t></w:r></w:hyperlink>"
HIDDEN_MARKS = {
    "runs": paragraph("T", "Ố", "I M", "Ậ", "T"),
    "wrapped runs": f"<w:p>{CUT}<w:ins><w:r><w:t>T</w:t></w:r></w:ins></w:p>",
    "soft hyphens": paragraph("M\u00adẬ\u200bT"),
    "decomposed": paragraph("MA\u0323\u0302T"),
    "line break": "<w:p><w:r><w:t>Tối</w:t><w:br/><w:t>mật</w:t></w:r></w:p>",
    "tab": "<w:p><w:r><w:t>MẬT</w:t><w:tab/><w:t>Hà Nội, ngày 5</w:t></w:r></w:p>",
    "deleted": "<w:p><w:r><w:t>Kế hoạch</w:t></w:r><w:del><w:r><w:delText>MẬT</w:delText></w:r>"
    "</w:del></w:p>",
    "partly deleted": "<w:p><w:r><w:t>M</w:t></w:r><w:del><w:r><w:delText>ẬT</w:delText></w:r>"
    "</w:del></w:p>",
    "inserted into": "<w:p><w:r><w:t>MẬT</w:t></w:r><w:ins><w:r><w:t>abc</w:t></w:r></w:ins></w:p>",
    "moved": "<w:p><w:moveFrom><w:r><w:t>MẬT</w:t></w:r></w:moveFrom><w:r><w:t>x y</w:t></w:r></w:p>",
    "hidden": "<w:p><w:r><w:t>Kế hoạch</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>MẬT</w:t>"
    "</w:r></w:p>",
    "cut by hidden": "<w:p><w:r><w:t>MẬT</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t>"
    "</w:r></w:p>",
    "field": "<w:p><w:r><w:instrText>QUOTE</w:instrText></w:r><w:r><w:t>MẬT</w:t></w:r></w:p>",
    "text box": "<w:p><w:r><w:t>Số: 5</w:t><w:pict><w:txbxContent>"
    f"{paragraph('TUYỆT ', 'MẬT')}</w:txbxContent></w:pict></w:r></w:p>",
    "anchored": '<w:p><w:r><w:drawing><d:posOffset xmlns:d="urn:d">12</d:posOffset></w:drawing>'
    "<w:t>MẬT</w:t></w:r></w:p>",
    "watermark": '<w:p><w:r><w:pict><v:textpath xmlns:v="urn:v" string="MẬT"/></w:pict></w:r></w:p>',
    "picture": '<w:p><w:r><d:docPr xmlns:d="urn:d" name="x" descr="Dấu TUYỆT MẬT (TUYỆT MẬT)"/>'
    "</w:r></w:p>",
    "cell": f"<w:tbl><w:tr><w:tc>{paragraph('Số: 5')}</w:tc><w:tc>{paragraph('Mật')}</w:tc></w:tr></w:tbl>",
}  # fmt: skip


@pytest.mark.parametrize("body", HIDDEN_MARKS.values(), ids=HIDDEN_MARKS)
def test_mark_in_a_word_body_cannot_hide(look: Look, body: str) -> None:
    text = text_of(look, files.word_of(paragraph("Kế hoạch") + body + paragraph("Nội dung")))

    assert find_mark(text) == "level"


CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
OTHER_WORD_PARTS = {
    "title": ("docProps/core.xml", f'<c xmlns="{CORE}"><title>MẬT</title></c>'),
    "keywords": ("docProps/core.xml", f'<c xmlns="{CORE}"><keywords>TỐI MẬT</keywords></c>'),
    "own property": (
        "docProps/custom.xml",
        '<P><property name="Độ mật"><lpwstr>mật</lpwstr></property></P>',
    ),
    "custom part": ("customXml/item1.xml", "<a><b>x</b>\n  <c>MẬT</c></a>"),
    "list number": ("word/numbering.xml", f'<w:a xmlns:w="{files.WORD}"><w:lvlText w:val="MẬT"/></w:a>'),
    "picture of text": ("word/media/image1.svg", "<svg><text>TUYỆT MẬT</text></svg>"),
}  # fmt: skip


@pytest.mark.parametrize("part, content", OTHER_WORD_PARTS.values(), ids=OTHER_WORD_PARTS)
def test_mark_behind_a_word_document_is_read(look: Look, part: str, content: str) -> None:
    text = text_of(look, files.word_of(paragraph("Kế hoạch"), {part: content}))

    assert find_mark(text) == "level"


def _s(tag: str, content: str) -> str:
    return f'<{tag} xmlns="{files.SHEET}">{content}</{tag}>'


SHEET_PARTS = {
    "shared string": ("xl/sharedStrings.xml", _s("sst", "<si><t>x</t></si><si><r><t>TỐI </t></r><r><t>MẬT</t></r></si>")),
    "inline string": ("xl/worksheets/sheet1.xml", _s("w", '<c t="inlineStr"><is><t>MẬT</t></is></c>')),
    "formula result": ("xl/worksheets/sheet1.xml", _s("w", '<c t="str"><f>A1</f><v>MẬT</v></c>')),
    "formula": ("xl/worksheets/sheet1.xml", _s("w", '<c><f>"MẬT"</f><v>0</v></c>')),
    "header": ("xl/worksheets/sheet1.xml", _s("w", '<headerFooter><oddHeader>&amp;LSố 5&amp;C&amp;"Times,Bold"&amp;14MẬT</oddHeader></headerFooter>')),
    "comment": ("xl/comments1.xml", _s("comments", "<comment><text><r><t>M</t></r><r><t>ẬT</t></r></text></comment>")),
    "drawing": ("xl/drawings/drawing1.xml", '<a:wsDr xmlns:a="urn:a"><a:p><a:r><a:t>TUYỆT MẬT</a:t></a:r></a:p></a:wsDr>'),
    "old drawing": ("xl/drawings/vmlDrawing1.vml", "<xml><div><font>TỐI </font><font>MẬT</font></div></xml>"),
    "sheet name": ("xl/other.xml", _s("sheets", '<sheet name="MẬT"/>')),
    "defined name": ("xl/other.xml", _s("n", '<definedName name="MẬT">A1</definedName>')),
    "pivot memory": ("xl/pivotCache/x.xml", _s("n", '<s v="MẬT"/>')),
    "other workbook": ("xl/externalLinks/x.xml", _s("n", '<cell t="str"><v>MẬT</v></cell>')),
}  # fmt: skip


@pytest.mark.parametrize("part, content", SHEET_PARTS.values(), ids=SHEET_PARTS)
def test_mark_in_a_spreadsheet_is_read(look: Look, part: str, content: str) -> None:
    assert find_mark(text_of(look, files.sheet_of({part: content}), "a.xlsx")) == "level"


def test_text_cut_by_the_blocks_of_the_archive_is_whole(look: Look) -> None:
    texts = [
        text_of(
            look, files.word_of(extra={"customXml/item1.xml": f"<a><!--{' ' * n}--><c>MẬT</c></a>"})
        )
        for n in range(64 * 1024 - 24, 64 * 1024)
    ]

    assert {find_mark(text) for text in texts} == {"level"}


def test_numbers_of_cells_are_left_out(look: Look) -> None:
    content = _s("w", '<c><v>12345</v></c><c t="s"><v>67890</v></c>')
    text = text_of(look, files.sheet_of({"xl/worksheets/sheet1.xml": content}), "a.xlsx")

    assert "12345" not in text
    assert "67890" not in text


def test_pictures_are_told_and_thumbnails_are_not(look: Look) -> None:
    pictured = files.word_of(paragraph("x"), {"word/media/image1.png": files.PNG})
    thumbnail = files.word_of(paragraph("x"), {"docProps/thumbnail.jpeg": b"\xff\xd8\xff"})

    assert look(pictured, "a.docx").has_pictures
    assert not look(thumbnail, "a.docx").has_pictures


# PDF


def test_all_pages_and_the_title_of_a_pdf_are_read(look: Look) -> None:
    content = files.pdf([(50, 700, "Kế hoạch")], [(50, 700, "Phụ lục")], title="Trích yếu")

    text = text_of(look, content, "a.pdf")

    assert text.split("\n\n") == ["Kế hoạch", "Phụ lục", "Trích yếu"]


def test_stamp_beside_other_text_of_a_pdf_stands_by_itself(look: Look) -> None:
    content = files.pdf([(50, 700, "MẬT"), (300, 700, "Hà Nội, ngày 5 tháng 6 năm 2026")])

    assert find_mark(text_of(look, content, "a.pdf")) == "level"


def test_words_of_a_sentence_in_a_pdf_stay_together(look: Look) -> None:
    lines = [
        (50, 700, "tăng cường công tác bảo vệ bí"),
        (50, 685, "mật nhà nước, bảo"),
        (50, 670, "mật"),
    ]

    assert find_mark(text_of(look, files.pdf(lines), "a.pdf")) is None


def test_page_without_text_makes_a_pdf_unreadable(look: Look) -> None:
    found = look(files.pdf([(50, 700, "Kế hoạch")], []), "a.pdf")

    assert (found.text, found.has_pictures) == (None, True)


def test_letters_without_a_meaning_make_a_pdf_unreadable(look: Look) -> None:
    content = files.pdf([(50, 700, "Kế hoạch")]).replace(b"/ToUnicode 5 0 R", b"/Nothing 5 0 R   ")

    assert look(content, "a.pdf").text is None


def test_stamp_that_is_an_annotation_is_read(look: Look) -> None:
    drawn = f"BT /F1 12 Tf 10 10 Td {files.shown('TUYỆT MẬT')} Tj ET".encode()
    form = files.stream(drawn, "/BBox[0 0 200 50]/Resources<</Font<</F1 3 0 R>>>>")
    note = b"<</Type/Annot/Subtype/Stamp/Rect[0 0 200 50]/AP<</N 10 0 R>>>>"
    letters = "TUYỆT MẬT"[::-1]
    content = files.pdf([(50, 700, letters)], page="/Annots[11 0 R]", objects=[form, note])

    assert find_mark(text_of(look, content, "a.pdf")) == "level"


def test_comment_in_a_pdf_is_read(look: Look) -> None:
    note = b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents<FEFF004D1EAC0054>>>"
    content = files.pdf([(50, 700, "x")], page="/Annots[10 0 R]", objects=[note])

    assert find_mark(text_of(look, content, "a.pdf")) == "level"


@pytest.mark.parametrize(
    "catalog, trailer, page, code",
    [
        ("", "/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<00>/U<00>>>/ID[<01><01>]", "", "locked"),
        ("", "/Encrypt<</Filter/Nobody/V 9>>/ID[<01><01>]", "", "locked"),
        ("/Names<</EmbeddedFiles<</Names[(a)10 0 R]>>>>", "", "", "embedded"),
        ("", "", "/Annots[<</Subtype/FileAttachment>>]", "embedded"),
        ("/Names<</JavaScript<</Names[(a)10 0 R]>>>>", "", "", "macro"),
        ("/OpenAction<</S/JavaScript/JS(x)>>", "", "", "macro"),
    ],
)
def test_pdf_that_is_locked_or_holds_more_than_text_is_refused(
    look: Look, catalog: str, trailer: str, page: str, code: str
) -> None:
    content = files.pdf([(50, 700, "x")], catalog=catalog, trailer=trailer, page=page)

    assert code_of(look, content, "a.pdf") == code


def test_too_many_pages_are_refused(look: Look) -> None:
    content = files.pdf(*([(50, 700, "x")] for _page in range(1_001)))

    assert code_of(look, content, "a.pdf") == "too_long"


@pytest.mark.parametrize("megabytes, code", [(20, None), (3_000, "bomb")])
def test_stream_that_unpacks_without_end_does_not_reach_us(
    look: Look, megabytes: int, code: str | None
) -> None:
    metadata = files.endless_stream(megabytes)
    content = files.pdf([(50, 700, "x")], catalog="/Metadata 10 0 R", objects=[metadata])

    if code:
        assert code_of(look, content, "a.pdf") == code
    else:
        assert look(content, "a.pdf").kind == Kind.PDF


def test_page_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "slow"
    path.write_bytes(files.pdf([(50, 700, "x" * 4_000)] * 400))

    with pytest.raises(UploadRefused) as refusal:
        inspect(path, "a.pdf", Limits(max_seconds=1))

    assert refusal.value.code == "too_slow"


# Beyond single files


@pytest.mark.parametrize(
    "content, name",
    [
        (files.word_of("<w:p>Riêng của tệp"), "Riêng của tệp.docx"),
        (b"%PDF-1.7\nRieng cua tep", "Riêng của tệp.pdf"),
        ("Riêng của tệp".encode("utf-16-le"), "Riêng của tệp.txt"),
    ],
)
def test_refusal_holds_nothing_of_the_file(
    look: Look, content: bytes, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(UploadRefused) as refusal:
        look(content, name)

    told = f"{refusal.value!r} {refusal.value.__cause__!r} {caplog.text}"
    assert "Riêng" not in told
    assert "Rieng" not in told
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


def test_large_file_is_read_to_its_end(look: Look) -> None:
    body = "".join(
        paragraph(f"{n * n}. Giao Sở Tài chính, ", f"{n} việc bảo vệ bí mật nhà nước")
        for n in range(100_000)
    )
    content = files.word_of(body)

    assert find_mark(text_of(look, content)) is None


@pytest.mark.skipif("DIEUPHOI_CORPUS" not in os.environ, reason="DIEUPHOI_CORPUS is not set")
@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf", "md"])
def test_no_real_directive_is_refused_or_marked(kind: str) -> None:
    paths = sorted(Path(os.environ["DIEUPHOI_CORPUS"]).rglob(f"source.{kind}"))
    assert paths

    marks = {path: find_mark(inspect(path, path.name, Limits()).text or "") for path in paths}

    assert {path: mark for path, mark in marks.items() if mark} == {}


RELATIONSHIP = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" TargetMode="External" Type="http://schemas.'
    'openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/></Relationships>'
)


@pytest.mark.parametrize(
    "kind, target, refused",
    [
        ("attachedTemplate", "http://example.test/a.dotm", True),
        ("attachedTemplate", "\\\\example.test\\a.dotm", True),
        ("attachedTemplate", "/".join(["file:", "", "", "C:", "Users", "x", "Normal.dotm"]), False),
        ("hyperlink", "http://example.test/", False),
    ],
)
def test_what_would_be_fetched_from_another_host_is_refused(
    tmp_path: Path, kind: str, target: str, refused: bool
) -> None:
    rels = RELATIONSHIP.format(kind=kind, target=target).encode()
    content = files.package({"word/_rels/settings.xml.rels": rels})

    assert (refusal_of(tmp_path, content) == "hostile") is refused


@pytest.mark.parametrize("start", [b"<w>", b"\xef\xbb\xbf<w>", "<w>".encode("utf-16")])
def test_xml_under_another_name_is_refused(tmp_path: Path, start: bytes) -> None:
    content = files.package({"word/printerSettings1.bin": start})

    assert refusal_of(tmp_path, content) == "hostile"


def refusal_of(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "upload"
    path.write_bytes(content)
    try:
        inspect(path, "a.docx", Limits())
    except UploadRefused as refused:
        return refused.code
    return ""
