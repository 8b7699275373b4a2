"""Deadlines as directives write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dieuphoi.base.vietnamese import format_date, format_official_date
from dieuphoi.documents.reading.deadlines import binding, parse_deadline

ISSUED = date(2026, 1, 5)
DAYS = st.dates(date(2000, 1, 1), date(2098, 12, 31))
MONTHS = st.tuples(st.integers(2000, 2098), st.integers(1, 12))


@pytest.mark.parametrize(
    "text, kind, start, end",
    [
        ("30/6/2026", "date", None, "2026-06-30"),
        ("30-06-2026", "date", None, "2026-06-30"),
        ("30.6.2026", "date", None, "2026-06-30"),
        ("chậm nhất ngày 15 tháng 7 năm 2026", "date", None, "2026-07-15"),
        ("Chậm nhất là ngày 15/7/2026", "date", None, "2026-07-15"),
        ("Hoàn thành đến hết ngày 31/12/2026", "date", None, "2026-12-31"),
        ("đến năm 2030", "date", None, "2030-12-31"),
        ("6/2026", "month", "2026-06-01", "2026-06-30"),
        ("trong tháng 02/2028", "month", "2028-02-01", "2028-02-29"),
        ("Hoàn thành trong tháng 9 năm 2026", "month", "2026-09-01", "2026-09-30"),
        ("Quý II/2026", "quarter", "2026-04-01", "2026-06-30"),
        ("Quí IV-2026", "quarter", "2026-10-01", "2026-12-31"),
        ("trong quý 1 năm 2027", "quarter", "2027-01-01", "2027-03-31"),
        ("6 tháng đầu năm 2026", "half", "2026-01-01", "2026-06-30"),
        ("6 tháng cuối năm 2026", "half", "2026-07-01", "2026-12-31"),
        ("Năm 2026", "year", "2026-01-01", "2026-12-31"),
        ("đến hết năm 2027", "year", "2027-01-01", "2027-12-31"),
        ("2026 - 2030", "range", "2026-01-01", "2030-12-31"),
        ("Giai đoạn 2026–2030", "range", "2026-01-01", "2030-12-31"),
        ("từ tháng 3 đến tháng 9 năm 2026", "range", "2026-03-01", "2026-09-30"),
        ("Từ ngày 17 đến ngày 20 tháng 11 năm 2026", "range", "2026-11-17", "2026-11-20"),
        ("28/6-5/7/2026", "range", "2026-06-28", "2026-07-05"),
        ("20/12 - 10/01/2027", "range", "2026-12-20", "2027-01-10"),
        ("Quý IV/2026- Quý II/2027", "range", "2026-10-01", "2027-06-30"),
        ("Tháng 4, 5/2026", "range", "2026-04-01", "2026-05-31"),
        ("Quý I, II/2026", "range", "2026-01-01", "2026-06-30"),
        ("2026 và các năm tiếp theo", "range", "2026-01-01", None),
        ("Giai đoạn 2026-2030 và những năm tiếp theo", "range", "2026-01-01", None),
        ("Từ tháng 3 năm 2026 và thường xuyên", "range", "2026-03-01", None),
        ("Từ ngày ban hành Kế hoạch trở đi", "range", "2026-01-05", None),
        ("Thường xuyên", "continuous", None, None),
        ("Thường xuyên, hằng năm", "continuous", None, None),
        ("Nhiệm vụ thường xuyên, liên tục", "continuous", None, None),
        ("Thường xuyên trong năm 2026", "continuous", "2026-01-01", "2026-12-31"),
        ("30 ngày kể từ ngày ban hành Kế hoạch", "date", None, "2026-02-04"),
    ],
)
def test_form_is_read(text: str, kind: str, start: str | None, end: str | None) -> None:
    (found,) = parse_deadline(text, ISSUED)
    assert (found.kind, found.start, found.end, found.sure) == (kind, start, end, True)


@pytest.mark.parametrize(
    "text",
    [
        "Sau khi Quy chế được phê duyệt",
        "ngay sau khi có hướng dẫn của cấp trên",
        "Theo kế hoạch riêng",
        "Theo lộ trình được duyệt",
        "05 ngày làm việc kể từ ngày ban hành Kế hoạch",
        "trong thời hạn 10 ngày kể từ ngày nhận văn bản",
    ],
)
def test_condition_waits_for_its_words(text: str) -> None:
    (found,) = parse_deadline(text, ISSUED)
    assert (found.kind, found.end, found.waits_for) == ("conditional", None, text)


@pytest.mark.parametrize(
    "text, rule, inclusive",
    [
        ("hằng năm", "FREQ=YEARLY", True),
        ("Định kỳ hàng quý", "FREQ=MONTHLY;INTERVAL=3", True),
        ("định kỳ 6 tháng", "FREQ=MONTHLY;INTERVAL=6", True),
        ("hằng tháng", "FREQ=MONTHLY", True),
        ("hằng tuần", "FREQ=WEEKLY", True),
        ("02 tuần một lần", "FREQ=WEEKLY;INTERVAL=2", True),
        ("thứ Sáu hằng tuần", "FREQ=WEEKLY;BYDAY=FR", True),
        ("trước ngày 10/12 hằng năm", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=10", False),
        ("hằng năm (trước ngày 15 tháng 11)", "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=15", False),
        ("chậm nhất ngày 20 hằng tháng", "FREQ=MONTHLY;BYMONTHDAY=20", True),
        ("trước ngày 05 của tháng liền kề", "FREQ=MONTHLY;BYMONTHDAY=5", False),
        (
            "chậm nhất ngày 25 của tháng cuối quý",
            "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=25",
            True,
        ),
        ("trong tháng 01 hằng năm", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=-1", True),
        ("ngày 30 hằng tháng", "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", True),
        ("trước ngày 28 tháng 02 năm sau liền kề", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28", False),
    ],
)
def test_recurrence_becomes_a_rule(text: str, rule: str, inclusive: bool) -> None:
    (found,) = parse_deadline(text, ISSUED)
    assert (found.kind, found.recurrence, found.inclusive) == ("recurring", rule, inclusive)
    assert found.sure


def test_recurrence_keeps_the_period_it_is_bound_to() -> None:
    (found,) = parse_deadline("hằng năm, giai đoạn 2026-2030", ISSUED)
    assert (found.start, found.end) == ("2026-01-01", "2030-12-31")


def test_each_quarter_and_each_year_are_two_recurrences() -> None:
    found = parse_deadline("theo từng quý, từng năm", ISSUED)
    assert [one.recurrence for one in found] == ["FREQ=MONTHLY;INTERVAL=3", "FREQ=YEARLY"]


@pytest.mark.parametrize("text", ["ngày 25 hằng quý", "định kỳ"])
def test_recurrence_without_a_plain_day_is_not_sure(text: str) -> None:
    assert [one.sure for one in parse_deadline(text, ISSUED)] == [False]


def test_before_a_day_excludes_it() -> None:
    (found,) = parse_deadline("trước ngày 20.7.2026")
    assert (found.kind, found.end, found.inclusive) == ("date", "2026-07-20", False)


def test_before_a_month_is_before_its_first_day() -> None:
    (found,) = parse_deadline("trước tháng 6/2026")
    assert (found.kind, found.end, found.inclusive) == ("date", "2026-06-01", False)


def test_year_left_out_is_the_next_one_and_not_sure() -> None:
    (found,) = parse_deadline("trước ngày 31/01", date(2026, 11, 18))
    assert (found.end, found.sure) == ("2027-01-31", False)


def test_year_of_the_header_is_sure() -> None:
    (found,) = parse_deadline("Tháng 3", ISSUED, 2027)
    assert (found.end, found.sure) == ("2027-03-31", True)


def test_year_alone_serves_where_the_day_of_issue_is_blank() -> None:
    (found,) = parse_deadline("Quý II", 2026)
    assert (found.end, found.sure) == ("2026-06-30", False)


def test_year_is_not_invented() -> None:
    assert parse_deadline("trước ngày 31/01") == []


@pytest.mark.parametrize(
    "text", ["", "31/02/2026", "30", "Sở Nội vụ", "trước ngày 05", "như trên", "?"]
)
def test_what_is_not_understood_gives_nothing(text: str) -> None:
    assert parse_deadline(text, ISSUED) == []


@pytest.mark.parametrize("text", ["theo quy định", "Khẩn trương", "đột xuất"])
def test_words_without_a_day_are_none_for_certain(text: str) -> None:
    assert [(one.kind, one.sure) for one in parse_deadline(text, ISSUED)] == [("none", True)]


def test_remark_beside_a_day_makes_it_unsure() -> None:
    (found,) = parse_deadline("30/6/2026 (đã trình)", ISSUED)
    assert (found.end, found.sure) == ("2026-06-30", False)


def test_several_deadlines_are_kept_and_the_last_day_binds() -> None:
    found = parse_deadline("Dự thảo: tháng 3/2026;\nHoàn thiện: 30/6/2026", ISSUED)
    assert [one.end for one in found] == ["2026-03-31", "2026-06-30"]
    assert binding(found).end == "2026-06-30"


def test_line_broken_inside_a_deadline_is_one_deadline() -> None:
    assert [one.end for one in parse_deadline("Trước ngày\n31/12/2026")] == ["2026-12-31"]


def test_decomposed_letters_are_read_alike() -> None:
    (found,) = parse_deadline("Quy\u0301 II/2026")
    assert found.end == "2026-06-30"


@given(DAYS)
def test_every_formatted_day_is_read_back(day: date) -> None:
    for written in (format_date(day), format_official_date(day), f"{day:%d-%m-%Y}"):
        (found,) = parse_deadline(f"chậm nhất {written}")
        assert (found.kind, found.end, found.sure) == ("date", day.isoformat(), True)


@given(DAYS, st.integers(0, 360))
def test_every_span_is_read_back(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    (found,) = parse_deadline(f"Từ ngày {format_date(first)} đến ngày {format_date(last)}")
    assert (found.start, found.end) == (first.isoformat(), last.isoformat())


@given(MONTHS)
def test_every_month_ends_on_its_last_day(month: tuple[int, int]) -> None:
    (found,) = parse_deadline(f"tháng {month[1]}/{month[0]}")
    assert found.end is not None
    last = date.fromisoformat(found.end)
    assert (last.year, last.month, (last + timedelta(days=1)).day) == (*month, 1)


@given(DAYS, DAYS)
def test_a_supplied_year_never_puts_a_day_before_the_directive(day: date, issued: date) -> None:
    found = parse_deadline(f"trước ngày {day.day}/{day.month}", issued)
    assert all(one.end and one.end >= issued.isoformat() and not one.sure for one in found)


@given(st.text(alphabet="0123456789/-. ngàythángquýnămtrướcđếntừIV;\n()hằgđkỳo", max_size=40))
def test_no_text_stops_the_reader(text: str) -> None:
    for one in parse_deadline(text, ISSUED):
        assert one.end is None or date.fromisoformat(one.end)
