"""Reads a directive: bytes in, typed result out. Knows no framework and no database."""

from pathlib import PurePath

from .content import Content
from .errors import Cause, NothingToRead
from .head import read_head
from .labelled import read_labelled
from .plain_text import read_plain_text
from .result import ReadDocument
from .spreadsheet import read_spreadsheet
from .tables import ReadTables, read_tables
from .word import read_word

__all__ = ["NothingToRead", "ReadDocument", "read"]

_READERS = {".docx": read_word, ".xlsx": read_spreadsheet}


def read(data: bytes, name: str) -> ReadDocument:
    """The header and the tasks of a directive; the ending of the name tells its format.

    Raises NothingToRead where no task is found; its `document` then holds the header that was read,
    or None for a file that is not what its name says.
    """
    reader = _READERS.get(PurePath(name).suffix.casefold(), read_plain_text)
    content = reader(data)
    head = read_head(content)
    found = read_tables(content, head.day_or_year)
    tasks = found.tasks or read_labelled(content, head.day_or_year)
    document = ReadDocument(
        header=head.header,
        tasks=tasks,
        tables=found.tables,
        warnings=_warnings(content, found),
        format=content.format,
        unread=found.unread,
    )
    if not tasks:
        raise NothingToRead(_cause(content, found), document)
    return document


def _warnings(content: Content, found: ReadTables) -> list[str]:
    unread = [row.code for row in found.unread]
    return list(dict.fromkeys([*content.warnings, *unread]))


def _cause(content: Content, found: ReadTables) -> Cause:
    if content.is_empty() or found.tables:
        return "empty_annex"
    return "table_without_header" if found.tables_without_header else "no_tasks_table"
