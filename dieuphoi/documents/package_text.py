"""All text in a Word or Excel package: what a person can see, and what lies behind it.

Every XML part is read: body, headers, notes, comments, text boxes, WordArt, deleted and hidden
text, descriptions of pictures, sheets, names, properties, custom parts. Runs of a paragraph are
joined, since a word may be cut anywhere; paragraphs and cells are kept apart by an empty line,
lines inside one by a line break. Nothing that a part refers to is fetched, and a part that
declares entities is refused. A part that is neither XML nor a picture nor a font is refused too:
nobody could say what it holds.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from xml.parsers import expat

from dieuphoi.documents.archives import Allowance, check_members, inflate
from dieuphoi.documents.refusals import UploadRefused

CONTENT_TYPES = "[Content_Types].xml"
_XML = re.compile(r"\.(xml|rels|vml|psmdcp|svg)$", re.IGNORECASE)
_PICTURE = re.compile(r"\.(png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|webp|wdp|jp2)$", re.IGNORECASE)
_SILENT = re.compile(
    r"\.(odttf|fntdata|ttf|otf|sigs)$|/printersettings\d*\.bin$|^\[trash\]/|/$|"
    r"^docprops/thumbnail\.",
    re.IGNORECASE,
)
_MACRO = re.compile(r"vbaproject|vbadata|/macrosheets/|/activex/", re.IGNORECASE)
_MACRO_TYPE = re.compile(r"macroenabled|vbaproject|macrosheet|activex", re.IGNORECASE)
_OTHER_FILES = (
    b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xd0\xcf\x11\xe0",
    b"%PDF", b"MZ",
)  # fmt: skip

_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
_REMOTE = re.compile(r"^\s*(https?:|ftps?:|\\\\|//|file://[^/])", re.IGNORECASE)
_FETCHED = ("/attachedTemplate", "/oleObject", "/frame", "/subDocument")

_Attributes = dict[str, str]


def read_content_types(package: zipfile.ZipFile, allowance: Allowance) -> set[str]:
    """The content types of the package's parts, as the package itself lists them."""
    try:
        member = package.getinfo(CONTENT_TYPES)
    except KeyError:
        return set()
    found: set[str] = set()

    def start(name: str, attributes: _Attributes) -> None:
        if _local(name) == "Override":
            found.add(attributes.get("ContentType", ""))

    parser = _parser()
    parser.StartElementHandler = start
    _feed(parser, inflate(package, member, allowance))
    return found


def read_package(
    package: zipfile.ZipFile, allowance: Allowance, most_members: int
) -> tuple[str, bool]:
    """All text in the package, and whether it has pictures; raises UploadRefused."""
    members = check_members(package, most_members)
    for member in members:
        if _MACRO.search(member.filename):
            raise UploadRefused("macro")
    if any(_MACRO_TYPE.search(kind) for kind in read_content_types(package, allowance)):
        raise UploadRefused("macro")
    units = [package.comment.decode("utf-8", "replace")]
    for member in members:
        blocks = inflate(package, member, allowance)
        if _XML.search(member.filename):
            units += _read_part(blocks)
        else:
            _pass_over(member.filename, blocks)
    has_pictures = any(
        _PICTURE.search(member.filename) and not _SILENT.search(member.filename)
        for member in members
    )
    return "\n\n".join(units), has_pictures


def _pass_over(name: str, blocks: Iterator[bytes]) -> None:
    """Measure a part that holds no text; refuse one that may."""
    if not (_PICTURE.search(name) or _SILENT.search(name)):
        raise UploadRefused("embedded")
    first = next(blocks, b"")
    if first.startswith(_OTHER_FILES):
        raise UploadRefused("embedded")
    if first.lstrip(_BEFORE_XML).startswith(b"<"):  # XML that its name denies
        raise UploadRefused("hostile")
    for _block in blocks:
        pass


def _read_part(blocks: Iterable[bytes]) -> list[str]:
    words = _Words()
    parser = _parser()

    def start(name: str, attributes: _Attributes) -> None:
        _refuse_fetching(name, attributes)
        words.start(name, attributes)

    parser.StartElementHandler = start
    parser.EndElementHandler = words.end
    parser.CharacterDataHandler = words.characters
    _feed(parser, blocks)
    return words.units


def _refuse_fetching(name: str, attributes: _Attributes) -> None:
    """Refuse what Word would fetch from another host, unasked, when somebody opens the file."""
    fetched = _local(name) == "Relationship" and attributes.get("Type", "").endswith(_FETCHED)
    if fetched and _REMOTE.match(attributes.get("Target", "")):
        raise UploadRefused("hostile")


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_declared: object) -> None:
    raise UploadRefused("hostile")


def _feed(parser: expat.XMLParserType, blocks: Iterable[bytes]) -> None:
    try:
        for block in blocks:
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError):  # the last two: a strange encoding
        raise UploadRefused("damaged") from None


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


_PARAGRAPHS = {"p", "si", "is", "comment", "div"}
_JOINED = {"t", "font", "span"}
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
_ADDED, _REMOVED = {"ins", "moveTo"}, {"del", "moveFrom"}
_SHEET_EDGES = {
    f"{page}{edge}" for page in ("odd", "even", "first") for edge in ("Header", "Footer")
}
_SIDE_CODE = re.compile(r"&[LCR]")
_FORMAT_CODE = re.compile(r'&"[^"]*"|&K[0-9A-Fa-f+-]{6}|&\d{1,3}|&[A-Za-z]')
_WORDS_IN_ATTRIBUTES = {
    "textpath": {"string"},
    "docPr": {"descr", "title"},
    "cNvPr": {"descr", "title"},
    "shape": {"alt"},
    "lvlText": {"val"},
    "sheet": {"name"},
    "definedName": {"name", "comment"},
    "tableColumn": {"name"},
    "property": {"name"},
    "s": {"v"},
}
"""Attributes that people read, or that keep what they typed: WordArt, alternative texts, list
numbers, sheets, names, properties, cached pivot values."""

_PLAIN, _NEW, _GONE, _HIDDEN = range(4)


class _Words:
    """Gathers the words of one part while the parser goes through it."""

    def __init__(self) -> None:
        self.units: list[str] = []
        self._paragraphs: list[list[tuple[int, str]]] = []
        self._data: list[str] = []
        self._leaf = ""
        self._added = 0
        self._removed = 0
        self._hidden = False
        self._cell: str | None = None

    def start(self, name: str, attributes: _Attributes) -> None:
        """A tag opens."""
        if self._data:
            self._take()
        tag = self._leaf = name.rpartition(" ")[2]
        if act := _STARTS.get(tag):
            act(self, tag, attributes)

    def end(self, name: str) -> None:
        """A tag closes."""
        if self._data:
            self._take()
        self._leaf = ""
        tag = name.rpartition(" ")[2]
        if tag in _PARAGRAPHS:
            self._close_paragraph()
        elif tag in _ADDED:
            self._added -= 1
        elif tag in _REMOVED:
            self._removed -= 1
        elif tag == "c":
            self._cell = None

    def characters(self, data: str) -> None:
        """Text, which may come in pieces."""
        self._data.append(data)

    def _take(self) -> None:
        text = "".join(self._data)
        self._data.clear()
        if self._leaf in _JOINED or self._leaf == "delText":
            self._join(text)
        elif text.isspace() or (self._leaf == "v" and self._cell not in (None, "str")):
            return
        elif self._leaf in _SHEET_EDGES:
            self.units.append(_FORMAT_CODE.sub("", _SIDE_CODE.sub("\n\n", text)))
        else:
            self.units.append(text)

    def _join(self, text: str) -> None:
        if not self._paragraphs:
            self.units.append(text)
            return
        kind = _PLAIN
        if self._removed or self._leaf == "delText":
            kind = _GONE
        elif self._hidden:
            kind = _HIDDEN
        elif self._added:
            kind = _NEW
        self._paragraphs[-1].append((kind, text))

    def _close_paragraph(self) -> None:
        """Tell the paragraph as shown; where changes are tracked or runs hidden, in every state."""
        pieces = self._paragraphs.pop()
        states: list[set[int]] = [{_PLAIN, _NEW}]
        if any(kind != _PLAIN for kind, _text in pieces):
            states += [{_PLAIN, _GONE}, {_GONE}, {_HIDDEN}, {_PLAIN}, {_PLAIN, _NEW, _HIDDEN}]
        told = ["".join(text for kind, text in pieces if kind in state) for state in states]
        self.units += dict.fromkeys(unit for unit in told if unit.strip())

    def _open_paragraph(self, _tag: str, _attributes: _Attributes) -> None:
        self._paragraphs.append([])

    def _open_run(self, _tag: str, _attributes: _Attributes) -> None:
        self._hidden = False

    def _open_hidden(self, _tag: str, attributes: _Attributes) -> None:
        self._hidden = not {"0", "false", "off"} & set(attributes.values())

    def _open_added(self, _tag: str, _attributes: _Attributes) -> None:
        self._added += 1

    def _open_removed(self, _tag: str, _attributes: _Attributes) -> None:
        self._removed += 1

    def _open_break(self, tag: str, _attributes: _Attributes) -> None:
        if self._paragraphs:
            self._paragraphs[-1].append((_PLAIN, _BREAKS[tag]))

    def _open_cell(self, _tag: str, attributes: _Attributes) -> None:
        self._cell = attributes.get("t", "n")

    def _open_described(self, tag: str, attributes: _Attributes) -> None:
        wanted = _WORDS_IN_ATTRIBUTES[tag]
        self.units += [text for name, text in attributes.items() if _local(name) in wanted]


_STARTS: dict[str, Callable[[_Words, str, _Attributes], None]] = {
    **dict.fromkeys(_WORDS_IN_ATTRIBUTES, _Words._open_described),
    **dict.fromkeys(_PARAGRAPHS, _Words._open_paragraph),
    **dict.fromkeys(_ADDED, _Words._open_added),
    **dict.fromkeys(_REMOVED, _Words._open_removed),
    **dict.fromkeys(_BREAKS, _Words._open_break),
    "r": _Words._open_run,
    "vanish": _Words._open_hidden,
    "c": _Words._open_cell,
}
