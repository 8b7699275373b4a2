"""What agencies write in reports, what they raise, and what is said of it: loaded from files.

Plain Python. A part of a report is a list of sentences; a story picks some of them, in order.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

PARTS = (
    "leadership",
    "outstanding",
    "strengths",
    "shortcomings",
    "causes",
    "difficulties",
    "next_period",
)
"""The parts of the outline that an agency writes; the results are told of its tasks."""


@dataclass(frozen=True)
class AgencyWords:
    """What one agency can write, by part."""

    organization: str
    parts: Mapping[str, Sequence[str]]

    def pick(self, part: str, chance: Random) -> str:
        """All sentences of the part but one, in order; a part of one or two keeps them all."""
        sentences = list(self.parts[part])
        if len(sentences) > 2:
            sentences.pop(chance.randrange(len(sentences)))
        return " ".join(sentences)


@dataclass(frozen=True)
class Raising:
    """A difficulty or proposal about the task `code`, which the agency leads, and an answer to it."""

    organization: str
    code: str
    kind: str
    wording: str
    cause: str
    asked: str
    answer: str
    decision: str


@dataclass(frozen=True)
class Remarks:
    """What the focal agency says: reasons to return, comments on a part, notes."""

    returned: Sequence[str]
    comments: Sequence[str]
    completed: Sequence[str]
    referred: Sequence[str]
    verified: Sequence[str]
    edited: Sequence[str]
    number: Sequence[str]
    shared: Sequence[str]
    agreed: Sequence[str]


@dataclass(frozen=True)
class Wordings:
    """All words of a story's reports."""

    agencies: Mapping[str, AgencyWords]
    raised: Sequence[Raising]
    remarks: Remarks


@cache
def of(plan: str) -> Wordings:
    """The words of a plan's reports."""
    reports, issues = _toml(f"{plan}_reports.toml"), _toml(f"{plan}_issues.toml")
    agencies = [
        AgencyWords(row["organization"], {part: tuple(row[part]) for part in PARTS})
        for row in reports["agency"]
    ]
    return Wordings(
        agencies={one.organization: one for one in agencies},
        raised=tuple(Raising(**row) for row in issues["issue"]),
        remarks=Remarks(**_toml("remarks.toml")),
    )


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))
