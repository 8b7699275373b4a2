"""What the word for a status says; what is not in the vocabulary is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dieuphoi.base.vietnamese import fold
from dieuphoi.documents.reading.statuses import (
    VOCABULARY,
    Meaning,
    ReadStatus,
    key_of,
    read_status,
)

SAID = {
    ("done", ""): ["Hoàn thành", "ĐÃ  HOÀN THÀNH.", "đã hoàn thành nhiệm vụ", "Xong", "Hoàn thành 100%"],
    ("done", "on_time"): ["Hoàn thành đúng hạn", "Đã hoàn thành (trước hạn)", "Hoàn thành trong hạn"],
    ("done", "late"): ["Đã hoàn thành quá hạn", "Hoàn thành - trễ hạn", "Đã hoàn thành, quá hạn 5 ngày"],
    ("in_progress", ""): ["Đang thực hiện", "đang triển khai thực hiện", "80%", "Đã hoàn thành 80%"],
    ("in_progress", "on_time"): ["Đang thực hiện trong hạn"],
    ("in_progress", "late"): ["Đang thực hiện quá hạn", "Quá hạn, đang thực hiện"],
    ("not_done", ""): ["Chưa hoàn thành", "Còn trong hạn", "Sắp quá hạn", "0%"],
    ("not_done", "late"): ["Quá hạn", "Chưa hoàn thành, quá hạn"],
    ("not_started", ""): ["Chưa thực hiện", "Chưa triển khai"],
    ("awaiting_confirmation", ""): ["Chờ xác nhận"],
    ("rework", ""): ["Thực hiện lại", "Từ chối xác nhận"],
    ("suspended", ""): ["Tạm hoãn", "Tạm dừng"],
    ("declined", ""): ["Từ chối nhiệm vụ", "Chuyển trả"],
    ("cancelled", ""): ["Huỷ", "Hủy bỏ"],
    ("", ""): ["", "  ", "-", "…", "\n"],
}  # fmt: skip
ASKED = [
    "cơ bản hoàn thành", "Hoàn thành một phần", "Hoàn thành (một phần)", "đang trình", "Đang hoàn thành",
    "Không hoàn thành", "Hoàn thành; còn thiếu báo cáo", "Hoàn thành trước 30/6/2026", "Hoàn thành?",
    "Hoàn thành/Chưa hoàn thành", "Sắp hoàn thành", "Gần hoàn thành", "Hoàn thành (4/6 xã)",
    "Hoàn thành dự thảo", "100%", "Đang thực hiện\nĐã hoàn thành", "Hoàn thành 70% và 90%", "150%",
    "Đã hoàn thành ngày 31/02/2026", "x", "Đúng hạn", "Đã thực hiện", "Hoàn thành, chờ nghiệm thu",
    "Đang thực hiện, đã bãi bỏ", "Đang thực hiện (đề nghị dừng)", "Chưa thực hiện; đã có văn bản thay thế",
    "Đang thực hiện; không yêu cầu nữa", "Chưa hoàn thành, xin hủy", "Chưa thực hiện, chuyển sang Sở khác",
    "Đã hoàn thành, báo cáo bị trả lại", "Đã hoàn thành, công văn xin lùi thời hạn", "Đã hoàn thành, hồ sơ bổ sung",
    "Hoàn thành; dự kiến nghiệm thu quý IV", "Đang thực hiện; đã hoàn thành", "Chậm", "Đã hoàn thành bước 1",
]  # fmt: skip
TURNS_ROUND = [
    "chưa", "không", "đang", "sắp", "gần", "cơ bản", "một phần", "dự kiến", "sẽ", "phấn đấu", "còn",
    "trừ mục 2", "chờ", "phê duyệt sau", "lần 2", "tạm dừng", "riêng nội dung 3 chưa", "đợt 1", "80%", "3/7 xã", "hầu hết", "hủy",
]  # fmt: skip


@pytest.mark.parametrize(
    "text, state, timing",
    [(text, *meaning) for meaning, texts in SAID.items() for text in texts],
)
def test_phrase_of_the_vocabulary_says_its_state(text: str, state: str, timing: str) -> None:
    status = read_status(text)
    assert (status.state, status.timing) == (state, timing)


@pytest.mark.parametrize("text", ASKED)
def test_what_is_outside_the_vocabulary_is_asked(text: str) -> None:
    assert read_status(text).state == "asked"


@given(
    st.sampled_from(["Hoàn thành", "Đã hoàn thành", "đã xong", "Hoàn tất"]),
    st.sampled_from(TURNS_ROUND),
    st.sampled_from([" ", ", ", "; ", " (", ". ", "\n", ": "]),
    st.booleans(),
)
def test_word_that_turns_it_round_never_lets_done_stand(
    done: str, word: str, between: str, before: bool
) -> None:
    text = f"{word}{between}{done}" if before else f"{done}{between}{word}"
    assert read_status(text).state != "done"


@given(st.text(max_size=60), st.text(max_size=8))
def test_any_text_is_read_without_inventing_a_state(text: str, percent: str) -> None:
    status = read_status(text, percent)
    if status.state == "done":
        assert any(phrase in fold(text) for phrase, m in VOCABULARY.items() if m.state == "done")
    assert status.percent is None or 0 <= status.percent <= 100


@given(st.sampled_from(sorted(VOCABULARY)), st.sampled_from(["", " ", ".", "!", "- "]))
def test_case_and_marks_at_the_edges_do_not_count(phrase: str, edge: str) -> None:
    said = read_status(phrase)
    assert (said.state, said.timing) == VOCABULARY[phrase]
    louder = read_status(f"{edge}{phrase.upper()}{edge}")
    assert (louder.state, louder.timing) == VOCABULARY[phrase]


@pytest.mark.parametrize("percent", range(1, 100, 7))
def test_percentage_below_a_hundred_is_never_done(percent: int) -> None:
    said = [read_status(f"đã hoàn thành {percent}%"), read_status("Hoàn thành", f"{percent}%")]
    assert [(one.state, one.percent) for one in said] == [
        ("in_progress", percent),
        ("asked", percent),
    ]


@pytest.mark.parametrize(
    "text, percent, of_done, expected",
    [
        ("", "45%", False, ReadStatus("45%", "in_progress", "", 45)),
        ("", "45", False, ReadStatus("45%", "in_progress", "", 45)),
        ("", "100%", True, ReadStatus("100%", "done", "", 100)),
        ("", "100%", False, ReadStatus("100%", "asked", "", 100)),
        ("Đang thực hiện", "60%", False, ReadStatus("Đang thực hiện", "in_progress", "", 60)),
        ("Chưa thực hiện", "30%", False, ReadStatus("Chưa thực hiện", "asked", "", 30)),
        ("Đang thực hiện", "0.6", False, ReadStatus("Đang thực hiện", "asked")),
        ("", "1", False, ReadStatus("1", "asked")),
        ("Đang thực hiện", "", False, ReadStatus("Đang thực hiện", "in_progress")),
    ],
)
def test_percentage_beside_the_words(
    text: str, percent: str, of_done: bool, expected: ReadStatus
) -> None:
    assert read_status(text, percent, percent_of_done=of_done) == expected


@pytest.mark.parametrize(
    "text, state",
    [
        ("Cũ: Đang thực hiện. Mới: Đã hoàn thành", "done"),
        ("Mới: Đang thực hiện; cũ: Đã hoàn thành", "in_progress"),
        ("Đã hoàn thành → Đang thực hiện", "in_progress"),
        ("15/03/2026: Đang thực hiện\n30/06/2026: Đã hoàn thành", "done"),
        ("30/06/2026: Đã hoàn thành\n15/03/2026: Đang thực hiện", "asked"),
        ("Cũ: Đã hoàn thành. Mới: đang trình", "asked"),
    ],
)
def test_newer_of_two_texts_counts(text: str, state: str) -> None:
    assert read_status(text).state == state


def test_day_on_which_it_was_done_is_read() -> None:
    assert read_status("Đã hoàn thành ngày 21/3/2026").day == "2026-03-21"
    assert read_status("Hoàn thành (21/03/2026)").day == "2026-03-21"


def test_explained_wording_goes_before_the_vocabulary() -> None:
    known = {
        key_of("Đang trình"): Meaning("in_progress"),
        key_of("Hoàn thành"): Meaning("not_done"),
    }
    assert read_status("ĐANG TRÌNH.", known=known).state == "in_progress"
    assert read_status("Hoàn thành", known=known).state == "not_done"
    assert read_status("Đã hoàn thành, đang trình", known=known).state == "asked"


@pytest.mark.parametrize(
    "beside",
    [
        "Báo cáo số 12/BC-SYT ngày 03/3/2026",
        "QĐ 45/QĐ-UBND",
        "đã ban hành Kế hoạch số 7",
        "12/BC-UBND",
    ],
)
def test_document_that_shows_it_leaves_done_as_it_is(beside: str) -> None:
    assert read_status(f"Đã hoàn thành; {beside}").state == "done"
    assert read_status(f"Đã hoàn thành ({beside})").state == "done"
