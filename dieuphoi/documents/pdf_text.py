"""The text of a PDF file, page by page; a page without any is a picture that only eyes can read."""

from pathlib import Path

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException


class LockedPdf(Exception):
    """The PDF asks for a password."""


class DamagedPdf(Exception):
    """The file begins like a PDF and cannot be read as one."""


class TooManyPages(Exception):
    """More pages than the limit."""


def read_pages(path: Path, most: int) -> list[str]:
    """The text of each page, and of the document's own description as the last element.

    An empty string stands for a page that holds no text. Raises LockedPdf, DamagedPdf,
    TooManyPages.
    """
    try:
        with pdfplumber.open(path) as pdf:
            if len(pdf.pages) > most:
                raise TooManyPages
            pages = [page.extract_text() or "" for page in pdf.pages]
            described = "\n".join(str(value) for value in (pdf.metadata or {}).values())
    except (PDFPasswordIncorrect, PDFEncryptionError):
        raise LockedPdf from None
    except PdfminerException as error:
        locked = isinstance(error.args[0] if error.args else None, PDFPasswordIncorrect)
        raise (LockedPdf if locked else DamagedPdf) from None
    except TooManyPages:
        raise
    except Exception:  # noqa: BLE001 pdfminer meets damage with whatever comes first
        raise DamagedPdf from None
    return [*pages, described]
