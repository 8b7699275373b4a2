"""Numbers that Word counts by itself."""

from typing import Any

import pytest

from dieuphoi.documents.reading.word import read_word

from .paper import add_instance, add_list, element, number, word


def labels(change: Any) -> list[str]:
    """What a person sees before each paragraph of a document."""
    content = read_word(word(change=change, letterhead=None))
    return [paragraph.text for paragraph in content.paragraphs()]


def write(document: Any, *places: tuple[int, int]) -> None:
    """Paragraphs "x" numbered by (list, level)."""
    for name, level in places:
        number(document.add_paragraph("x"), name, level)


@pytest.mark.parametrize(
    "style, text, expected",
    [
        ("decimal", "%1.", ["1. x", "2. x", "3. x"]),
        ("upperRoman", "%1.", ["I. x", "II. x", "III. x"]),
        ("lowerRoman", "%1)", ["i) x", "ii) x", "iii) x"]),
        ("upperLetter", "%1.", ["A. x", "B. x", "C. x"]),
        ("lowerLetter", "%1)", ["a) x", "b) x", "c) x"]),
        ("decimalZero", "%1", ["01 x", "02 x", "03 x"]),
        ("bullet", "·", ["- x", "- x", "- x"]),
        ("none", "", ["x", "x", "x"]),
    ],
)
def test_every_style_counts(style: str, text: str, expected: list[str]) -> None:
    def change(document: Any) -> None:
        write(document, *[(add_list(document, [(style, text)]), 0)] * 3)

    assert labels(change) == expected


def test_lower_level_begins_anew_under_each_higher_one() -> None:
    def change(document: Any) -> None:
        name = add_list(document, [("decimal", "%1."), ("decimal", "%1.%2")])
        write(document, (name, 0), (name, 1), (name, 1), (name, 0), (name, 1))

    assert labels(change) == ["1. x", "1.1 x", "1.2 x", "2. x", "2.1 x"]


def test_instance_of_the_same_list_counts_on() -> None:
    def change(document: Any) -> None:
        name = add_list(document, [("decimal", "%1.")])
        write(document, (name, 0), (add_instance(document, name, 900), 0))

    assert labels(change) == ["1. x", "2. x"]


def test_instance_with_an_override_starts_where_it_says() -> None:
    def change(document: Any) -> None:
        name = add_list(document, [("decimal", "%1.")])
        again = add_instance(document, name, 900, start_at=5)
        write(document, (name, 0), (again, 0), (again, 0))

    assert labels(change) == ["1. x", "5. x", "6. x"]


def test_legal_numbering_prints_digits_above() -> None:
    def change(document: Any) -> None:
        name = add_list(document, [("upperRoman", "%1."), ("decimal", "%1.%2")])
        level = document.part.numbering_part.element[0][1]
        level.insert(1, element("<w:isLgl/>"))
        write(document, (name, 0), (name, 1))

    assert labels(change) == ["I. x", "1.1 x"]


def test_style_numbers_its_paragraphs() -> None:
    def change(document: Any) -> None:
        document.add_paragraph("x", style="List Number")
        document.add_paragraph("x", style="List Number")

    assert labels(change) == ["1. x", "2. x"]


def test_style_based_on_a_numbered_one_inherits_the_number() -> None:
    def change(document: Any) -> None:
        style = document.styles.add_style("Own", 1)
        style.base_style = document.styles["List Number"]
        document.add_paragraph("x", style="Own")

    assert labels(change) == ["1. x"]


def test_paragraph_may_take_the_number_of_its_style_away() -> None:
    def change(document: Any) -> None:
        number(document.add_paragraph("x", style="List Number"), 0)
        document.add_paragraph("x", style="List Number")

    assert labels(change) == ["x", "1. x"]


def test_list_that_is_not_defined_gives_no_number() -> None:
    assert labels(lambda document: write(document, (4711, 0))) == ["x"]
