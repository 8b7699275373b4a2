"""A workbook that came back, understood: which rows are of which obligation, and what they say.

Pure: cells in, rows out, whatever the order of rows and columns, under whatever name the sheets
go now. What cannot be understood is said with its column and reason, never guessed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from dieuphoi.base.errors import DomainError
from dieuphoi.base.filled_workbook import (
    Cell,
    Row,
    Sheet,
    day_in,
    letters,
    number_in,
    text_in,
)
from dieuphoi.base.vietnamese import fold, format_number
from dieuphoi.plans.workbook.columns import KEY, OPEN, Place, heading_of, known_headings
from dieuphoi.plans.workbook.keys import (
    KeyBroken,
    KeyOfOthers,
    RowKey,
    looks_like_key,
    read_key,
)

_OPEN = [column.place for column in OPEN]
_HEADINGS = {column.place: column.heading for column in (*OPEN, KEY)}
_YES = {"co", "x", "yes", "true", "1", "roi", "da xong"}
_NO = {"", "-", "khong", "no", "false", "0", "chua"}
_YEARS = range(2000, 2101)


Range = tuple[tuple[int, int], tuple[int, int]]


class WorkbookRefused(DomainError):
    """The file as a whole is no workbook to work with; the text says what to do."""


@dataclass(frozen=True)
class Reason:
    """Why a row is refused: the column by its letters and heading (empty for the row), in words."""

    column: str
    heading: str
    text: str


@dataclass(frozen=True)
class FilledRow:
    """A row of the file: its place, whose it is, what it says, and what is wrong with it.

    None means that nothing was filled in. `key` None: the row bears none that can be used.
    """

    sheet: str
    number: int
    key: RowKey | None
    code: str
    content: str
    percent: int | None
    did: str
    next: str
    on: date | None
    done: bool
    reasons: tuple[Reason, ...]
    columns: Mapping[Place, str]

    @property
    def is_filled(self) -> bool:
        """Whether anything at all was written into its open columns."""
        return self.percent is not None or bool(self.did or self.next or self.on or self.done)

    def because(self, text: str, place: Place | None = None) -> Reason:
        """A reason about one of its columns, or about the row."""
        if place is None:
            return Reason("", "", text)
        return Reason(self.columns.get(place, ""), str(_HEADINGS[place]), text)


@dataclass(frozen=True)
class _Table:
    """A sheet with its columns found."""

    sheet: Sheet
    head: int
    columns: Mapping[Place, int]
    merged: Mapping[int, Sequence[Range]]

    @cached_property
    def letters(self) -> dict[Place, str]:
        return {place: letters(n) for place, n in self.columns.items()}


def filled_rows(sheets: Sequence[Sheet]) -> list[FilledRow]:
    """Every row of the file with a key, and every row under the headings that was filled in
    without one; raises WorkbookRefused when there is none to work with."""
    tables = [table for sheet in sheets if (table := _table(sheet))]
    if not tables:
        raise WorkbookRefused(
            _(
                "Tệp không phải bảng tiến độ tải từ hệ thống này, hoặc cột khóa dòng đã bị xóa. Hãy "
                "tải bảng mới rồi chép nội dung đã ghi sang."
            )
        )
    return [row for table in tables for row in _rows(table)]


def _table(sheet: Sheet) -> _Table | None:
    """Where the columns of the sheet stand; None for a sheet without keys."""
    key = _key_column(sheet)
    if key is None:
        return None
    known = known_headings()
    best: dict[Place, list[int]] = {}
    head = -1
    for row in sheet.rows[: _first_keyed(sheet, key)]:
        found: dict[Place, list[int]] = {}
        for n, cell in enumerate(row.cells):
            if place := known.get(heading_of(text_in(cell))):
                found.setdefault(place, []).append(n)
        if found and len(found) >= len(best):
            best, head = found, row.number
    best[Place.KEY] = [key]
    _refuse_unclear(sheet, best)
    columns = {place: places[0] for place, places in best.items()}
    return _Table(sheet, head, columns, _merged_by_row(sheet))


def _merged_by_row(sheet: Sheet) -> dict[int, list[Range]]:
    """The ranges of merged cells that hold something, under each row that they cover."""
    found: dict[int, list[Range]] = {}
    for first, last in sheet.merged:
        row, column = first
        if first != last and row < len(sheet.rows) and text_in(sheet.rows[row].cell(column)):
            for covered in range(row, min(last[0] + 1, len(sheet.rows))):
                found.setdefault(covered, []).append((first, last))
    return found


def _refuse_unclear(sheet: Sheet, found: Mapping[Place, Sequence[int]]) -> None:
    for place, places in found.items():
        if len(places) > 1 and place in _OPEN:
            raise WorkbookRefused(
                _(
                    "Tờ “%(sheet)s” có nhiều cột cùng tên “%(heading)s” (%(columns)s). Hãy bỏ cột "
                    "thừa rồi nộp lại."
                )
                % {
                    "sheet": sheet.name,
                    "heading": _HEADINGS[place],
                    "columns": ", ".join(map(letters, places)),
                }
            )
    if not any(place in found for place in _OPEN):
        names = "; ".join(str(_HEADINGS[place]) for place in _OPEN)
        raise WorkbookRefused(
            _(
                "Không tìm thấy dòng tên cột trong tờ “%(sheet)s”. Hãy giữ nguyên tên các cột cần "
                "ghi: %(names)s."
            )
            % {"sheet": sheet.name, "names": names}
        )


def _key_column(sheet: Sheet) -> int | None:
    """The column in which most keys stand; by its cells, since its heading is hidden."""
    counts: dict[int, int] = {}
    for row in sheet.rows:
        for n, cell in enumerate(row.cells):
            if isinstance(cell, str) and looks_like_key(cell):
                counts[n] = counts.get(n, 0) + 1
    return max(counts, key=lambda n: counts[n]) if counts else None


def _first_keyed(sheet: Sheet, key: int) -> int:
    return next(n for n, row in enumerate(sheet.rows) if looks_like_key(text_in(row.cell(key))))


def _rows(table: _Table) -> Iterator[FilledRow]:
    for row in table.sheet.rows:
        if row.number <= table.head:
            continue
        written = text_in(row.cell(table.columns[Place.KEY]))
        found = _filled(table, row, written)
        if written or found.is_filled or found.reasons:
            yield found


def _filled(table: _Table, row: Row, written: str) -> FilledRow:
    reader = _RowReader(table, row)
    key = reader.key(written)
    return FilledRow(
        sheet=table.sheet.name,
        number=row.number,
        code=reader.text(Place.CODE),
        content=reader.text(Place.CONTENT),
        percent=reader.percent(),
        did=reader.text(Place.DID),
        next=reader.text(Place.NEXT),
        on=reader.day(),
        done=reader.yes(),
        key=key if key else None,
        reasons=tuple(reader.all_reasons(written)),
        columns=table.letters,
    )


class _RowReader:
    """Reads the cells of one row and gathers what is wrong with them."""

    def __init__(self, table: _Table, row: Row) -> None:
        self.table, self.row = table, row
        self.reasons: list[Reason] = []

    def all_reasons(self, written: str) -> Iterator[Reason]:
        """What is wrong, the key only where something was filled in or a wrong one stands."""
        for place in _OPEN:
            self._look_at_marks(place)
        yield from self.reasons
        anything = any(text_in(self._cell(place)) for place in _OPEN)
        if not written and anything:
            yield self._reason(
                Place.KEY,
                _(
                    "Dòng không có khóa nên không biết của nhiệm vụ nào. Hãy ghi vào đúng dòng của "
                    "bảng đã tải về."
                ),
            )

    def key(self, written: str) -> RowKey | None:
        """The row's key; one of another installation or edited by hand is refused."""
        if not written:
            return None
        try:
            return read_key(written)
        except KeyOfOthers:
            self._refuse(
                Place.KEY,
                _(
                    "Khóa của hệ thống khác, hoặc bảng tải trước khi hệ thống được cài lại. Hãy tải "
                    "bảng mới."
                ),
            )
        except KeyBroken:
            self._refuse(
                Place.KEY,
                _("Khóa dòng đã bị sửa. Hãy tải bảng mới rồi chép nội dung đã ghi sang."),
            )
        return None

    def text(self, place: Place) -> str:
        """The cell as text."""
        return text_in(self._cell(place))

    def percent(self) -> int | None:
        """The progress; 0.6 in a cell shown as a percentage is 60."""
        cell = self._cell(Place.PERCENT)
        if cell is None or text_in(cell) == "":
            return None
        number = None if isinstance(cell, bool | date) else number_in(cell)
        if number is None:
            self._refuse(
                Place.PERCENT,
                _(
                    "Chưa rõ “%(text)s” là số nào. Hãy ghi số nguyên từ 0 đến 100; dấu chấm tách "
                    "hàng nghìn, dấu phẩy tách phần thập phân."
                )
                % {"text": text_in(cell)[:40]},
            )
            return None
        if self._place(Place.PERCENT) in self.table.sheet.percents:
            number = round(number * 100, 6)
        if not (0 <= number <= 100 and float(number).is_integer()):
            shown = format_number(int(number) if float(number).is_integer() else number)
            text = _("Tiến độ là số nguyên từ 0 đến 100; ô ghi %(number)s.") % {
                "number": shown[:40]
            }
            if 0 < number < 1:
                meant = {"n": format_number(round(number * 100))}
                text += _(" Nếu là %(n)s %%, hãy ghi %(n)s.") % meant
            self._refuse(Place.PERCENT, text)
            return None
        return int(number)

    def day(self) -> date | None:
        """The day; text is read with the day first."""
        cell = self._cell(Place.ON)
        if text_in(cell) == "":
            return None
        found = None if isinstance(cell, bool | float) else day_in(cell)
        if found is None or found.year not in _YEARS:
            self._refuse(
                Place.ON,
                _("Chưa rõ “%(text)s” là ngày nào. Hãy ghi ngày/tháng/năm, ví dụ 31/12/2026.")
                % {"text": text_in(cell)[:40]},
            )
            return None
        return found

    def yes(self) -> bool:
        """Whether the result is proposed as done."""
        cell = self._cell(Place.DONE)
        if isinstance(cell, bool):
            return cell
        said = fold(text_in(cell)).strip(" .")
        if said in _YES:
            return True
        if said not in _NO:
            self._refuse(
                Place.DONE,
                _("Chỉ ghi “Có” hoặc để trống; ô ghi “%(text)s”.") % {"text": text_in(cell)[:40]},
            )
        return False

    def _look_at_marks(self, place: Place) -> None:
        where = self._place(place)
        if where is None:
            return
        sheet = self.table.sheet
        if where in sheet.errors:
            self._refuse(place, _("Công thức báo lỗi. Hãy ghi giá trị thay cho công thức."))
        if where in sheet.unworked:
            self._refuse(
                place,
                _("Công thức chưa được tính. Hãy mở tệp bằng Excel, lưu lại rồi nộp."),
            )
        for first, last in self.table.merged.get(where[0], ()):
            if first[1] <= where[1] <= last[1]:
                self._refuse(
                    place,
                    _(
                        "Ô gộp từ %(first)s đến %(last)s nên không rõ giá trị thuộc dòng, cột nào. "
                        "Hãy bỏ gộp ô."
                    )
                    % {"first": _named(first), "last": _named(last)},
                )

    def _place(self, place: Place) -> tuple[int, int] | None:
        column = self.table.columns.get(place)
        return None if column is None else (self.row.number - 1, column)

    def _cell(self, place: Place) -> Cell:
        column = self.table.columns.get(place)
        return None if column is None else self.row.cell(column)

    def _refuse(self, place: Place, text: str) -> None:
        self.reasons.append(self._reason(place, text))

    def _reason(self, place: Place, text: str) -> Reason:
        return Reason(self.table.letters.get(place, ""), str(_HEADINGS[place]), text)


def _named(where: tuple[int, int]) -> str:
    row, column = where
    return f"{letters(column)}{row + 1}"
