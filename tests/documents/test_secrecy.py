"""Marks of secrecy, not words."""

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dieuphoi.documents.secrecy import find_mark, find_mark_in_name

LEVELS = [
    "MẬT", "Mật", "TỐI MẬT", "Tối mật", "TUYỆT MẬT", "tuyệt mật",
    "[MẬT]", "(TỐI MẬT)", "(mật)", "**MẬT**", "“TUYỆT MẬT”", "- MẬT -", "| MẬT |", "MẬT.",
    "M Ậ T", "M.Ậ.T", "M-Ậ-T", "m ậ t", "T U Y Ệ T  M Ậ T", "T Ố I   M Ậ T", "TUYỆT    MẬT",
    "TUYỆT\nMẬT", "TUYỆT\n\nMẬT", "Tối\nmật", "M\nẬ\nT", "T\nU\nY\nỆ\nT\nM\nẬ\nT",
    "T\u00adỐI M\u200bẬT", "M\u2060ẬT", "ＭẬＴ", "𝐓Ố𝐈 𝐌Ậ𝐓", "M\u0336Ậ\u0336T\u0336",
    "\u0422\u1ed0I \u041c\u1ead\u0422", "\u039c\u1eac\u03a4", "\u041c\u0410\u0302\u0323\u0422",
    "mËt", "tuyÖt mËt", "TèI MËT", "maät", "TUYEÄT MAÄT",
    "Độ mật: Mật", "ĐỘ MẬT: TỐI MẬT", "Mức độ mật: tuyệt mật", "Dấu chỉ độ mật - MẬT",
    "Độ mật: mật\tĐộ khẩn: Hỏa tốc", "Trích yếu: sơ kết; độ mật: Tối mật; bản số 3",
    "Độ mật\tmật", "Độ mật\n\nTối mật",
    "MẬT - HỎA TỐC", "HOẢ TỐC, TUYỆT MẬT", "MẬT/KHẨN", "MẬT\nĐỘ KHẨN: HỎA TỐC", "Bản số 03 MẬT",
    "MẬT\tHà Nội, ngày 05 tháng 6 năm 2026", "MẬT      Độc lập - Tự do - Hạnh phúc",
    "TÀI LIỆU MẬT", "VĂN BẢN TỐI MẬT", "HỒ SƠ TUYỆT MẬT", "ĐIỆN MẬT", "GIẢM MẬT: Từ",
    "Kế hoạch tổ chức diễn tập (MẬT)", "[TỐI MẬT] Kế hoạch tổ chức diễn tập",
    "TOI MAT", "TUYET MAT", "DO MAT: MAT",
    "PHƯỜNG UÔNG BÍ\nMẬT", "Phường Uông Bí\n\nMẬT", "MẬT\nMÃ SỐ: 12", "MẬT\n\nĐỘ TUỔI TUYỂN QUÂN",
]  # fmt: skip
STATE_SECRETS = [
    "BÍ MẬT NHÀ NƯỚC", "Bí mật nhà nước", "B Í  M Ậ T  N H À  N Ư Ớ C", "BÍ MẬT\nNHÀ NƯỚC",
    "[BÍ MẬT NHÀ NƯỚC]", "TÀI LIỆU BÍ MẬT NHÀ NƯỚC", "Tài liệu bí mật nhà nước",
    "Văn bản thuộc danh mục bí mật nhà nước", "BÍ MẬT NHÀ NƯỚC ĐỘ TỐI MẬT",
    "Văn bản này thuộc phạm vi bí mật nhà nước, không được sao chụp.",
    "Lưu ý: tài liệu kèm theo chứa nội dung bí mật nhà nước.",
    "Thời hạn bảo vệ bí mật nhà nước: 10 năm", "BI MAT NHA NUOC",
    "bÝ mËt nhµ n\u00adíc".upper().replace("\u039c", "\u00b5"),
]  # fmt: skip
REGISTERS = [
    "Sổ đăng ký bí mật nhà nước đi", "SỔ ĐĂNG KÝ BÍ MẬT NHÀ NƯỚC ĐẾN", "Sổ ĐK bí mật nhà nước",
    "Số đăng ký bí mật nhà nước: 12",
]  # fmt: skip
NUMBERS = [
    "Số: 12/KH-UBND-M", "Số: 05/BC-UBND (M)", "số 05/BC-UBND(M) ngày 01/3/2026", "12-KH/TU-M",
    "Số 12-BC/TU/M.", "Số: 3/M-UBND", "Số:     /KH-UBND-M", "Số: 07/2026/QĐ-UBND-M",
    "Công văn số 15/UBND-NC (Mật)", "Số: 05/BC-UBND (TM)", "Số: 05/KH-UBND-TM", "12/BMNN-CA",
]  # fmt: skip
MARKS = [*LEVELS, *STATE_SECRETS, *REGISTERS, *NUMBERS]

INNOCENT = [
    "bảo mật", "BẢO MẬT", "Bảo mật", "QUY CHẾ BẢO   MẬT", "AN TOÀN, BẢO\nMẬT", "Bảo\nMật", "bảo\nmật",
    "mật độ dân số", "MẬT ĐỘ", "MẬT\nĐỘ\nDÂN SỐ", "Mật\nđộ dân số", "Mật độ: 120 người/km2",
    "Mật khẩu", "Đổi mật khẩu 90 ngày một lần.", "mật thiết", "Mật ong", "mật", "MẬT MÃ DÂN SỰ",
    "Ban Cơ yếu cung cấp sản phẩm mật mã.", "cơ mật", "nơi trọng yếu, cơ\nmật, nơi lưu trữ",
    "bí mật kinh doanh", "BÍ MẬT KINH DOANH", "Bí mật", "bí mật công nghệ", "BÍ\nMẬT",
    "MẶT TRẬN TỔ QUỐC VIỆT NAM", "Mặt trận Tổ quốc", "MẶT", "MAT", "Mat-xcơ-va", "CẨM THẠCH",
    "TM. ỦY BAN NHÂN DÂN", "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH", "TM/CHỦ TỊCH",
    "Số: 84/KH-UBND", "Số: 1234/UBND-TM", "Số: 951/TM-XNK", "Số: 12/SCT-TM", "02-CTr/TU",
    "Số: 12/KH-UBND - Mật độ dân số", "Nghị quyết số 57-NQ/TW ngày 22/12/2024", "QCVN 10/M-2020",
    "Số 12/M2", "ngày 05/6/2026", "Kế hoạch số 84/KH-UBND (mới)", "Lưu: VT, TH (M. Anh).",
    "Luật Bảo vệ bí mật nhà nước", "Luật Bảo vệ bí mật nhà nước số 117/2025/QH15",
    "tăng cường công tác bảo vệ bí mật nhà nước", "Bảo vệ bí mật nhà nước",
    "BẢO VỆ BÍ MẬT NHÀ NƯỚC", "VỀ TĂNG CƯỜNG CÔNG TÁC BẢO VỆ\nBÍ MẬT NHÀ NƯỚC\nTRONG TÌNH HÌNH MỚI",
    "CÔNG TÁC BẢO VỆ\n\nBÍ MẬT NHÀ NƯỚC NĂM 2026", "QUY ĐỊNH VỀ\n\nBÍ MẬT NHÀ NƯỚC",
    "Công tác bảo vệ\nBí mật nhà nước", "pháp luật về bảo vệ bí\nmật nhà nước", "lộ, mất\nbí mật nhà nước",
    "bí mật nhà nước", "Không soạn thảo bí mật nhà nước trên máy nối mạng.",
    "Tài liệu này không thuộc bí mật nhà nước.", "Quản lý tài liệu bí mật nhà nước tại đơn vị.",
    "Lập Sổ đăng ký bí mật nhà nước đi, đến theo mẫu của Bộ Công an.", "Thời hạn bảo vệ bí mật nhà nước",
    "Điều 19. Thời hạn bảo vệ bí mật nhà nước", "Nhiệm vụ giao trong văn bản mật: theo dõi riêng.",
    "Độ mật", "ĐỘ MẬT", "Độ mật: Thường", "Độ mật: Không", "Độ mật\tThường", "Xác định độ mật của văn bản.",
    "Bí mật nhà nước độ Tối mật do Thủ tướng quyết định.", "Đóng dấu “TỐI MẬT” theo đúng mẫu.",
    "a) Tuyệt mật;", "GIẢI MẬT", "Giải mật tài liệu", "văn bản mật", "Văn bản mật",
    "Giảm\nmật độ xây dựng", "giảm mật\nđộ xây dựng", "Trao đổi mật thư", "rậm rạp, mật tập",
    "b¶o mËt", "b¶o\nmËt", "mËt ®é d©n sè", "Lập hồ sơ bệnh nhân viêm đường mật", "Túi mật",
]  # fmt: skip


@pytest.mark.parametrize(
    "kind, text",
    [
        (kind, text)
        for kind, texts in (
            ("level", LEVELS),
            ("state_secret", STATE_SECRETS),
            ("register", REGISTERS),
            ("number", NUMBERS),
        )
        for text in texts
        if text != "BI MAT NHA NUOC"
    ],
)
def test_mark_is_found_and_named(kind: str, text: str) -> None:
    assert find_mark(text) == kind


@pytest.mark.parametrize("mark", MARKS)
def test_mark_is_found_in_either_form_of_unicode(mark: str) -> None:
    assert find_mark(unicodedata.normalize("NFD", mark))


@pytest.mark.parametrize("words", INNOCENT)
def test_words_are_no_marks(words: str) -> None:
    assert find_mark(words) is None
    assert find_mark(unicodedata.normalize("NFD", words)) is None


SENTENCES = [text for text in INNOCENT if "\n" not in text and not text.isupper() and " " in text]
LINES = st.lists(st.sampled_from(SENTENCES), max_size=4)


@given(
    st.sampled_from(MARKS),
    LINES,
    LINES,
    st.sampled_from(["\n", "\r\n", "\n\n", "\n\n\n", " \n \n", "\n\t"]),
)
def test_mark_is_found_whatever_stands_around_it(
    mark: str, before: list[str], after: list[str], apart: str
) -> None:
    assert find_mark(apart.join([*before, mark, *after]))


@given(st.sampled_from(LEVELS), st.text(max_size=60), st.text(max_size=60))
def test_level_apart_from_any_text_is_found(mark: str, before: str, after: str) -> None:
    assert find_mark(f"{before}\n\n{mark}\n\n.\n\n{after}")


@given(st.lists(st.sampled_from(INNOCENT), max_size=20))
def test_innocent_lines_stay_innocent_together(lines: list[str]) -> None:
    assert find_mark("\n\n".join(lines)) is None


@given(st.text(alphabet="MẬTmậtbíBÍnhàước ()[]:.-/\n\t12KH số", max_size=200))
def test_any_text_is_judged_the_same_in_either_form_of_unicode(text: str) -> None:
    assert find_mark(text) == find_mark(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize(
    "bait",
    [
        "Số: 1/" + "a-" * 500_000, "12/K-" * 200_000, "1" * 1_000_000, "M " * 500_000,
        "m" * 1_000_000, "Độ mật: " * 50_000, "mật " * 100_000, "(mật)" * 50_000, "bí " * 300_000,
        "khẩn" * 200_000 + " mật", " " * 1_000_000, "_" * 1_000_000, "Số:" + "." * 1_000_000,
        "\u0301" * 500_000, "\u200b" * 500_000, "\u0410" * 500_000, "Văn bản này " * 80_000,
    ],
    ids=lambda bait: bait[:6].encode("unicode_escape").decode(),
)  # fmt: skip
def test_long_bait_does_not_hold_it_up(bait: str) -> None:

    assert find_mark(bait) is None


@pytest.mark.parametrize(
    "name",
    [
        "MẬT.docx", "TỐI MẬT.pdf", "MẬT_Kế hoạch.docx", "[MẬT] Kế hoạch.docx", "Kế hoạch (MẬT).docx",
        "12-KH-UBND-M.docx", "Kế hoạch 12_KH_UBND_M.docx", "KH_TOI MAT.xlsx", "(MAT) KH 12.docx",
        "C:\\Văn bản\\MẬT-12.docx", unicodedata.normalize("NFD", "MẬT-12.docx"),
    ],
)  # fmt: skip
def test_mark_in_the_name_of_a_file_is_found(name: str) -> None:
    assert find_mark_in_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "Kế hoạch bảo mật.docx", "BẢO_MẬT.docx", "Luật_Bảo_vệ_bí_mật_nhà_nước.pdf", "MẬT_ĐỘ.xlsx",
        "LUẬT-BẢO-VỆ-BÍ-MẬT-NHÀ-NƯỚC.pdf", "84-KH-UBND.docx", "mat do dan so.docx", "TM.UBND.pdf",
    ],
)  # fmt: skip
def test_name_with_ordinary_words_passes(name: str) -> None:
    assert find_mark_in_name(name) is None


@pytest.mark.skipif("DIEUPHOI_CORPUS" not in os.environ, reason="DIEUPHOI_CORPUS is not set")
def test_no_real_directive_is_taken_for_a_secret() -> None:
    paths = sorted(Path(os.environ["DIEUPHOI_CORPUS"]).rglob("*"))
    texts = [p for p in paths if p.suffix in (".md", ".json", ".tsv")]

    found = {path: find_mark(path.read_text(encoding="utf-8")) for path in texts}

    assert len(found) > 15
    assert {path: mark for path, mark in found.items() if mark} == {}
