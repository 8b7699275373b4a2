"""`make pictures`: a picture of every page of the site, wide and narrow, and of what is printed.

    python -m tests.browser.pictures [NAME…]

writes docs/pictures/<name>-1366.png and <name>-390.png of the example, and the few parts of pages
that the guide shows, docs/guide/pictures/<name>.png; with names, only those.
What is printed is drawn where pdftoppm (and LibreOffice, for the Word files) is installed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, FloatRect, sync_playwright

from tests.browser.chromium import ARGUMENTS, CHROMIUM
from tests.browser.guide_pictures import GUIDE, GUIDE_WIDTH, OF_GUIDE, WHOLE
from tests.browser.site import WIDTHS, Site, SitePage, open_site, window
from tests.crash.installation import ROOT

FOLDER = ROOT / "docs" / "pictures"
TALLEST = 2200
COLOURS = 40
Colour = tuple[int, ...]


def main(names: list[str]) -> None:
    """Make the site and draw it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="dieuphoi-pictures-") as folder,
        open_site(Path(folder)) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        wanted = [page for page in site.shown if not names or page.name in names]
        for width in WIDTHS:
            draw(site, browser, wanted, width)
        draw_guide(site, browser, names)
        if not names:
            draw_printed(site, browser, Path(folder))
        browser.close()


def draw(site: Site, browser: Browser, pages: list[SitePage], width: int) -> None:
    """Each page from its head down, at one width."""
    shown = window(browser, width)
    for page in pages:
        site.visit(shown, page)
        tall = int(shown.evaluate("document.documentElement.scrollHeight"))
        height = min(max(tall, WIDTHS[width]), TALLEST)
        clip = FloatRect(x=0, y=0, width=width, height=height)
        keep(shown.screenshot(full_page=True, clip=clip), f"{page.name}-{width}")
    shown.context.close()


def draw_guide(site: Site, browser: Browser, names: list[str]) -> None:
    """What the guide shows, and no picture that it shows no longer."""
    GUIDE.mkdir(parents=True, exist_ok=True)
    for old in GUIDE.glob("*.png"):
        if old.stem not in OF_GUIDE:
            old.unlink()
    pages = {page.name: page for page in site.shown}
    for name, (shown, tallest) in OF_GUIDE.items():
        if not names or name in names or shown in names:
            keep(part_of(site, browser, pages[shown], name in WHOLE, tallest), name, GUIDE)


def part_of(site: Site, browser: Browser, page: SitePage, whole: bool, tallest: int) -> bytes:
    """A page from its top, or from its heading, down to that many pixels or its end."""
    shown = window(browser, 1366)
    if not whole:
        shown.set_viewport_size({"width": GUIDE_WIDTH, "height": 900})
    site.visit(shown, page)
    box = shown.locator("main").bounding_box()
    assert box is not None, page.name
    if whole:
        end = box["y"] + box["height"] + 16
        clip = FloatRect(x=0, y=0, width=1366, height=min(end, tallest))
    else:
        height = min(box["height"] + 16, tallest)
        clip = FloatRect(x=0, y=max(box["y"] - 8, 0), width=GUIDE_WIDTH, height=height)
    picture = shown.screenshot(full_page=True, clip=clip)
    shown.context.close()
    return picture


def draw_printed(site: Site, browser: Browser, folder: Path) -> None:
    """What is printed, where the programs for it are installed."""
    if not shutil.which("pdftoppm"):
        sys.stdout.write("pdftoppm is not installed: what is printed stays as it was\n")
        return
    draw_printed_list(site, browser, folder)
    if shutil.which("soffice"):
        draw_slip(site, browser, folder)
        draw_report(folder)
    else:
        sys.stdout.write("LibreOffice is not installed: Word files stay as they were\n")


def draw_printed_list(site: Site, browser: Browser, folder: Path) -> None:
    """The first sheet of the task list on A4, as the browser prints it."""
    page = next(page for page in site.pages if page.name == "task_list")
    paper = window(browser, 1366)
    site.visit(paper, replace(page, path=f"{page.path}&print=1"))
    paper.pdf(path=folder / "list.pdf", prefer_css_page_size=True)
    paper.context.close()
    keep_first_sheet(folder / "list.pdf", "task_list-print")


def draw_slip(site: Site, browser: Browser, folder: Path) -> None:
    """The first sheet of a task slip, as LibreOffice prints it."""
    page = next(page for page in site.pages if page.name == "slip")
    with browser.new_context() as context:
        site.sign_in(context, page)
        (folder / "slip.docx").write_bytes(context.request.get(site.home + page.path).body())
    keep_first_sheet(print_word(folder / "slip.docx"), "slip-print")


def draw_report(folder: Path) -> None:
    """Every sheet of a consolidated report; the example of its tests."""
    written = subprocess.run(
        [sys.executable, "-m", "tests.reporting.printed_example"],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        check=True,
        capture_output=True,
    )
    draw_word(written.stdout, "report-word", folder)


def draw_word(content: bytes, name: str, folder: Path) -> None:
    """Every sheet of a Word file as <name>-1.png, <name>-2.png, …, and no sheet of an older one."""
    (folder / f"{name}.docx").write_bytes(content)
    pdf = print_word(folder / f"{name}.docx")
    run("pdftoppm", "-png", "-r", "96", pdf.name, name, folder=folder)
    for old in FOLDER.glob(f"{name}-*.png"):
        old.unlink()
    for n, sheet in enumerate(sorted(folder.glob(f"{name}-*.png")), start=1):
        keep(sheet.read_bytes(), f"{name}-{n}")


def print_word(file: Path) -> Path:
    """The Word file as LibreOffice prints it, in PDF beside it."""
    profile = f"-env:UserInstallation=file://{file.parent}/office"
    run("soffice", profile, "--headless", "--convert-to", "pdf", file.name, folder=file.parent)
    return file.with_suffix(".pdf")


def keep_first_sheet(pdf: Path, name: str) -> None:
    """Keep the first page of a PDF file as a picture."""
    words = ("-png", "-r", "96", "-singlefile", pdf.name, "sheet")
    run("pdftoppm", *words, folder=pdf.parent)
    keep((pdf.parent / "sheet.png").read_bytes(), name)


def run(program: str, *words: str, folder: Path) -> None:
    """Run a program in a folder to its end."""
    subprocess.run([program, *words], cwd=folder, check=True, capture_output=True, timeout=120)


def keep(png: bytes, name: str, folder: Path = FOLDER) -> None:
    """Keep a picture small, with the colours that it is made of."""
    picture = Image.open(BytesIO(png)).convert("RGB")
    colours = main_colours(picture)
    floors = Image.new("P", (1, 1))
    floors.putpalette([part for colour in colours for part in floor(colour)])
    small = picture.quantize(palette=floors, dither=Image.Dither.NONE)
    small.putpalette([part for colour in colours for part in colour])
    small.save(folder / f"{name}.png", optimize=True)
    sys.stdout.write(f"{name}\n")


def main_colours(picture: Image.Image) -> list[Colour]:
    """The colours that most of the picture has, the gaudy before the grey: a mark stays red.

    Pillow looks at six bits of each part: of colours that are one to it, the commonest.
    """
    counted = picture.getcolors(maxcolors=picture.width * picture.height) or []
    found = [(n, colour) for n, colour in counted if isinstance(colour, tuple)]
    found.sort(key=lambda pair: -pair[0] * (1 + (max(pair[1]) - min(pair[1])) / 8))
    kept: dict[Colour, Colour] = {}
    for _n, colour in found:
        kept.setdefault(floor(colour), colour)
    return [*kept.values()][:COLOURS]


def floor(colour: Colour) -> Colour:
    """The colour as Pillow tells it from others."""
    return tuple(part & ~3 for part in colour)


if __name__ == "__main__":
    main(sys.argv[1:])
