"""Leave the story's files in a folder: the directive, the consolidated report in Word and Excel."""

from collections.abc import Iterator
from pathlib import Path

from dieuphoi.commands.example.story import Played
from dieuphoi.reporting.printing import printed
from dieuphoi.reporting.report_document import write_document
from dieuphoi.reporting.report_sheet import write_sheet

DIRECTIVE = "van-ban-giao-nhiem-vu.docx"
REPORT = "bao-cao-tong-hop.docx"
SHEET = "bao-cao-tong-hop.xlsx"


def leave(folder: Path, played: Played) -> Iterator[Path]:
    """Write the files that the stage of the story has, and say which: the report only once frozen."""
    folder.mkdir(parents=True, exist_ok=True)
    written = {DIRECTIVE: played.directive}
    if played.consolidation:
        report = printed(played.consolidation)
        written |= {REPORT: write_document(report), SHEET: write_sheet(report)}
    for name, content in written.items():
        (folder / name).write_bytes(content)
        yield folder / name
