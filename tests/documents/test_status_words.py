"""Words for a status that nobody knows: asked once per wording, remembered for the agency."""

from typing import Any

import pytest

from dieuphoi.activity.models import Activity
from dieuphoi.base.errors import NotPermitted
from dieuphoi.documents import review, status_words
from dieuphoi.documents.models import Attachment, Document, Reading, ReadRow, StoredFile
from dieuphoi.documents.reading import read
from dieuphoi.documents.reading.statuses import Meaning
from dieuphoi.documents.review import ReadingDecided, RowText
from dieuphoi.documents.status_words import AskedWord, WordUnexplained
from dieuphoi.organizations.models import Placement, Reach, Wording
from dieuphoi.organizations.wordings import key
from tests.cast import AT, Cast, later
from tests.documents.reading import paper

pytestmark = pytest.mark.django_db

HEADS = [
    "TT",
    "Nhiệm vụ",
    "Cơ quan chủ trì",
    "Thời hạn",
    "Tình trạng",
    "Tỷ lệ (%)",
    "Kết quả đạt được",
]
ROWS: list[list[Any]] = [
    [
        "1",
        "Xây dựng quy chế minh họa",
        "Sở Một",
        "30/6/2026",
        "Đã hoàn thành",
        None,
        "Báo cáo số 1",
    ],
    ["2", "Rà soát quy hoạch minh họa", "Sở Hai", "30/6/2026", "Đang trình", 60, None],
    ["3", "Lập báo cáo minh họa", "Sở Một", "30/6/2026", "ĐANG TRÌNH.", None, None],
    ["4", "Tập huấn minh họa", "Sở Một", "30/6/2026", "Hoàn thành", 40, None],
    ["5", "Mở cổng minh họa", "Sở Một", "30/6/2026", None, None, None],
]
TRINH = {"Đang trình": Meaning("in_progress")}


def opened(cast: Cast, sha: str = "b") -> Reading:
    """A tracker of five rows as read, open for review."""
    document = Document.objects.create(registered_by=cast.dau_moi, created_at=AT)
    stored = StoredFile.objects.create(sha256=sha * 64, media_type="x", size=1)
    attachment = Attachment.objects.create(document=document, file=stored, name="Theo dõi.xlsx")
    found = read(paper.sheet([HEADS, *ROWS]), "Theo dõi.xlsx")
    return review.open_reading(document, attachment, found, at=AT)


def states(reading: Reading) -> list[str]:
    return list(reading.rows.values_list("status", flat=True))


def asked(reading: Reading) -> list[AskedWord]:
    return status_words.asked_among(reading.rows.values_list("status_text", "status"))


def test_status_percentage_and_result_stand_on_the_row(cast: Cast) -> None:
    first, second = opened(cast).rows.order_by("position")[:2]

    assert (first.status_text, first.status, first.result) == (
        "Đã hoàn thành",
        "done",
        "Báo cáo số 1",
    )
    assert (second.status, second.percent, second.warnings[-1]) == ("asked", 60, "status_asked")


def test_each_unknown_word_is_asked_once(cast: Cast) -> None:
    assert asked(opened(cast)) == [AskedWord("Đang trình", 2)]


def test_explained_word_is_understood_in_every_row(cast: Cast) -> None:
    reading = opened(cast)

    review.explain_words(reading, TRINH, by=cast.focal, at=later())

    assert states(reading) == ["done", "in_progress", "in_progress", "asked", ""]
    assert "status_asked" not in reading.rows.get(position=2).warnings
    assert asked(reading) == []
    assert Activity.objects.filter(verb="status_words.explained").count() == 1


def test_next_tracker_of_the_agency_is_read_with_the_word(cast: Cast) -> None:
    review.explain_words(opened(cast), TRINH, by=cast.focal, at=later())

    assert states(opened(cast, "c"))[1:3] == ["in_progress", "in_progress"]


def test_word_of_another_agency_stays_asked(cast: Cast) -> None:
    status_words.explain(TRINH, agency=cast.la, by=cast.stranger_focal, at=AT)

    assert states(opened(cast))[1] == "asked"


def test_word_may_be_explained_to_be_no_status(cast: Cast) -> None:
    reading = opened(cast)

    review.explain_words(reading, {"đang trình": Meaning("")}, by=cast.focal, at=later())

    assert states(reading)[1:3] == ["in_progress", ""]  # the percentage still tells what it tells


def test_other_explanation_replaces_the_first(cast: Cast) -> None:
    reading = opened(cast)
    review.explain_words(reading, TRINH, by=cast.focal, at=later())

    review.explain_words(reading, {"Đang trình": Meaning("not_done")}, by=cast.focal, at=later(2))

    assert states(reading)[1:3] == ["not_done", "not_done"]


def test_explaining_refuses_others_decided_readings_and_no_meaning(cast: Cast) -> None:
    reading = opened(cast)
    with pytest.raises(NotPermitted):
        review.explain_words(reading, TRINH, by=cast.officer, at=later())
    with pytest.raises(WordUnexplained):
        review.explain_words(reading, {"Đang trình": Meaning("asked")}, by=cast.focal, at=later())
    review.discard(reading, by=cast.focal, at=later())
    with pytest.raises(ReadingDecided):
        review.explain_words(reading, TRINH, by=cast.focal, at=later())


def test_choice_of_a_person_stands_over_the_words(cast: Cast) -> None:
    reading = opened(cast)
    row = reading.rows.get(position=4)
    text = RowText(
        content=row.content,
        status_text=row.status_text,
        percent=40,
        meaning=Meaning("in_progress", "late"),
    )

    fixed = review.correct_row(row, text, version=1, by=cast.focal, at=later())
    review.explain_words(reading, TRINH, by=cast.focal, at=later(2))

    fixed.refresh_from_db()
    assert (fixed.status, fixed.timing, fixed.percent) == ("in_progress", "late", 40)


def test_corrected_words_are_understood_anew(cast: Cast) -> None:
    row = opened(cast).rows.get(position=2)
    text = RowText(content=row.content, status_text="Chưa thực hiện")

    fixed = review.correct_row(row, text, version=1, by=cast.focal, at=later())

    assert (fixed.status, fixed.percent) == ("not_started", None)


def test_row_stored_before_there_were_statuses_stays_readable(cast: Cast) -> None:
    reading = opened(cast)
    row = ReadRow.objects.create(
        reading=reading,
        position=9,
        content="Dòng cũ",
        as_read={"warnings": [], "unsure": [], "deadline_text": "", "deadlines": []},
    )

    review.correct_header(reading, {"subject": "x"}, by=cast.focal, at=later())

    row.refresh_from_db()
    assert (row.status, row.tells_progress) == ("", False)


def test_tracker_without_a_letterhead_names_the_agencies_of_its_own_place(cast: Cast) -> None:
    for agency in (cast.dau_moi, cast.so):
        Placement.objects.create(organization=agency, parent=cast.ubnd)
    Wording.objects.create(organization=cast.so, folded=key("Sở Một"), reach=Reach.HOME)

    first = opened(cast).rows.get(position=1)

    assert first.leads[0]["organization"] == cast.so.pk
