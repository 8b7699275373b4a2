"""The head and the foot of a directive."""

import pytest

from dieuphoi.documents.reading.head import read_head
from dieuphoi.documents.reading.plain_text import read_plain_text
from dieuphoi.documents.reading.result import ReadHeader
from dieuphoi.documents.reading.word import read_word

from .paper import HEADER, TASK, word

SIGNED = "Nơi nhận:\n- Như trên;", "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nTrần Minh Họa"
TEXT = """CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

{issuer}

Số: {symbol}

Minh Họa, ngày {day} năm 2026

{type}

Về việc thử đọc
phần đầu văn bản

Căn cứ Luật thử nghiệm;
"""


def head_of(**parts: str) -> ReadHeader:
    """The header of a text with these parts, the others usual."""
    usual = {
        "issuer": "ỦY BAN NHÂN DÂN TỈNH MINH HỌA",
        "symbol": "12/KH-UBND",
        "day": "05 tháng 01",
        "type": "KẾ HOẠCH",
    }
    return read_head(read_plain_text(TEXT.format(**{**usual, **parts}).encode())).header


def test_whole_header_of_a_word_file() -> None:
    data = word(
        [SIGNED],
        [HEADER, TASK],
        before=["KẾ HOẠCH", "Thực hiện chuyển đổi số năm 2026", "Căn cứ Luật thử nghiệm;"],
    )
    assert read_head(read_word(data)).header == ReadHeader(
        issuer="ỦY BAN NHÂN DÂN TỈNH MINH HỌA",
        number="12",
        notation="KH-UBND",
        symbol="12/KH-UBND",
        type="Kế hoạch",
        issued_on="2026-01-05",
        place="Minh Họa",
        subject="Thực hiện chuyển đổi số năm 2026",
        signer_name="Trần Minh Họa",
        signer_title="PHÓ CHỦ TỊCH",
        signer_authority="TM. ỦY BAN NHÂN DÂN; KT. CHỦ TỊCH",
    )


def test_subject_is_put_together_from_broken_lines() -> None:
    assert head_of().subject == "Về việc thử đọc phần đầu văn bản"


@pytest.mark.parametrize(
    "written, number, notation, symbol",
    [
        ("12/KH-UBND", "12", "KH-UBND", "12/KH-UBND"),
        ("010/CT-UBND", "010", "CT-UBND", "010/CT-UBND"),
        ("66.2/2026/NQ-CP", "66.2", "NQ-CP", "66.2/2026/NQ-CP"),
        ("02-CTr/TU", "02", "CTr/TU", "02-CTr/TU"),
        ("277 /KH-UBND", "277", "KH-UBND", "277/KH-UBND"),
        ("12/KH–UBND", "12", "KH-UBND", "12/KH-UBND"),
        ("1888/UBND-TKBT", "1888", "UBND-TKBT", "1888/UBND-TKBT"),
        ("     /KH-UBND", "", "KH-UBND", "/KH-UBND"),
        ("......./KH-UBND", "", "KH-UBND", "/KH-UBND"),
    ],
)
def test_number_and_symbol(written: str, number: str, notation: str, symbol: str) -> None:
    header = head_of(symbol=written)
    assert (header.number, header.notation, header.symbol) == (number, notation, symbol)
    assert ("number" in header.unsure) == (number == "")


@pytest.mark.parametrize(
    "day, issued_on",
    [("05 tháng 01", "2026-01-05"), ("   tháng 12", "2026-12"), ("... tháng ...", "2026")],
)
def test_blank_day_leaves_what_is_written(day: str, issued_on: str) -> None:
    header = head_of(day=day)
    assert header.issued_on == issued_on
    assert ("issued_on" in header.unsure) == (len(issued_on) < 10)


def test_agency_above_the_issuer_is_told() -> None:
    header = head_of(issuer="UBND TỈNH MINH HỌA\nSỞ KHOA HỌC\nVÀ CÔNG NGHỆ")
    assert (header.parent, header.issuer) == ("UBND TỈNH MINH HỌA", "SỞ KHOA HỌC VÀ CÔNG NGHỆ")


def test_type_comes_from_the_symbol_where_none_is_printed() -> None:
    assert head_of(type="").type == "Kế hoạch"
    assert head_of(type="", symbol="18/UBND-KTTH").type == "Công văn"


def test_printed_type_wins_over_the_symbol() -> None:
    assert head_of(type="QUYẾT ĐỊNH", symbol="55/CT-UBND").type == "Quyết định"


def test_annex_alone_names_its_directive_but_is_not_certain() -> None:
    caption = "PHỤ LỤC\n\n(Kèm theo Kế hoạch số 12/KH-UBND ngày 05/01/2026 của UBND tỉnh Minh Họa)"
    header = read_head(read_plain_text(caption.encode())).header
    assert (header.symbol, header.issued_on, header.type) == (
        "12/KH-UBND",
        "2026-01-05",
        "Kế hoạch",
    )
    assert {"symbol", "issued_on", "issuer"} <= set(header.unsure)


def test_a_signature_without_a_title_is_not_certain() -> None:
    assert {"signer_title", "signer_name"} <= set(head_of().unsure)


def test_empty_text_has_an_empty_header_and_says_so() -> None:
    header = read_head(read_plain_text(b"")).header
    assert header.issued_on is None
    assert set(header.unsure) >= {"issuer", "number", "type", "issued_on", "subject"}
