"""Friday: everything is kept, and works elsewhere."""

from hashlib import sha256
from pathlib import Path

from playwright.sync_api import Page

from tests.crash.installation import Installation
from tests.week import people


def a_copy_works_elsewhere(
    here: Installation, elsewhere: Installation, page: Page, folder: Path, word: str
) -> None:
    """Backed up while it is served, restored on an empty machine, verified; `word` is the address
    of the official file, which is the same there to the last byte."""
    kept = folder / "sao-luu.zip"
    here.command("backup", str(kept))
    elsewhere.command("restore", str(kept))
    assert "whole" in elsewhere.command("verify")
    assert "whole" in here.command("verify")
    elsewhere.start()
    assert file_of(elsewhere, page, word) == file_of(here, page, word)


def file_of(house: Installation, page: Page, path: str) -> str:
    """The sha256 of the file that the focal officer downloads there."""
    people.enter(page, house.address, "daumoi", people.PASSWORD)
    return sha256(page.request.get(f"{house.address}{path}").body()).hexdigest()
