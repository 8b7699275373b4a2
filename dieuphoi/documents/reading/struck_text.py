"""Text of a spreadsheet that somebody struck out and left beside the new one."""

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from dieuphoi.base.cell_marks import BROKEN_PACKAGE

_STRIKE = b"strike"
_ITEMS = ("{*}si", "{*}is")


def without_struck(data: bytes) -> dict[str, str]:
    """Texts of cells that are partly struck out, each with what of it still stands.

    Of a text that is struck out in one cell and stands in another nothing is said.
    """
    standing: dict[str, str] = {}
    whole: set[str] = set()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for item in _struck_items(package):
                runs = [(_is_struck(run), _text(run)) for run in item.iterchildren("{*}r")]
                text = "".join(words for _, words in runs) or _text(item)
                kept = "".join(words for struck, words in runs if not struck)
                if kept.strip() and any(struck for struck, _ in runs):
                    standing[text] = kept
                else:
                    whole.add(text)
    except BROKEN_PACKAGE:
        return {}
    return {text: kept for text, kept in standing.items() if text not in whole}


def _struck_items(package: zipfile.ZipFile) -> Iterator[etree._Element]:
    """The texts of every part that strikes anything out."""
    for name in package.namelist():
        if name == "xl/sharedStrings.xml" or name.startswith("xl/worksheets/sheet"):
            part = package.read(name)
            if _STRIKE in part:
                found = etree.iterparse(
                    io.BytesIO(part), tag=_ITEMS, resolve_entities=False, no_network=True
                )
                for _event, item in found:
                    yield item
                    item.clear()


def _is_struck(run: etree._Element) -> bool:
    mark = run.find("{*}rPr/{*}strike")
    return mark is not None and mark.get("val", "1") not in ("0", "false")


def _text(element: etree._Element) -> str:
    return "".join(part.text or "" for part in element.iterchildren("{*}t"))
