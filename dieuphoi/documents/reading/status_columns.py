"""Which columns of a tracker tell the status, the percentage and the result.

Trackers name these columns in many ways ("Tiến độ", "Tình trạng", "Đánh giá", "Ghi chú"), and a
directive uses some of the same names for deadlines and products. So the cells decide: a column
whose cells are mostly words for a status tells the status, whatever stands above it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from dieuphoi.base.vietnamese import fold

from .columns import Role, role_of
from .content import GridRow
from .header_rows import Columns
from .statuses import is_mark, says_a_state

_MAY_TELL: set[Role] = {
    "status",
    "deadline",
    "note",
    "other",
    "result",
    "product",
    "monitoring",
    "",
}
_FEWEST = 2
_MOST_ROWS = 400
_HAPPENED = re.compile(r"\b(da|dang|chua|hien nay|den nay)\b|\b(so|ngay) \d|\d ?%|\d/\d")
_DAYS = re.compile(r"\d|\b(quy|thang|nam|tuan|ngay|hang|thuong xuyen|lien tuc|dinh ky)\b")
_PERCENTS = re.compile(r"^\s*\d{1,3}(?:[.,]\d{1,2})?\s*%\s*$")


def settled(columns: Columns, rows: Sequence[GridRow]) -> Columns:
    """The columns with their roles put right by the cells below the header."""
    cells = [_cells(rows[:_MOST_ROWS], at) for at in range(len(columns.roles))]
    roles = list(columns.roles)
    _set_progress(roles, columns.headers, cells)
    telling = _telling(roles, columns.headers, cells)
    _set_percent(roles, cells, telling)
    if telling is not None:
        roles[telling] = "status"
        for at, role in enumerate(roles):
            if (
                role == "status"
                and at != telling
                and not _tells_too(columns.headers[at], cells[at])
            ):
                roles[at] = "result" if "result" not in roles else "note"
    _set_result(roles, columns.headers, cells)
    return replace(columns, roles=tuple(roles))


def _cells(rows: Sequence[GridRow], at: int) -> list[str]:
    return [row.cells[at].text for row in rows if at < len(row.cells) and row.cells[at].first]


def _telling(
    roles: Sequence[Role], headers: Sequence[str], cells: Sequence[list[str]]
) -> int | None:
    """The column whose cells tell a status most often; the one named so where none has cells."""
    shares = {
        at: known
        for at, role in enumerate(roles)
        if role in _MAY_TELL and (known := _known(cells[at], role))
    }
    named = [at for at, role in enumerate(roles) if role == "status"]
    if shares:
        return max(shares, key=lambda at: (shares[at], at in named, -at))
    unticked = [at for at in named if not _is_ticked(headers[at], cells[at])]
    return unticked[0] if unticked else None


def _known(texts: Sequence[str], role: Role) -> int:
    """How many cells tell a status, 0 where that is not what the column is for."""
    written = [text for text in texts if text.strip(" -")]
    known = sum(map(says_a_state, written))
    if role == "status":
        return known
    return known if known >= _FEWEST and 2 * known >= len(written) else 0


def _tells_too(header: str, texts: Sequence[str]) -> bool:
    """Whether a second column of its name tells the status as well: by ticks, or in words that are
    read together with those of the first, so that one that says otherwise is asked."""
    written = [text for text in texts if text.strip(" -")]
    in_words = 2 * sum(map(says_a_state, written)) >= len(written) > 0
    return in_words or _is_ticked(header, texts)


def _is_ticked(header: str, texts: Sequence[str]) -> bool:
    """A column "Đã hoàn thành" with an x in some rows."""
    own = header.rsplit("\n", 1)[-1]
    return says_a_state(own) and all(is_mark(text) for text in texts if text)


def _set_progress(roles: list[Role], headers: Sequence[str], cells: Sequence[list[str]]) -> None:
    """A column "Tiến độ" none of whose cells is a day tells the status, though no other column
    has the days."""
    for at, role in enumerate(roles):
        if role == "deadline" and fold(headers[at]).startswith("tien do"):
            others = [text for text in cells[at] if not says_a_state(text)]
            if len(others) < len(cells[at]) and not any(_DAYS.search(fold(t)) for t in others):
                roles[at] = "status"


def _set_percent(roles: list[Role], cells: Sequence[list[str]], telling: int | None) -> None:
    """A column of percentages beside the words is the percentage, whatever its name."""
    if "percent" in roles or telling is None:
        return
    for at, role in enumerate(roles):
        written = [text for text in cells[at] if text]
        named = role in ("status", "other", "result", "")
        if at != telling and named and written and all(map(_PERCENTS.match, written)):
            roles[at] = "percent"
            return


def _set_result(roles: list[Role], headers: Sequence[str], cells: Sequence[list[str]]) -> None:
    """Beside a status, "Kết quả" is what was reached where another column names the product, or
    where its cells tell what happened."""
    products = [at for at, role in enumerate(roles) if role == "product"]
    if "status" not in roles or "result" in roles:
        return
    for at in products:
        own = headers[at].rsplit("\n", 1)[-1]
        told = len(products) > 1 or _tells_what_happened(cells[at])
        if role_of(own) == "result" or (told and fold(own) == "ket qua"):
            roles[at] = "result"
            return


def _tells_what_happened(texts: Sequence[str]) -> bool:
    """Whether at least a third of the cells are of the past or the present, with days or numbers."""
    written = [text for text in texts if text]
    return 3 * sum(bool(_HAPPENED.search(fold(text))) for text in written) >= len(written) > 0
