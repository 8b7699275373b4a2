"""One row of a table of tasks: is it a heading, a task or the rest of one, and what it says."""

import re
from dataclasses import dataclass, field, replace
from datetime import date

from dieuphoi.base.vietnamese import fold, parse_date

from . import agencies
from .changed_text import newest
from .columns import Role
from .content import GridCell, GridRow
from .deadlines import binding, parse_deadline
from .header_rows import Columns
from .headings import (
    Heading,
    Headings,
    clean_label,
    is_below,
    is_heading_label,
    is_number,
    split_label,
)  # fmt: skip
from .result import Cell, Locator, ReadDeadline, ReadTask
from .statuses import ReadStatus, is_mark, read_status, says_a_state

_REST = re.compile(r"^\s*(?:[-+*•–]|[a-zà-ỹđ])")
_NONE = {"", "-", "--", "...", "…", "/", "x", "không"}


@dataclass(frozen=True)
class Surroundings:
    """What a row needs from outside: the columns, and the day and year of the directive."""

    columns: Columns
    table: int
    sheet: str | None
    issued_on: date | int | None


@dataclass
class Row:
    """The texts of one row by role."""

    source: GridRow
    around: Surroundings
    cells: list[tuple[int, GridCell]] = field(init=False)

    def __post_init__(self) -> None:
        self.cells = self.source.distinct()

    def role(self, at: int) -> Role:
        """The role of a column; columns beyond the header have none."""
        roles = self.around.columns.roles
        return roles[at] if at < len(roles) else ""

    def texts(self, role: Role) -> list[str]:
        """What stands in the columns of a role, each text once."""
        found = [cell.text for at, cell in self.cells if self.role(at) == role and cell.text]
        return list(dict.fromkeys(found))

    def text(self, role: Role) -> str:
        """The same as one text."""
        return "\n".join(self.texts(role))

    def header(self, at: int) -> str:
        """The lowest line of a column's header."""
        headers = self.around.columns.headers
        return headers[at].rsplit("\n", 1)[-1] if at < len(headers) else ""

    def label(self) -> str:
        """The number of the row: a code where there is one, else what the first column says."""
        own = self.text("code") or self.text("number")
        if own:
            return clean_label(own)
        unnamed = self.cells and self.role(0) == "" and self.cells[0][1].spans == 1
        first = clean_label(self.cells[0][1].text) if unnamed else ""
        return first if is_number(first) or is_heading_label(first) else ""

    def own(self) -> list[tuple[int, GridCell]]:
        """The cells with a text that is not merged with the row above."""
        return [(at, cell) for at, cell in self.cells if cell.text and not cell.inherited]

    def locator(self) -> Locator:
        """Where the row stands, with everything that it says."""
        headers = self.around.columns.headers
        return Locator(
            table=self.around.table,
            row=self.source.number,
            sheet=self.around.sheet,
            cells=[
                Cell(
                    role=self.role(at) or "other",
                    header=headers[at].replace("\n", " / ") if at < len(headers) else "",
                    text=cell.text,
                    column=at + 1,
                    inherited=cell.inherited,
                )
                for at, cell in self.cells
            ],
        )


def heading_of(row: Row, next_label: str) -> tuple[Heading, bool] | None:
    """The heading that the row is, and whether that is a guess; None for any other row."""
    own = row.own()
    if len(own) == 1:
        return _heading_of_one(row, *own[0])
    if len(own) != 2 or own[0][0] != 0 and row.role(own[0][0]) not in ("number", "code"):
        return None
    label, (at, title) = clean_label(own[0][1].text), own[1]
    if at > 1 and row.role(at) not in ("content", "group"):
        return None
    if not (is_heading_label(label) or is_number(label)):
        return None
    sure = is_heading_label(label) or title.spans > 1 or is_below(next_label, label)
    if sure or title.text.isupper():
        return Heading(label, " ".join(title.text.split())), not sure
    return None


def _heading_of_one(row: Row, at: int, cell: GridCell) -> tuple[Heading, bool] | None:
    """A text alone in its row. A number alone is an empty row, no heading."""
    heading = split_label(cell.text)
    if is_number(clean_label(cell.text)) or is_heading_label(clean_label(cell.text)):
        return None
    wide = cell.spans > 1 or len(row.cells) == 1
    if wide or is_heading_label(heading.label) or cell.text.isupper():
        return heading, False
    names = at == 0 or row.role(at) in ("content", "group")
    return (heading, True) if names and not continues(row) else None


def continues(row: Row) -> bool:
    """Whether the row is only more of the content above it: no number, a dash or a small letter."""
    own = row.own()
    return len(own) == 1 and row.role(own[0][0]) == "content" and bool(_REST.match(own[0][1].text))


def is_empty(row: Row) -> bool:
    """Nothing but perhaps a number."""
    texts = [clean_label(cell.text) for _, cell in row.own()]
    return all(is_number(text) or is_heading_label(text) for text in texts) and len(texts) <= 1


def numbered_heading(row: Row) -> Heading | None:
    """A heading by its number, though something else stands in its row and nobody leads."""
    label = row.label()
    titled = len(row.texts("content")) == 1
    led = row.text("lead") or row.text("lead_and_cooperating")
    if not (is_heading_label(label) and titled) or led:
        return None
    return Heading(label, " ".join(row.text("content").split()))


def task_of(row: Row, headings: Headings) -> ReadTask:
    """The task that the row tells."""
    code, content = _code_and_content(row)
    told = _Told(row)
    groups = headings.titles()
    group = headings.path()
    contents = row.texts("content")
    if above := row.texts("group") or contents[:-1]:
        title = " ".join(above[0].split())
        groups, group = [*groups, title], f"{headings.labels()}. {title}".lstrip(". ")
        if contents[:-1]:
            told.doubt("group", "group_guess")
    if headings.guessed:
        told.doubt("group", "group_guess")
    if not content:
        told.doubt("content", "content_missing")
    content = told.newest("content", content)
    lead, cooperating = told.agencies()
    deadline_text, deadlines = told.deadlines()
    product = told.text("product")
    return ReadTask(
        code=code,
        group=group,
        groups=groups,
        content=content,
        lead=lead,
        cooperating=cooperating,
        product=product,
        deadline_text=deadline_text,
        deadline=binding(deadlines),
        deadlines=deadlines,
        locator=row.locator(),
        unsure=told.unsure,
        warnings=told.warnings,
        status=_status(row),
        result=_unless_blank(newest(row.text("result"))[0]),
        note=_unless_blank(row.text("note")),
    )


def _status(row: Row) -> ReadStatus:
    """What the row's cells say of its status; an "x" says what stands above it."""
    texts = [text for text in row.texts("status") if not is_mark(text)]
    ticked = [
        header
        for at, cell in row.cells
        if is_mark(cell.text) and says_a_state(header := row.header(at))
    ]
    marks = [text for text in row.texts("status") if is_mark(text)]
    percents = [at for at, cell in row.cells if row.role(at) == "percent" and cell.text]
    of_done = any("hoan thanh" in fold(row.header(at)) for at in percents)
    status = read_status(
        "\n".join(texts or (["; ".join(ticked)] if ticked else marks)),
        _unless_blank(row.text("percent")),
        percent_of_done=of_done,
    )
    done_on = parse_date(row.text("done_on"))
    if done_on and status.state == "done":
        return replace(status, day=done_on.isoformat())
    return status


def joined(task: ReadTask, row: Row) -> ReadTask:
    """The task with the row below it added to its content, for a person to check."""
    return replace(
        task,
        content=f"{task.content}\n{row.text('content')}",
        unsure=[*task.unsure, "content"],
        warnings=[*task.warnings, "content_joined"],
    )


def _code_and_content(row: Row) -> tuple[str, str]:
    """Where the table has no number column, the number stands before the content."""
    texts = row.texts("content")
    content = texts[-1] if texts else ""
    label = row.label()
    if not label:
        heading = split_label(content)
        if is_number(heading.label) and len(heading.label) > 1 or heading.label.isdigit():
            return heading.label, content[
                content.index(heading.label) + len(heading.label) :
            ].lstrip(" .):/-")
    return label, content


def _unless_blank(text: str) -> str:
    return "" if text.strip().casefold() in _NONE else text


class _Told:
    """Reads agencies and deadlines of a row and gathers what is not certain."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self.unsure: list[str] = []
        self.warnings: list[str] = []

    def warn(self, code: str) -> None:
        if code not in self.warnings:
            self.warnings.append(code)

    def doubt(self, name: str, code: str) -> None:
        if name not in self.unsure:
            self.unsure.append(name)
        self.warn(code)

    def text(self, role: Role) -> str:
        """What stands in the columns of a role; of an old and a new text the new one."""
        return self.newest(role, _unless_blank(self._row.text(role)))

    def newest(self, role: Role, text: str) -> str:
        new, changed = newest(text, arrows=role != "content")
        if changed:
            self.doubt(role, "old_and_new")
        return new

    def agencies(self) -> tuple[list[str], list[str]]:
        text = self.text("lead") or self.text("lead_and_cooperating")
        lead, within = agencies.split_lead(text)
        beside = agencies.split_agencies(self.text("cooperating"))
        if not lead:
            self.doubt("lead", "lead_missing")
        elif any(map(agencies.is_doubtful, lead)) or self._names_both():
            self.doubt("lead", "lead_unread")
        elif len(lead) > 1:
            self.doubt("lead", "two_leads")
        if any(map(agencies.is_doubtful, beside)):
            self.doubt("cooperating", "cooperating_unread")
        return lead, list(dict.fromkeys([*within, *beside]))

    def _names_both(self) -> bool:
        """One cell over the columns of the lead and of the others, or a text that tells no split."""
        unsplit = bool(self._row.text("lead_and_cooperating")) and not self._row.text("lead")
        told = agencies.split_lead(self._row.text("lead_and_cooperating"))[1]
        wide = any(
            cell.spans > 1
            and self._row.role(at) == "lead"
            and self._row.role(at + 1) == "cooperating"
            for at, cell in self._row.cells
        )
        return wide or (unsplit and not told)

    def deadlines(self) -> tuple[str, list[ReadDeadline]]:
        text = self.text("deadline")
        around = self._row.around
        found = parse_deadline(text, around.issued_on, around.columns.year)
        doubtful = any(
            cell.doubtful for at, cell in self._row.cells if self._row.role(at) == "deadline"
        )
        if not text:
            self.doubt("deadline", "deadline_missing")
        elif not found or not all(deadline.sure for deadline in found):
            self.doubt("deadline", "deadline_unread")
        elif len(found) > 1:
            self.doubt("deadline", "several_deadlines")
        elif doubtful:
            self.doubt("deadline", "date_swapped")
        return text, found
