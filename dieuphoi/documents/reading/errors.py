"""What stops a file from being read. Codes only: the doors put them into Vietnamese."""

from typing import Literal

from .result import ReadDocument

Cause = Literal["no_tasks_table", "table_without_header", "empty_annex", "damaged"]


class NothingToRead(Exception):
    """The file holds nothing that could become a task; `code` says why.

    `damaged`: not the format its name says, or broken. `empty_annex`: no text or no table row at
    all. `table_without_header`: a table, but no row that names its columns. `no_tasks_table`:
    tables with headers, none of them of tasks, and no labelled paragraphs either. `document` holds
    the header that was read all the same.
    """

    def __init__(self, code: Cause, document: ReadDocument | None = None) -> None:
        super().__init__(code)
        self.code: Cause = code
        self.document = document
