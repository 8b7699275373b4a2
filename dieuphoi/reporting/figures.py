"""Official figures of a consolidated report: they count tasks, by lead, each in one class."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, Protocol, TypeVar

from dieuphoi.plans.models import PartyRole
from dieuphoi.plans.punctuality import Punctuality

LEADS = (PartyRole.LEAD, PartyRole.JOINT_LEAD)

TaskClass = Literal["done_on_time", "done_late", "in_time", "overdue", "undated", "uncounted"]
"""`undated`: no deadline, continuous or conditional; `uncounted`: only cooperating parts in it."""


class CountedEntry(Protocol):
    """What is counted of an entry."""

    @property
    def task(self) -> int:
        """The task's key."""

    @property
    def code(self) -> str:
        """The task's code."""

    @property
    def section(self) -> str:
        """The heading it stands under."""

    @property
    def wording(self) -> str:
        """What is to be done."""

    @property
    def role(self) -> str:
        """The part that the agency has in it."""

    @property
    def done(self) -> bool:
        """Whether it is completed."""

    @property
    def punctuality(self) -> str:
        """How it stood to its day."""

    @property
    def position(self) -> int:
        """Its place in the plan."""


AnEntry = TypeVar("AnEntry", bound=CountedEntry)


@dataclass(frozen=True)
class TaskFigure(Generic[AnEntry]):
    """A task as figures see it: its entries, leads first, and its one class."""

    task: int
    code: str
    section: str
    wording: str
    entries: Sequence[AnEntry]
    counts_as: TaskClass


def figures_of(entries: Iterable[AnEntry]) -> list[TaskFigure[AnEntry]]:
    """One figure a task, in the plan's order."""
    by_task: dict[int, list[AnEntry]] = defaultdict(list)
    for entry in entries:
        by_task[entry.task].append(entry)
    found = [_figure(task, some) for task, some in by_task.items()]
    return sorted(found, key=lambda f: (f.entries[0].position, f.task))


def _figure(task: int, entries: list[AnEntry]) -> TaskFigure[AnEntry]:
    ordered = sorted(entries, key=lambda e: e.role not in LEADS)
    first = ordered[0]
    return TaskFigure(task, first.code, first.section, first.wording, ordered, _class_of(ordered))


def _class_of(entries: Sequence[CountedEntry]) -> TaskClass:
    """The worst of its leads: overdue before running before done late before done on time."""
    led = [e for e in entries if e.role in LEADS]
    if not led:
        return "uncounted"
    classes = {_class_of_one(e) for e in led}
    worst: tuple[TaskClass, ...] = ("overdue", "in_time", "done_late", "done_on_time", "undated")
    return next(one for one in worst if one in classes)


def _class_of_one(entry: CountedEntry) -> TaskClass:
    if entry.punctuality in (Punctuality.NO_DEADLINE, Punctuality.WAITING, ""):
        return "undated"
    if entry.done:
        late = entry.punctuality in (Punctuality.DONE_LATE, Punctuality.OVERDUE)
        return "done_late" if late else "done_on_time"
    return "overdue" if entry.punctuality == Punctuality.OVERDUE else "in_time"


@dataclass(frozen=True)
class Counts:
    """How many tasks there are of each class."""

    done_on_time: int
    done_late: int
    in_time: int
    overdue: int
    undated: int

    @classmethod
    def of(cls, figures: Iterable[TaskFigure[AnEntry]]) -> "Counts":
        """Count them; tasks with cooperating parts only are not counted."""
        classes = [figure.counts_as for figure in figures]
        return cls(*(classes.count(one) for one in cls.__annotations__))  # type: ignore[arg-type]

    @property
    def done(self) -> int:
        """Completed, on time or not."""
        return self.done_on_time + self.done_late

    @property
    def dated(self) -> int:
        """The denominator: every task with a day."""
        return self.done + self.in_time + self.overdue

    def of_dated(self) -> dict[str, int]:
        """The figures of tasks with a day, by the names that paragraphs and pages give them."""
        return {
            "dated": self.dated,
            "done": self.done,
            "done_on_time": self.done_on_time,
            "done_late": self.done_late,
            "in_time": self.in_time,
            "overdue": self.overdue,
        }


CLASSES_OF: Mapping[str, tuple[TaskClass, ...]] = {
    "dated": ("done_on_time", "done_late", "in_time", "overdue"),
    "done": ("done_on_time", "done_late"),
}
"""The classes that a number of several counts; every other number counts the class of its name."""
