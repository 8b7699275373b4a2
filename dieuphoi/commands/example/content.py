"""Load the example's files into small frozen dataclasses; what to do with them is `demo`'s matter.

Plain Python, no framework. All that the files invent says so: `illustration` is true, and names
carry "(minh họa)".
"""

import csv
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from dateutil.relativedelta import relativedelta

from dieuphoi.commands.example.days import StoryDays
from dieuphoi.commands.example.half_year import half_year_later

Action = Literal["accept", "decline", "tell", "tell_on_behalf", "submit", "send_back", "confirm"]


@dataclass(frozen=True)
class TaskGroup:
    """A heading of the live plan: `number` in Roman numerals."""

    number: str
    title: str


@dataclass(frozen=True)
class LiveTask:
    """A row of the live plan's annex, worded as annexes are; agencies and deadline as text."""

    code: str
    group: TaskGroup
    content: str
    lead: str
    cooperating: tuple[str, ...]
    product: str
    deadline_text: str
    field: str
    illustration: bool = True

    @property
    def product_kind(self) -> str:
        """chương trình, đề án, kế hoạch, chỉ thị, nghị quyết or chuyên đề."""
        return " ".join(self.product.split()[:2]).casefold()


@dataclass(frozen=True)
class LiveDocument:
    """The made-up document that orders the live plan."""

    issuer: str
    type: str
    number: str
    notation: str
    symbol: str
    issued_on: date
    subject: str
    place: str
    signer_title: str
    signer_authority: str
    note: str
    illustration: bool = True


@dataclass(frozen=True)
class LivePlan:
    """A plan that is followed: its period is half-open [starts_on, ends_before)."""

    document: LiveDocument
    title: str
    kind: str
    starts_on: date
    ends_before: date
    focal_agency: str
    report_due_text: str
    report_to: str
    assigned_on: date
    issued_days_before_at_least: int
    assigned_days_before_at_least: int
    groups: tuple[TaskGroup, ...]
    tasks: tuple[LiveTask, ...]
    illustration: bool = True

    def issued_for(self, today: date) -> date:
        """The day of issue in an example filled in `today`: always before the script begins."""
        return min(
            self.document.issued_on, today - timedelta(days=self.issued_days_before_at_least)
        )

    def assigned_for(self, today: date) -> date:
        """The day the tasks were assigned in an example filled in `today`."""
        return min(self.assigned_on, today - timedelta(days=self.assigned_days_before_at_least))

    def days(self, today: date, span: int) -> StoryDays:
        """The days of an example filled in `today`; the script goes `span` days back."""
        return StoryDays(today, self.issued_for(today), self.assigned_for(today), span)


@dataclass(frozen=True)
class Account:
    """An example account; `role` is a value of organizations.roles.Role."""

    username: str
    full_name: str
    role: str
    organization: str


@dataclass(frozen=True)
class Phrase:
    """What is told at one stage of a product: reusable, of no task in particular."""

    key: str
    product_kind: str
    percent: int
    did: str
    next: str


@dataclass(frozen=True)
class Step:
    """One thing that happened to an obligation, so many days before the example is filled in.

    `organization` is empty for the task's lead; otherwise a cooperating agency, or a member of
    the class that leads. For a recurring task it is the obligation of the earliest occurrence.
    """

    code: str
    organization: str
    days_before: int
    action: Action
    phrase: Phrase | None
    reason: str
    proposed: str
    source_kind: str
    source: str
    source_days_before: int | None

    def on(self, days: StoryDays) -> date:
        """The civil day of the step."""
        return days.before(self.days_before)

    def source_on(self, days: StoryDays) -> date | None:
        """The day of the letter or call that progress told on behalf comes from."""
        if self.source_days_before is None:
            return None
        return days.before(self.source_days_before)


@dataclass(frozen=True)
class Source:
    """The newspaper article that tells of a directive. A blank day or name was not given."""

    newspaper: str
    headline: str
    published: date | None


@dataclass(frozen=True)
class HistoricDocument:
    """A document as its article tells it; `issued_note` says what the article leaves open."""

    issuers: tuple[str, ...]
    type: str
    number: str
    notation: str
    symbol: str
    issued_on: date | None
    issued_note: str
    subject: str
    signer_title: str
    relation: str = ""
    illustration: bool = False

    @property
    def issuer(self) -> str:
        """The first, mostly the only, issuer as written on that day."""
        return self.issuers[0]


@dataclass(frozen=True)
class HistoricPlan:
    """The plan of a historic directive; years and focal agency only where the article gives them."""

    title: str
    kind: str
    from_year: int | None
    to_year: int | None
    focal_agency: str
    focal_note: str
    report_due_text: str
    report_to: str


@dataclass(frozen=True)
class Seat:
    """A place in a body: its title there, and the office at the agency that holds it."""

    title: str
    office: str
    agency: str


@dataclass(frozen=True)
class HistoricBody:
    """A body that a directive sets up."""

    name: str
    standing_agency: str
    part_time: bool
    serves: str
    note: str
    seats: tuple[Seat, ...]


@dataclass(frozen=True)
class Figure:
    """A count that the article states; it is kept as declared, never made up into rows."""

    name: str
    value: str


@dataclass(frozen=True)
class HistoricSection:
    """A heading; `declared` is the number of deliverables that the article gives for it."""

    key: str
    title: str
    kind: str
    declared: int | None
    illustration: bool


@dataclass(frozen=True)
class HistoricTask:
    """What the article says is to be done, in own words; agencies and deadline as it writes them."""

    section: str
    content: str
    lead: tuple[str, ...]
    cooperating: tuple[str, ...]
    product: str
    deadline_text: str
    field: str
    illustration: bool


@dataclass(frozen=True)
class Directive:
    """A directive of the past with all that its article tells of it."""

    key: str
    source: Source
    document: HistoricDocument
    related: tuple[HistoricDocument, ...]
    plan: HistoricPlan
    body: HistoricBody | None
    figures: tuple[Figure, ...]
    sections: tuple[HistoricSection, ...]
    tasks: tuple[HistoricTask, ...]


LIVE, PROGRAMME = "live_plan", "programme"
"""The two plans that are followed: their files begin with these words."""

FIRST_YEAR = 2026
_YEAR = re.compile(r"\b20\d\d\b")


@cache
def live_plan(year: int = FIRST_YEAR, *, from_july: bool = False) -> LivePlan:
    """The live illustration plan with its 12 groups and 137 deliverables: 2026–2030, or the five
    years that begin with `year`, every year in its words moving along; `from_july`: it begins, and
    what is due in a certain month or quarter is due, half a year later."""
    plan = _followed(LIVE, year - FIRST_YEAR)
    return _in_july(plan) if from_july else plan


@cache
def programme() -> LivePlan:
    """Programme 161 as it was followed in 2018; its annex is not public, so its tasks are made up."""
    return _followed(PROGRAMME, 0)


@cache
def accounts(plan: str = LIVE) -> tuple[Account, ...]:
    """The example accounts of a plan, at least one a role."""
    name = "people.csv" if plan == LIVE else f"{plan}_people.csv"
    return tuple(Account(**row) for row in _rows(name))


@cache
def phrases() -> dict[str, Phrase]:
    """What is told at each stage, by key (`de-an-40`)."""
    return {row["phrase"]: _phrase(row) for row in _rows("progress_phrases.csv")}


@cache
def script(plan: str = LIVE) -> tuple[Step, ...]:
    """What happened to the plan's obligations so far; in order within each obligation."""
    name = "progress.csv" if plan == LIVE else f"{plan}_progress.csv"
    return tuple(_step(row) for row in _rows(name))


@cache
def history() -> tuple[Directive, ...]:
    """The five directives of the past."""
    return tuple(_directive(table) for table in _toml("history.toml")["directive"])


def _rows(name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(_text(name).splitlines())


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(_text(name))


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _followed(name: str, years: int) -> LivePlan:
    """A plan from its frame and its table, so many years later than they were written for."""
    frame = tomllib.loads(_later(_text(f"{name}.toml"), years))
    table = _later(_text(f"{name}.csv"), years)
    tasks = tuple(_live_task(row) for row in csv.DictReader(table.splitlines()))
    return LivePlan(
        document=LiveDocument(**frame["document"]),
        groups=tuple(dict.fromkeys(task.group for task in tasks)),
        tasks=tasks,
        **frame["plan"],
        **frame["script"],
    )


def _in_july(plan: LivePlan) -> LivePlan:
    """The plan half a year later."""
    half = relativedelta(months=6)
    tasks = tuple(
        replace(task, deadline_text=half_year_later(task.deadline_text)) for task in plan.tasks
    )
    return replace(
        plan,
        document=replace(plan.document, issued_on=plan.document.issued_on + half),
        starts_on=plan.starts_on + half,
        assigned_on=plan.assigned_on + half,
        tasks=tasks,
    )


def _later(text: str, years: int) -> str:
    return _YEAR.sub(lambda found: str(int(found[0]) + years), text)


def _live_task(row: dict[str, str]) -> LiveTask:
    return LiveTask(
        code=row["code"],
        group=TaskGroup(row["group_no"], row["group_title"]),
        content=row["content"],
        lead=row["lead"],
        cooperating=tuple(part for part in row["cooperating"].split(";") if part),
        product=row["product"],
        deadline_text=row["deadline_text"],
        field=row["field"],
    )


def _phrase(row: dict[str, str]) -> Phrase:
    return Phrase(row["phrase"], row["product_kind"], int(row["percent"]), row["did"], row["next"])


def _step(row: dict[str, str]) -> Step:
    return Step(
        code=row["code"],
        organization=row["organization"],
        days_before=int(row["days_before"]),
        action=_action(row["action"]),
        phrase=phrases()[row["phrase"]] if row["phrase"] else None,
        reason=row["reason"],
        proposed=row["proposed"],
        source_kind=row["source_kind"],
        source=row["source"],
        source_days_before=int(row["source_days_before"]) if row["source_days_before"] else None,
    )


def _action(text: str) -> Action:
    known: dict[str, Action] = {
        "accept": "accept",
        "decline": "decline",
        "tell": "tell",
        "tell_on_behalf": "tell_on_behalf",
        "submit": "submit",
        "send_back": "send_back",
        "confirm": "confirm",
    }
    return known[text]


def _directive(table: dict[str, Any]) -> Directive:
    source, document = table["source"], table["document"]
    return Directive(
        key=table["key"],
        source=Source(source["newspaper"], source["headline"], _day(source["published"])),
        document=_document(document | {"issuers": [document["issuer"]]}),
        related=tuple(_document(other) for other in table.get("related", [])),
        plan=_plan(table["plan"]),
        body=_body(table["body"]) if "body" in table else None,
        figures=tuple(Figure(**figure) for figure in table.get("figure", [])),
        sections=tuple(_section(section) for section in table["section"]),
        tasks=tuple(_task(task) for task in table["task"]),
    )


def _document(table: dict[str, Any]) -> HistoricDocument:
    return HistoricDocument(
        issuers=tuple(table["issuers"]),
        type=table["type"],
        number=table["number"],
        notation=table["notation"],
        symbol=table["symbol"],
        issued_on=_day(table["issued_on"]),
        issued_note=table["issued_note"],
        subject=table["subject"],
        signer_title=table.get("signer_title", ""),
        relation=table.get("relation", ""),
        illustration=table.get("illustration", False),
    )


def _plan(table: dict[str, Any]) -> HistoricPlan:
    years = {"from_year": table.get("from_year"), "to_year": table.get("to_year")}
    return HistoricPlan(**(table | years))


def _body(table: dict[str, Any]) -> HistoricBody:
    plain = {name: value for name, value in table.items() if name != "seat"}
    return HistoricBody(seats=tuple(Seat(**seat) for seat in table["seat"]), **plain)


def _section(table: dict[str, Any]) -> HistoricSection:
    return HistoricSection(
        key=table["key"],
        title=table["title"],
        kind=table.get("kind", "task_group"),
        declared=table.get("declared"),
        illustration=table.get("illustration", False),
    )


def _task(table: dict[str, Any]) -> HistoricTask:
    return HistoricTask(
        section=table["section"],
        content=table["content"],
        lead=tuple(table["lead"]),
        cooperating=tuple(table.get("cooperating", [])),
        product=table.get("product", ""),
        deadline_text=table.get("deadline_text", ""),
        field=table.get("field", ""),
        illustration=table.get("illustration", False),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
