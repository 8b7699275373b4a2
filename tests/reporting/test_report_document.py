"""The Word file of the consolidated report, read against each line of Decree 30/2020/NĐ-CP, annex I."""

import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from io import BytesIO

import pytest
from docx import Document as WordDocument
from lxml import etree

from dieuphoi.documents.official_word import OfficialWord, place_and_day
from dieuphoi.reporting.printed import PrintedParagraph, PrintedPart, Signature
from dieuphoi.reporting.report_document import write_document
from dieuphoi.reporting.report_sheet import write_sheet
from tests.crash.installation import ROOT
from tests.reporting.printed_example import example

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MM = 25.4 / 1440
POINT = 1 / 20
A4 = (210, 297)
MEASURED = {
    "Độc lập - Tự do - Hạnh phúc": 158.9,
    "SỞ TÀI CHÍNH": 83.8,
    "Kết quả thực hiện Chương trình phối hợp minh họa": 310.4,
}
"""Widths in points of the lines above the rules, measured with the letters themselves."""


class Text:
    """A paragraph with what Word makes of it: its own layout, else its style's, else the default."""

    def __init__(self, paper: "Paper", element: etree._Element) -> None:
        self.paper, self.element = paper, element

    @property
    def text(self) -> str:
        parts = self.element.iter(f"{W}t", f"{W}br")
        return "".join(p.text or "" if p.tag == f"{W}t" else "\n" for p in parts)

    def sources(self, layout: str) -> Iterator[etree._Element]:
        own = self.element.findall(f"{W}r/{W}rPr") if layout == "rPr" else []
        yield from own or self.element.findall(f"{W}{layout}")
        style = self.element.find(f"{W}pPr/{W}pStyle")
        key = style.get(f"{W}val") if style is not None else "Normal"
        while key:
            named = self.paper.styles.find(f"{W}style[@{W}styleId='{key}']")
            assert named is not None, f"no style {key}"
            yield from named.findall(f"{W}{layout}")
            based = named.find(f"{W}basedOn")
            key = based.get(f"{W}val") if based is not None else None
        yield from self.paper.styles.iterfind(f"{W}docDefaults/{W}{layout}Default/{W}{layout}")

    def value(self, layout: str, name: str, attribute: str = "val") -> str | None:
        for source in self.sources(layout):
            found = source.find(f"{W}{name}")
            if found is not None and (found.get(f"{W}{attribute}") or attribute == "val"):
                return found.get(f"{W}{attribute}", "true")
        return None

    def number(self, name: str, attribute: str) -> int:
        return int(self.value("pPr", name, attribute) or 0)

    @property
    def size(self) -> float:
        return int(self.value("rPr", "sz") or 0) / 2

    @property
    def bold(self) -> bool:
        return self.value("rPr", "b") == "true"

    @property
    def italic(self) -> bool:
        return self.value("rPr", "i") == "true"

    @property
    def align(self) -> str | None:
        return self.value("pPr", "jc")

    @property
    def keeps_next(self) -> bool:
        return self.value("pPr", "keepNext") == "true"

    @property
    def letters(self) -> tuple[float, bool, bool]:
        return self.size, self.bold, self.italic

    @property
    def rule(self) -> float:
        """The length in points of the rule drawn above this empty paragraph."""
        border = self.element.find(f"{W}pPr/{W}pBdr/{W}top")
        assert border is not None
        assert border.get(f"{W}val") == "single"
        assert border.get(f"{W}color") in ("auto", "000000")
        room = self.paper.room(self.element)
        return (room - self.number("ind", "left") - self.number("ind", "right")) * POINT


class Paper:
    """A Word file as its XML says it is."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        with zipfile.ZipFile(BytesIO(content)) as package:
            self.members = {name: package.read(name) for name in package.namelist()}
        self.body = self.part("word/document.xml")[0]
        self.styles = self.part("word/styles.xml")

    def part(self, name: str) -> etree._Element:
        return etree.fromstring(self.members[name])

    @cached_property
    def texts(self) -> list[Text]:
        return [Text(self, element) for element in self.body.iter(f"{W}p")]

    def find(self, start: str) -> Text:
        found = [text for text in self.texts if text.text.startswith(start)]
        assert found, f"no paragraph starts with {start!r}"
        return found[0]

    def after(self, start: str) -> Text:
        return self.texts[self.texts.index(self.find(start)) + 1]

    @property
    def sections(self) -> list[etree._Element]:
        return list(self.body.iter(f"{W}sectPr"))

    @property
    def tables(self) -> list[etree._Element]:
        return list(self.body.iter(f"{W}tbl"))

    def room(self, element: etree._Element) -> int:
        """The width in twips in which a paragraph stands: its cell, or the upright page's line."""
        cell = element.getparent()
        assert cell is not None
        if cell.tag == f"{W}tc":
            width = cell.find(f"{W}tcPr/{W}tcW")
            assert width is not None
            return int(width.get(f"{W}w", 0))
        page, margins = (self.sections[0].find(f"{W}{name}") for name in ("pgSz", "pgMar"))
        assert page is not None
        assert margins is not None
        return int(page.get(f"{W}w", 0)) - sum(
            int(margins.get(f"{W}{side}", 0)) for side in ("left", "right")
        )

    def linked(self, section: etree._Element, edge: str, kind: str) -> etree._Element | None:
        reference = section.find(f"{W}{edge}Reference[@{W}type='{kind}']")
        if reference is None:
            return None
        links = self.part("word/_rels/document.xml.rels")
        target = next(r.get("Target") for r in links if r.get("Id") == reference.get(f"{R}id"))
        return self.part(f"word/{target}")


@pytest.fixture(scope="module")
def paper() -> Paper:
    """The rich example, read."""
    return Paper(write_document(example()))


def millimetres(element: etree._Element | None, *names: str) -> list[float]:
    """Attributes in millimetres."""
    assert element is not None
    return [int(element.get(f"{W}{name}", 0)) * MM for name in names]


def words_of(element: etree._Element) -> str:
    """All text in it."""
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


# Page


def test_the_text_stands_upright_on_a4_and_the_annexes_across(paper: Paper) -> None:
    upright, *across = [millimetres(s.find(f"{W}pgSz"), "w", "h") for s in paper.sections]

    assert upright == pytest.approx(A4, abs=0.1)
    assert len(across) == 3
    assert all(size == pytest.approx(A4[::-1], abs=0.1) for size in across)
    turned = [s.find(f"{W}pgSz").get(f"{W}orient") for s in paper.sections]  # type: ignore[union-attr]
    assert turned == [None, "landscape", "landscape", "landscape"]


def test_margins_are_within_the_decree_on_every_page(paper: Paper) -> None:
    for section in paper.sections:
        top, bottom, left, right = millimetres(
            section.find(f"{W}pgMar"), "top", "bottom", "left", "right"
        )
        assert 20 <= round(top, 1) <= 25
        assert 20 <= round(bottom, 1) <= 25
        assert 30 <= round(left, 1) <= 35
        assert 15 <= round(right, 1) <= 20


def test_every_letter_is_times_new_roman_and_black(paper: Paper) -> None:
    for text in paper.texts:
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            assert text.value("rPr", "rFonts", script) == "Times New Roman", text.text
        assert text.value("rPr", "color") in ("auto", "000000"), text.text
    for name in paper.members:
        if name.endswith(".xml"):
            part = paper.part(name)
            fonts = {v for f in part.iter(f"{W}rFonts") for v in f.attrib.values()}
            colours = {c.get(f"{W}val") for c in part.iter(f"{W}color")}
            assert fonts <= {"Times New Roman"}, name
            assert colours <= {"000000", "auto"}, name


def test_the_file_brings_no_font_theme_or_style_of_its_template(paper: Paper) -> None:
    assert not [name for name in paper.members if "theme" in name or "font" in name.lower()]
    for family in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        assert family.encode() not in paper.members["word/styles.xml"]


def test_the_page_number_is_arabic_centred_above_and_hidden_on_the_first_page(paper: Paper) -> None:
    first = paper.sections[0]
    head, hidden = (paper.linked(first, "header", kind) for kind in ("default", "first"))
    assert head is not None
    assert hidden is not None
    number = Text(paper, head[0])

    assert [field.get(f"{W}instr") for field in head.iter(f"{W}fldSimple")] == [" PAGE "]
    assert not list(hidden.iter(f"{W}fldSimple", f"{W}instrText", f"{W}t"))
    assert (number.align, number.bold, number.italic) == ("center", False, False)
    assert 13 <= number.size <= 14
    assert first.find(f"{W}titlePg") is not None
    assert first.find(f"{W}pgNumType").get(f"{W}fmt") == "decimal"  # type: ignore[union-attr]
    (above,) = millimetres(first.find(f"{W}pgMar"), "header")
    assert 0 < above < 15, "the number stands within the top margin"


def test_each_annex_is_counted_by_itself_with_the_same_head(paper: Paper) -> None:
    for section in paper.sections[1:]:
        assert section.find(f"{W}pgNumType").get(f"{W}start") == "1"  # type: ignore[union-attr]
        assert section.find(f"{W}titlePg") is not None
        assert not section.findall(f"{W}headerReference"), "that of the text goes on"


# Letterhead


def test_the_letterhead_has_two_columns_without_lines(paper: Paper) -> None:
    head = paper.tables[0]
    rows = head.findall(f"{W}tr")

    assert head.find(f"{W}tblPr/{W}tblBorders") is None
    assert head.find(f"{W}tblPr/{W}tblStyle") is None
    assert [len(row.findall(f"{W}tc")) for row in rows] == [2, 2]
    words = [[words_of(cell) for cell in row.findall(f"{W}tc")] for row in rows]
    assert words[0][0].endswith("SỞ TÀI CHÍNH")
    assert words[0][1].startswith("CỘNG HÒA")
    assert words[1][0].startswith("Số:")
    assert words[1][1].startswith("Hà Nội,")


def test_nation_and_motto_are_bold_with_a_rule_as_long_as_the_motto(paper: Paper) -> None:
    nation = paper.find("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    motto = paper.find("Độc lập - Tự do - Hạnh phúc")

    assert 12 <= nation.size <= 13
    assert 13 <= motto.size <= 14
    assert nation.bold
    assert motto.bold
    assert nation.align == motto.align == "center"
    rule = paper.after(motto.text).rule
    assert rule == pytest.approx(MEASURED[motto.text] * motto.size / 13, rel=0.03)


def test_the_parent_is_regular_the_issuer_bold_with_a_short_rule(paper: Paper) -> None:
    parent = paper.find("ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI")
    issuer = paper.find("SỞ TÀI CHÍNH")

    assert 12 <= parent.size <= 13
    assert not parent.bold
    assert 12 <= issuer.size <= 13
    assert issuer.bold
    assert parent.align == issuer.align == "center"
    assert 1 / 3 <= paper.after(issuer.text).rule / MEASURED[issuer.text] <= 1 / 2


def test_an_issuer_without_a_parent_stands_alone() -> None:
    paper = Paper(write_document(replace(example(tasks=1), parent="")))

    assert paper.texts[0].text == "SỞ TÀI CHÍNH"


def test_the_number_is_blank_before_its_notation(paper: Paper) -> None:
    number = paper.find("Số:")

    assert number.text == "Số:        /BC-STC"
    assert number.letters == (13, False, False)
    assert number.align == "center"


def test_place_and_day_are_italic_with_blanks_for_the_clerk(paper: Paper) -> None:
    day = paper.find("Hà Nội, ")

    assert day.text == "Hà Nội, ngày      tháng      năm 2026"
    assert 13 <= day.size <= 14
    assert day.italic
    assert not day.bold


@pytest.mark.parametrize(
    "day, written",
    [
        (date(2020, 3, 5), "Hà Nội, ngày 05 tháng 3 năm 2020"),
        (date(2026, 2, 10), "Hà Nội, ngày 10 tháng 02 năm 2026"),
        (date(2026, 11, 24), "Hà Nội, ngày 24 tháng 11 năm 2026"),
    ],
)
def test_a_given_day_is_written_with_the_zeros_of_the_decree(day: date, written: str) -> None:
    assert place_and_day("Hà Nội", on=day) == written


def test_a_long_place_gets_room_from_the_number() -> None:
    paper = Paper(write_document(replace(example(tasks=1), place="Thành phố Hồ Chí Minh")))
    day = paper.find("Thành phố Hồ Chí Minh, ngày")

    assert paper.room(day.element) * POINT > 282, "as wide as the line is at 13 points"
    spans = paper.tables[0].findall(f".//{W}gridSpan")
    assert [span.get(f"{W}val") for span in spans] == ["2", "2"]


# Title, text


def test_kind_and_subject_are_bold_and_centred_with_a_rule(paper: Paper) -> None:
    kind, subject = paper.find("BÁO CÁO"), paper.find("Kết quả thực hiện Chương trình")

    for text in (kind, subject):
        assert 13 <= text.size <= 14
        assert text.bold
        assert not text.italic
        assert text.align == "center"
    assert paper.after("BÁO CÁO").text == subject.text
    line = MEASURED["Kết quả thực hiện Chương trình phối hợp minh họa"] * subject.size / 14
    assert 1 / 3 <= paper.after(subject.text).rule / line <= 1 / 2


def test_an_illustration_says_so_below_the_title_and_at_the_foot_of_each_page(paper: Paper) -> None:
    notice = "Dữ liệu minh họa, không phải văn bản thật."
    real = Paper(write_document(replace(example(tasks=1), illustration=False)))

    assert paper.find(notice).bold
    for kind in ("default", "first"):
        foot = paper.linked(paper.sections[0], "footer", kind)
        assert foot is not None
        assert words_of(foot) == notice
        assert real.linked(real.sections[0], "footer", kind) is None
    assert notice.encode() not in real.members["word/document.xml"]


def test_one_addressee_stands_in_the_line_several_below_it() -> None:
    one = Paper(write_document(example(tasks=1)))
    two = Paper(write_document(replace(example(tasks=1), addressed_to=("Bộ Mẫu.", "Sở Mẫu;"))))

    assert one.find("Kính gửi").text == "Kính gửi: Ủy ban nhân dân thành phố Hà Nội"
    assert 13 <= one.find("Kính gửi").size <= 14
    assert two.find("Kính gửi").text == "Kính gửi:"
    start = two.texts.index(two.find("Kính gửi"))
    assert [text.text for text in two.texts[start + 1 : start + 3]] == ["- Bộ Mẫu;", "- Sở Mẫu."]


def test_bases_are_italic_end_in_semicolons_and_the_last_in_a_full_stop() -> None:
    bases = ("Căn cứ thứ nhất;", "Căn cứ thứ hai", "Căn cứ thứ ba.")
    paper = Paper(write_document(replace(example(tasks=1), bases=bases)))
    found = [text for text in paper.texts if text.text.startswith("Căn cứ thứ")]

    assert [text.text for text in found] == [
        "Căn cứ thứ nhất;",
        "Căn cứ thứ hai;",
        "Căn cứ thứ ba.",
    ]
    assert all(text.italic and not text.bold and 13 <= text.size <= 14 for text in found)


def test_running_text_is_justified_indented_and_spaced(paper: Paper) -> None:
    for start in (
        "Căn cứ Chương trình",
        "Sở Tài chính tổng hợp",
        "I. CÔNG TÁC",
        "1. Tình hình gửi",
        "a) Kho dữ liệu",
        "Số liệu chốt",
        "- Gửi sau hạn",
        "Trên đây là",
    ):
        text = paper.find(start)
        assert 13 <= text.size <= 14, start
        assert text.align == "both", start
        indent = text.number("ind", "firstLine") * MM
        assert indent == pytest.approx(10, abs=0.1) or indent == pytest.approx(12.7, abs=0.1), start
        assert text.number("ind", "left") == text.number("ind", "right") == 0
        assert text.number("spacing", "after") * POINT >= 6, start
        assert text.value("pPr", "spacing", "lineRule") == "auto"
        assert 1 <= text.number("spacing", "line") / 240 <= 1.5, start


def test_parts_are_roman_then_numbers_then_letters(paper: Paper) -> None:
    heads = [
        text.text.split(" ")[0]
        for text in paper.texts
        if text.value("pPr", "outlineLvl") is not None and "Phụ lục" not in text.text
    ]

    assert heads == [
        *("I.", "II.", "1.", "2.", "3.", "a)", "b)", "4.", "5."),
        *("III.", "IV.", "1.", "2.", "3.", "V.", "1.", "2.", "VI."),
    ]
    part, section, point = (
        paper.find(start) for start in ("II. KẾT QUẢ THỰC HIỆN", "3. Phát triển", "a) Kho")
    )
    assert (part.bold, part.italic) == (section.bold, section.italic) == (True, False)
    assert (point.bold, point.italic) == (True, True)
    assert all(text.keeps_next for text in (part, section, point)), "no heading ends a page"


def test_numbers_that_are_written_already_are_not_written_twice() -> None:
    paragraphs = (
        PrintedParagraph("section", "1. Đã có số"),
        PrintedParagraph("group", "a) Đã có chữ"),
        PrintedParagraph("item", "- Đã có gạch"),
        PrintedParagraph("section", "2030 là năm không phải số"),
        PrintedParagraph("group", "Điểm"),
    )
    part = PrintedPart("I", "Thử", paragraphs)
    paper = Paper(write_document(replace(example(tasks=1), parts=(part,))))
    start = paper.texts.index(paper.find("I. THỬ"))

    assert [text.text for text in paper.texts[start + 1 : start + 6]] == [
        "1. Đã có số",
        "a) Đã có chữ",
        "- Đã có gạch",
        "2. 2030 là năm không phải số",
        "a) Điểm",
    ]


# Signature, recipients


def signed(*prefixes: str, title: str, name: str = "") -> Paper:
    """A report signed in this way."""
    return Paper(
        write_document(replace(example(tasks=1), signature=Signature(prefixes, title, name)))
    )


@pytest.mark.parametrize(
    "prefixes, title, lines",
    [
        (("TM. Ủy ban nhân dân",), "Chủ tịch", ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]),
        (
            ("TM. Ủy ban nhân dân", "KT. Chủ tịch"),
            "Phó Chủ tịch",
            ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
        ),
        (("TL. Giám đốc",), "Chánh Văn phòng", ["TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG"]),
        (("TUQ. Giám đốc",), "Trưởng phòng", ["TUQ. GIÁM ĐỐC", "TRƯỞNG PHÒNG"]),
        (("Q. Giám đốc",), "", ["Q. GIÁM ĐỐC"]),
        ((), "Giám đốc", ["GIÁM ĐỐC"]),
    ],
)
def test_authority_and_title_are_bold_capitals(
    prefixes: tuple[str, ...], title: str, lines: list[str]
) -> None:
    paper = signed(*prefixes, title=title, name="Nguyễn Văn Mẫu")
    cell = paper.tables[1].findall(f".//{W}tc")[1]
    found = [Text(paper, element) for element in cell.findall(f"{W}p")]

    assert [text.text for text in found] == [*lines, "Nguyễn Văn Mẫu"]
    for text in found:
        assert 13 <= text.size <= 14
        assert text.bold
        assert not text.italic
        assert text.align == "center"
    assert found[-1].number("spacing", "before") * POINT >= 60, "room to sign and seal"


def test_a_name_that_is_not_known_leaves_its_room(paper: Paper) -> None:
    cell = paper.tables[1].findall(f".//{W}tc")[1]
    last = Text(paper, cell.findall(f"{W}p")[-1])

    assert last.text == ""
    assert last.number("spacing", "before") * POINT >= 60


def test_recipients_stand_left_and_end_with_the_archive(paper: Paper) -> None:
    cell = paper.tables[1].findall(f".//{W}tc")[0]
    head, *entries = [Text(paper, element) for element in cell.findall(f"{W}p")]

    assert head.text == "Nơi nhận:"
    assert head.letters == (12, True, True)
    assert [text.text for text in entries] == [
        "- Như trên;",
        "- Giám đốc Sở (để báo cáo);",
        "- Các sở, ngành, phường, xã liên quan;",
        "- Lưu: VT, THKH.",
    ]
    assert all(text.letters == (11, False, False) for text in entries)


@pytest.mark.parametrize(
    "archive, line",
    [
        ("", "- Lưu: VT."),
        ("VT", "- Lưu: VT."),
        ("VT, TH.", "- Lưu: VT, TH."),
        ("TH", "- Lưu: VT, TH."),
    ],
)
def test_the_clerk_always_keeps_a_copy(archive: str, line: str) -> None:
    paper = Paper(write_document(replace(example(tasks=1), archive=archive)))

    assert paper.find("- Lưu").text == line


def test_the_signature_is_never_alone_on_a_page(paper: Paper) -> None:
    unclosed = Paper(write_document(replace(example(tasks=1), closing="")))

    assert paper.find("Trên đây là").keeps_next
    assert unclosed.find("Mở rộng kho dữ liệu").keeps_next
    for one in (paper, unclosed):
        row = one.tables[1].find(f"{W}tr")
        assert row is not None
        assert row.find(f"{W}trPr/{W}cantSplit") is not None


# Annexes


def test_an_annex_is_numbered_titled_and_says_what_it_belongs_to(paper: Paper) -> None:
    caption = paper.find("Phụ lục II")
    title = paper.after("Phụ lục II")
    attached = paper.after(title.text)

    assert caption.text == "Phụ lục II"
    assert caption.letters == (14, True, False)
    assert title.text == "TỔNG HỢP KHÓ KHĂN, VƯỚNG MẮC"
    assert title.bold
    assert 13 <= title.size <= 14
    assert attached.text == (
        "(Kèm theo Báo cáo số        /BC-STC ngày      tháng      năm 2026 của Sở Tài chính)"
    )
    assert 13 <= attached.size <= 14
    assert attached.italic
    assert caption.align == title.align == attached.align == "center"
    assert caption.keeps_next
    assert title.keeps_next
    assert attached.keeps_next


def test_the_head_of_a_table_is_repeated_and_no_row_is_torn(paper: Paper) -> None:
    for table in paper.tables[2:]:
        head, *rows = table.findall(f"{W}tr")
        assert head.find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in rows)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in (head, *rows))


def test_a_table_fills_the_line_by_its_shares_in_the_grid_and_in_the_cells(paper: Paper) -> None:
    for table, printed in zip(paper.tables[2:], example().tables, strict=True):
        grid = [int(c.get(f"{W}w", 0)) for c in table.iterfind(f"{W}tblGrid/{W}gridCol")]
        assert sum(grid) * MM == pytest.approx(247, abs=0.1)
        for width, share in zip(grid, printed.widths, strict=True):
            assert width / sum(grid) == pytest.approx(share / sum(printed.widths), abs=0.001)
        for row in table.iterfind(f"{W}tr"):
            cells = [int(c.get(f"{W}w", 0)) for c in row.iterfind(f"{W}tc/{W}tcPr/{W}tcW")]
            assert cells == grid
        assert table.find(f"{W}tblPr/{W}tblLayout").get(f"{W}type") == "fixed"  # type: ignore[union-attr]


def test_an_annex_without_rows_says_so() -> None:
    report = example(tasks=0)
    paper = Paper(write_document(replace(report, tables=report.tables[2:])))

    assert len(paper.tables) == 2, "letterhead and signature"
    assert paper.find("Không có.").text == "Không có."


def test_thousands_of_rows_are_all_there() -> None:
    content = write_document(example(tasks=8_400))

    rows = Paper(content).tables[-1].findall(f"{W}tr")
    assert len(rows) == 8_401
    assert words_of(rows[-1]).startswith("8400Nhiệm vụ minh họa số 8400")


# Text that nobody expects


HOSTILE = {
    "controls": ("a\x00b\x07c\x1fd\x7fe\ufffe\uffff", "abcde"),
    "half a letter": ("trước \ud83d sau \udc00", "trước sau"),
    "markup": (
        '<w:p/>&amp;]]> <!--rows of table 0--> "',
        '<w:p/>&amp;]]> <!--rows of table 0--> "',
    ),
    "formula": ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
    "decomposed": ("To\u0302\u0309ng ho\u031b\u0323p", "Tổng hợp"),
    "direction": ("\u202eNgược\u202c \u200fphải\u2066 trái\u2069", "Ngược phải trái"),
    "tabs": ("một\t\thai \t ba", "một hai ba"),
    "long word": ("x" * 20_000, "x" * 20_000),
    "accents": ("a" + "\u0301" * 5_000, None),
}


@pytest.mark.parametrize("text, kept", HOSTILE.values(), ids=HOSTILE)
def test_any_text_is_written_as_text(text: str, kept: str | None) -> None:
    report = example(tasks=1)
    part = PrintedPart("I", text, (PrintedParagraph("body", text),))
    table = replace(report.tables[0], title=text, heads=("TT", text, "C"), rows=(("1", text, "b"),))
    content = write_document(
        replace(
            report,
            parent=text,
            issuer=text,
            subject=text,
            place=text,
            bases=(text,),
            recipients=(text,),
            parts=(part,),
            tables=(table,),
            properties={"title": text, text: text},
        )
    )

    paper = Paper(content)
    assert WordDocument(BytesIO(content)).paragraphs
    if kept is not None:
        cell = paper.tables[-1].findall(f"{W}tr")[1].findall(f"{W}tc")[1]
        assert Text(paper, cell[-1]).text == kept
        start = paper.texts.index(paper.find("I. "))
        assert paper.texts[start + 1].text == kept


def test_lines_of_text_become_paragraphs_and_those_of_a_cell_or_heading_lines() -> None:
    report = example(tasks=1)
    text = "một\r\nhai\x0bba\u2028bốn\n\n  \nnăm"
    part = PrintedPart(
        "I", "Thử", (PrintedParagraph("body", text), PrintedParagraph("section", text))
    )
    table = replace(report.tables[0], rows=(("1", text, "b"),))
    paper = Paper(write_document(replace(report, parts=(part,), tables=(table,))))
    start = paper.texts.index(paper.find("I. THỬ"))
    written = [paragraph.text for paragraph in paper.texts[start + 1 : start + 7]]

    assert written == ["một", "hai", "ba", "bốn", "năm", "1. một\nhai\nba\nbốn\nnăm"]
    cell = paper.tables[-1].findall(f"{W}tr")[1].findall(f"{W}tc")[1]
    assert Text(paper, cell[-1]).text == "một\nhai\nba\nbốn\nnăm"


def test_a_part_of_two_hundred_pages_is_written_whole() -> None:
    lines = [f"Đoạn minh họa thứ {n}: {'nội dung dài ' * 30}".strip() for n in range(2_000)]
    part = PrintedPart("I", "Dài", (PrintedParagraph("body", "\n".join(lines)),))

    paper = Paper(write_document(replace(example(tasks=1), parts=(part,))))

    start = paper.texts.index(paper.find("I. DÀI"))
    assert [text.text for text in paper.texts[start + 1 : start + 2_001]] == lines


def test_a_report_of_nothing_still_has_its_layout() -> None:
    empty = replace(
        example(),
        parent="",
        issuer="",
        subject="",
        place="",
        addressed_to=(),
        bases=(),
        opening="",
        parts=(),
        closing="",
        recipients=(),
        archive="",
        signature=Signature((), ""),
        tables=(),
    )
    paper = Paper(write_document(empty))

    assert paper.find("BÁO CÁO").bold
    assert paper.find("…………, ngày").italic
    assert paper.find("- Lưu: VT.").size == 11


# The same bytes


WRITE = """
import sys, django
django.setup()
from tests.reporting.printed_example import example
from dieuphoi.reporting.report_document import write_document
from dieuphoi.reporting.report_sheet import write_sheet
from hashlib import sha256
print(*(sha256(write(example())).hexdigest() for write in (write_document, write_sheet)))
"""


def digests(seed: str, zone: str) -> list[str]:
    """What a process of its own makes of the example, where the clock shows another hour."""
    environment = {
        **os.environ,
        "PYTHONHASHSEED": seed,
        "TZ": zone,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", WRITE],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.split()


def test_two_processes_write_the_same_bytes() -> None:
    here = [sha256(write(example())).hexdigest() for write in (write_document, write_sheet)]

    assert digests("1", "UTC") == here
    assert digests("4711", "Asia/Ho_Chi_Minh") == here


WRITERS: list[Callable[..., bytes]] = [write_document, write_sheet]


@pytest.mark.parametrize("write", WRITERS)
def test_the_file_bears_no_clock(write: Callable[..., bytes]) -> None:
    content = write(example(tasks=1))
    with zipfile.ZipFile(BytesIO(content)) as package:
        core = package.read("docProps/core.xml").decode()

        assert {member.date_time[0] for member in package.infolist()} == {1980}
    assert "2020-03-05T00:00:00Z" in core or "2026-01-01T00:00:00Z" in core
    assert time.strftime("%Y-%m-%d") not in core


def test_properties_stand_in_the_file_in_any_order() -> None:
    report = example(tasks=1)
    turned = dict(reversed(list(report.properties.items())))
    content = write_document(report)

    assert write_document(replace(report, properties=turned)) == content
    core = WordDocument(BytesIO(content)).core_properties
    assert core.title == report.subject
    assert core.author == "Sở Tài chính"
    assert core.category == "Minh họa"
    assert core.comments == "Bản: 1"


def test_a_paper_across_has_its_letterhead_over_the_whole_line() -> None:
    word = OfficialWord(landscape=True)
    word.letterhead(
        parent="", issuer="Sở Mẫu", notation="", place_and_day=place_and_day("", year=2026)
    )
    paper = Paper(word.content())

    grid = [int(c.get(f"{W}w", 0)) for c in paper.tables[0].iter(f"{W}gridCol")]
    assert sum(grid) * MM == pytest.approx(247, abs=0.1)
