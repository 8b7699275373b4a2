"""`dieuphoi read FILE`: what the reader finds in a directive, as JSON. Touches no database."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from dieuphoi.documents.reading import NothingToRead, read
from dieuphoi.documents.reading.result import ReadDocument, as_json

CANNOT_BE_READ = 2


class Command(BaseCommand):
    """Read a directive and print its header and tasks."""

    help = "Read a directive (.docx, .xlsx, text) and print its header and tasks"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and the one format there is."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=["json"], default="json")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Print what was read. A directive without tasks still has a header: its warnings say so."""
        try:
            document = read(file.read_bytes(), file.name)
        except OSError:
            self._give_up(_("Không mở được tệp %(name)s. Hãy kiểm tra đường dẫn.") % {"name": file})
        except NothingToRead as nothing:
            if nothing.document is None:
                self._give_up(
                    _(
                        "Không đọc được tệp %(name)s: tệp hỏng hoặc không phải .docx, .xlsx, văn bản."
                    )
                    % {"name": file.name}
                )
            document = nothing.document
            document.warnings.append(nothing.code)
        self._print(document)

    def _print(self, document: ReadDocument) -> None:
        self.stdout.write(json.dumps(as_json(document), ensure_ascii=False, indent=1))

    def _give_up(self, sentence: str) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(CANNOT_BE_READ)
