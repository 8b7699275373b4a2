"""What changed between two versions, word by word."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dieuphoi.plans import progress
from dieuphoi.plans.progress import Told
from dieuphoi.reporting import drafting, reviewing
from dieuphoi.reporting.changes import Effort, Piece, changes, compare
from dieuphoi.reporting.models import ReportVersion
from tests.cast import World
from tests.reporting.paper import DUE, make_cycle, on, report_of, sent, work

WORDS = st.lists(st.sampled_from(["một", "hai", "ba", " ", "\n", "  ", "bốn."]), max_size=30).map(
    "".join
)


@given(WORDS, WORDS)
def test_the_pieces_make_both_texts(before: str, after: str) -> None:
    pieces = compare(before, after)

    assert "".join(p.text for p in pieces if p.kind != "removed") == after
    bare = " ".join(p.text for p in pieces if p.kind != "added")
    assert bare.split() == before.split()


def test_only_the_words_that_differ_are_marked() -> None:
    assert compare("Đã họp hai phiên", "Đã họp ba phiên") == (
        Piece("same", "Đã họp "),
        Piece("removed", "hai "),
        Piece("added", "ba "),
        Piece("same", "phiên"),
    )


def test_the_same_text_is_one_piece_and_an_empty_one_none() -> None:
    assert compare("Như cũ\nhai", "Như cũ\nhai") == (Piece("same", "Như cũ\nhai"),)
    assert compare("", "") == ()
    assert compare("", "Mới") == (Piece("added", "Mới"),)


def marks(before: str, after: str) -> list[str]:
    return [p.kind for p in compare(before, after)]


def anchored(count: int, tail: str) -> str:
    """Lines of 598 words between lines that stay."""
    return "".join(f"mốc {n}\n{f'cũ {tail} ' * 299}\n" for n in range(count))


@pytest.mark.parametrize(
    "before, after",
    [
        ("a\n" * 30_000, "b\n" + "a\n" * 29_999),
        ("a " * 30_000, "b " + "a " * 29_999),
        ("a " + "x a " * 600, "a " + "y a " * 600),
    ],
    ids=["lines", "words", "pairs"],
)
def test_long_texts_made_to_be_slow_are_shown_whole(before: str, after: str) -> None:
    assert [kind for kind in marks(before, after) if kind != "same"] == ["removed", "added"]


def test_many_short_runs_made_to_be_slow_cost_no_more_than_one_comparison_may() -> None:
    effort = Effort()
    before, after = anchored(48, "a"), anchored(48, "b")

    pieces = compare(before, after, effort)

    assert 0 <= effort.left < Effort().left
    assert "".join(p.text for p in pieces if p.kind != "removed") == after
    assert "".join(p.text for p in pieces if p.kind != "added") == before
    assert len(pieces) < 48 * 299


def test_the_texts_of_one_page_share_what_it_may_cost() -> None:
    effort = Effort()
    effort.left = 0

    assert [p.kind for p in compare("một chung", "hai chung", effort)] == ["removed", "added"]


def test_ordinary_paragraphs_of_hundreds_of_words_are_compared_word_by_word() -> None:
    words = [f"từ{n % 200}" for n in range(600)]
    other = [*words[:100], "khác", *words[101:400], "nữa", *words[401:]]

    assert marks(" ".join(words), " ".join(other)).count("added") == 2


def test_a_long_run_of_spaces_is_split_as_one() -> None:
    spaces = "\u3000" * 59_000

    assert compare(spaces, spaces + "x") == (Piece("removed", spaces), Piece("added", spaces + "x"))
    assert compare(f"{spaces}một hai", " một ba")[0] == Piece("same", " một ")


def two(world: World) -> tuple[ReportVersion, ReportVersion]:
    """A version, and the next one after it was returned; progress was told between them."""
    report = report_of(make_cycle(world), world.cast.so)
    work(world.obligation, world.cast.head, 40, "Khảo sát xong")
    first = sent(report, world.cast.head, leadership="Như cũ", causes="Thiếu người")
    reviewing.return_report(first, "Bổ sung", by=world.cast.focal, at=on(DUE, 10))
    told = Told(DUE - timedelta(days=2), 100, "Đã ban hành")
    progress.note(world.obligation, told, by=world.cast.head, at=on(DUE, 11))
    report.refresh_from_db()
    drafting.set_closing(report, world.obligation, True, by=world.cast.head, at=on(DUE, 11))
    drafting.save_part(report, "causes", "Thiếu vốn", seen=1, by=world.cast.head, at=on(DUE, 11))
    return first, sent(report, world.cast.head, on(DUE, 12))


@pytest.mark.django_db
def test_parts_and_rows_that_differ_are_told_in_the_order_of_the_report(world: World) -> None:
    found = changes(*two(world))

    assert [c.code for c in found] == ["causes", f"entry-{world.obligation.pk}"]
    row = [(p.kind, p.text.strip()) for p in found[1].pieces]
    assert ("removed", "40") in row
    assert ("removed", "Khảo sát xong") in row
    assert ("added", "Đề nghị xác nhận hoàn thành\nĐã ban hành") in row


@pytest.mark.django_db
def test_a_version_does_not_differ_from_itself(world: World) -> None:
    first, _second = two(world)

    assert changes(first, first) == []
