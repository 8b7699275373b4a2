"""Tasks told in labelled paragraphs: "Cơ quan chủ trì: …", "Thời gian thực hiện: …".

Labels that follow one another make one task. Its content is what a label says or, without one, the
numbered paragraph above.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import date

from dieuphoi.base.vietnamese import fold, tidy

from .columns import Role, role_of
from .content import Content, GridCell, GridRow, Paragraph
from .header_rows import Columns
from .headings import Heading, Headings, split_label
from .plain_text import unwrapped
from .result import ReadTask
from .rows import Row, Surroundings, task_of

_LABEL = re.compile(
    r"^(?P<mark>[-+*•]\s*|[a-zđ]\)\s*|\d{1,2}(?:\.\d{1,2})*[.)]\s*)?(?P<label>[^:;.,]{4,45}):\s*(?P<value>.*)$",
    re.DOTALL,
)
_BULLET = re.compile(r"^[-+*•]\s*")
_ROLES: frozenset[Role] = frozenset(
    {"lead", "cooperating", "deadline", "content", "product", "lead_and_cooperating"}
)
_DEPTHS = {"-": 2, "*": 2, "•": 2, "+": 3}
_LONGEST_HEADING = 600


_Labelling = tuple[Role, str, list[str]]
"""The role of a label, its words, and what stands beside it or is listed under it."""


@dataclass(frozen=True)
class _Labelled:
    role: Role
    label: str
    value: str
    depth: int


@dataclass
class _Record:
    """The labels of one task, and the heading they stand under."""

    number: int
    title: str
    cells: list[_Labelling] = field(default_factory=list)

    def has(self, role: Role) -> bool:
        return any(own == role and texts for own, _, texts in self.cells)

    def drop_empty(self, role: Role) -> None:
        """ "Cơ quan thực hiện:" with nothing beside it only announces the labels that follow."""
        self.cells = [cell for cell in self.cells if cell[0] != role or cell[2]]

    def is_task(self) -> bool:
        """Somebody leads or something is due; a label alone ("Nội dung: …") is prose."""
        return any(
            own in ("lead", "deadline", "lead_and_cooperating") and texts
            for own, _, texts in self.cells
        )


def read_labelled(content: Content, issued_on: date | int | None) -> list[ReadTask]:
    """The tasks told in labelled paragraphs, in order."""
    reader = _Reader(issued_on)
    for paragraph in content.paragraphs():
        reader.take(paragraph)
    reader.close()
    return reader.tasks


class _Reader:
    def __init__(self, issued_on: date | int | None) -> None:
        self.tasks: list[ReadTask] = []
        self._issued_on = issued_on
        self._headings = Headings()
        self._above: dict[int, str] = {}
        self._record: _Record | None = None

    def take(self, paragraph: Paragraph) -> None:
        text = unwrapped(paragraph.text).replace("\n", " ")
        labelled = _labelled(text)
        if labelled:
            self._take_label(paragraph, labelled)
        elif self._record and self._goes_on(text):
            self._record.cells[-1][2].append(_BULLET.sub("", text))
        else:
            self.close()
            self._take_heading(text)

    def close(self) -> None:
        """End the task that is being gathered."""
        record, self._record = self._record, None
        if record and record.is_task():
            self.tasks.append(self._task(record))

    def _take_label(self, paragraph: Paragraph, labelled: _Labelled) -> None:
        if self._record and (self._record.has(labelled.role) or labelled.role == "content"):
            self.close()
        if self._record:
            self._record.drop_empty(labelled.role)
        if self._record is None:
            self._record = _Record(paragraph.number, self._title(labelled.depth))
        value = [labelled.value] if labelled.value else []
        self._record.cells.append((labelled.role, labelled.label, value))

    def _goes_on(self, text: str) -> bool:
        """A list under a label that has nothing beside it, or under "Nhiệm vụ:"."""
        role, _, texts = self._record.cells[-1] if self._record else ("", "", [])
        listed = bool(_BULLET.match(text))
        return listed and (not texts or role == "content" or len(texts) > 1)

    def _take_heading(self, text: str) -> None:
        depth = _DEPTHS.get(text[:1], 1)
        heading = split_label(text) if depth == 1 else Heading("", _BULLET.sub("", text))
        if depth == 1 and heading.label and len(text) <= _LONGEST_HEADING:
            self._headings.enter(heading)
        for deeper in [at for at in self._above if at >= depth]:
            del self._above[deeper]
        if depth > 1 or heading.label:
            self._above[depth] = heading.title

    def _title(self, depth: int) -> str:
        """The nearest paragraph above that stands higher than the label."""
        higher = [at for at in self._above if at < depth]
        return self._above[max(higher)] if higher else ""

    def _task(self, record: _Record) -> ReadTask:
        cells = _with_content(record)
        columns = Columns(
            tuple(role for role, _, _ in cells), tuple(label for _, label, _ in cells)
        )
        row = GridRow(record.number, [GridCell("\n".join(texts)) for _, _, texts in cells])
        around = Surroundings(columns, 0, None, self._issued_on)
        task = task_of(Row(row, around), self._headings)
        place = replace(task.locator, table=None)
        return replace(task, locator=place, code=task.code or self._headings.labels())


def _labelled(text: str) -> _Labelled | None:
    found = _LABEL.match(text)
    role = role_of(found["label"]) if found else ""
    if not found or role not in _ROLES:
        return None
    mark = (found["mark"] or "").strip()
    depth = _DEPTHS.get(mark[:1], 2)
    return _Labelled(role, tidy(found["label"]), found["value"].strip(" ."), depth)


def _with_content(record: _Record) -> list[_Labelling]:
    """The heading is the content where no label gives it, and comes before "Nội dung: …"."""
    if not record.has("content"):
        others = [cell for cell in record.cells if cell[0] != "content"]
        return [("content", "", [record.title]), *others]
    return [
        _completed(cell, record.title) if cell[0] == "content" else cell for cell in record.cells
    ]


def _completed(cell: _Labelling, title: str) -> _Labelling:
    role, label, texts = cell
    details = fold(label).startswith("noi dung")
    repeats = fold(texts[0]).startswith(fold(title)[:20])
    return (role, label, [title, *texts]) if details and title and not repeats else cell
