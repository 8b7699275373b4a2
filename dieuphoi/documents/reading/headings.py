"""Headings above rows: "A", "I", "1.1" in order, and the path they make.

A heading's depth is not written; it follows from the way it is numbered. A kind of number seen
before closes everything below it, a new kind opens one level deeper.
"""

import re
from dataclasses import dataclass, field

_LABEL = re.compile(
    r"^\s*((?:[IVXLC]{1,7}|[A-ZĐ])(?:\.(?:[IVXLC]{1,7}|\d{1,3}))*|\d{1,3}(?:\.\d{1,3})*|[a-zđ])"
    r"\s*(?:[.)/:]|\s[-–]|-(?=\s)|$)\s*(.*)$",
    re.DOTALL,
)
_NAMED = re.compile(r"^\s*(?:nhóm|phần|mục|chương)\s+(\w{1,5})\s*[.:\-–]?\s*(.*)$", re.I | re.S)
_ROMAN = re.compile(r"^(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$")
_NUMBER = re.compile(
    r"^\d{1,4}(?:[.\-/]\d{1,3}|[.]?[a-zđ])*$|^[a-zđ]$|^(?:[IVXLC]+|[A-ZĐ])\.\d+(?:\.\d+)*$"
)


@dataclass(frozen=True)
class Heading:
    """A heading row: `label` is "" where it carries no number."""

    label: str
    title: str

    def written(self) -> str:
        """As one line: "I. Hoàn thiện thể chế"."""
        return f"{self.label}. {self.title}" if self.label else self.title


@dataclass
class Headings:
    """The headings in force while a table is read downwards."""

    _open: list[tuple[str, Heading]] = field(default_factory=list)
    guessed: bool = False

    def enter(self, heading: Heading) -> None:
        """Put a heading in force; what stood below its level ends."""
        style = self._style(heading.label)
        styles = [kind for kind, _ in self._open]
        depth = styles.index(style) if style in styles else len(styles)
        if "." in heading.label and style.startswith("path"):
            depth = 0
        self._open[depth:] = [(style, heading)]
        self.guessed = not heading.label and depth > 0

    def path(self) -> str:
        """ "A.I. title of the innermost"; empty without headings."""
        if not self._open:
            return ""
        labels = ".".join(heading.label for _, heading in self._open if heading.label)
        title = self._open[-1][1].title
        return ". ".join(part for part in (labels, title) if part)

    def labels(self) -> str:
        """ "A.I": what makes a number unique that begins anew under each heading."""
        return ".".join(heading.label for _, heading in self._open if heading.label)

    def titles(self) -> list[str]:
        """Each heading in force, outermost first."""
        return [heading.written() for _, heading in self._open]

    def _style(self, label: str) -> str:
        """Roman, letter or number of so many parts. A lone C or V is read by what came before."""
        if not label:
            return "text"
        if "." in label and not label[0].isdigit():
            return "path"
        if label[0].isdigit():
            return f"number{label.count('.')}"
        if label.islower():
            return "small"
        if len(label) == 1 and self._follows_a_letter(label):
            return "letter"
        return "roman" if _ROMAN.match(label) and label not in ("C", "L") else "letter"

    def _follows_a_letter(self, label: str) -> bool:
        before = next((h.label for kind, h in reversed(self._open) if kind == "letter"), "")
        return bool(before) and ord(label) == ord(before) + 1


def split_label(text: str) -> Heading:
    """ "II. Phát triển hạ tầng" into number and title; a title alone has the label ""."""
    found = _LABEL.match(text)
    if found and found[2].strip():
        return Heading(found[1], " ".join(found[2].split()))
    named = _NAMED.match(text)
    if named and (_ROMAN.match(named[1]) or named[1].isdigit()) and named[2].strip():
        return Heading(named[1], " ".join(named[2].split()))
    return Heading("", " ".join(text.split()))


def clean_label(text: str) -> str:
    """A number cell without its full stop or bracket: "1.", "a)", "(2)"."""
    return "".join(text.split()).strip(".()/:-–")


def is_heading_label(label: str) -> bool:
    """Numbers that stand before headings only: Roman, capital letters, "A.I"."""
    return bool(re.match(r"^(?:[IVXLC]{1,7}|[A-ZĐ])(?:\.[IVXLC]{1,7})*$", label))


def is_number(label: str) -> bool:
    """Numbers that stand before tasks: "12", "1.1", "2a", "b", "I.3"."""
    return bool(_NUMBER.match(label))


def is_below(label: str, above: str) -> bool:
    """Whether "1.1" stands below "1"."""
    return bool(above) and label.startswith(f"{above}.")
