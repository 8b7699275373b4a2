"""The guide in the product: a page for every role, links and pictures that are there, and no
button and no sentence named that the product does not have."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from dieuphoi.organizations.models import User
from dieuphoi.organizations.roles import Role
from dieuphoi.web.guide import FOR_ROLE, PAGES, guide_page, page_of
from tests.browser.guide_pictures import OF_GUIDE
from tests.cast import Cast
from tests.test_repository import HOUSE, TEMPLATES, own_texts

GUIDE = Path(settings.GUIDE)
FILES = sorted(GUIDE.glob("*.md"))
ROLES = ("officer", "head", "focal", "leader", "auditor", "administrator")
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
SAID = re.compile(r"^\| “(.+?)” \|", re.MULTILINE)
"""What a table of errors quotes of the screen."""
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)#]*)(?:#([^)]*))?\)")
PICTURE = re.compile(r"!\[([^\]]*)\]\(pictures/([^)]+)\)")
FILLED_IN = re.compile(r"{{.*?}}|%\(\w+\)s|…")
"""Where a sentence has a name or a number; the guide writes “…” there."""


# What is there


def test_every_role_has_a_page_and_every_file_is_a_page() -> None:
    assert set(FOR_ROLE) == set(Role)
    assert {path.stem for path in FILES} == {*PAGES, "README"}


@pytest.mark.django_db
@pytest.mark.parametrize("who", ROLES)
def test_the_page_of_the_own_role_stands_first(client: Client, cast: Cast, who: str) -> None:
    actor = getattr(cast, who)
    client.force_login(User.objects.get(pk=actor.user_id))
    said = client.get("/help/").content.decode()
    assert re.findall(r"/help/([a-z-]+)/", said)[0] == FOR_ROLE[actor.role]
    assert 'href="/help/"' in client.get("/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("slug", PAGES)
def test_links_and_pictures_of_a_page_lead_somewhere(client: Client, cast: Cast, slug: str) -> None:
    client.force_login(User.objects.get(pk=cast.officer.user_id))
    page = client.get(f"/help/{slug}/")
    text = guide_page(slug).text
    assert page.status_code == 200
    assert guide_page(slug).title in page.content.decode()
    assert ".md" not in "".join(re.findall(r'href="([^"]*)"', text))
    for address in re.findall(r'href="(/help/[^"#]*)', text):
        assert client.get(address).status_code == 200, address
    for name in re.findall(r'src="[^"]*guide/([^"]+?)(?:\.[0-9a-f]{12})?\.png"', text):
        assert finders.find(f"guide/{name}.png"), name


@pytest.mark.django_db
def test_a_page_that_is_not_there_is_not_found(client: Client, cast: Cast) -> None:
    client.force_login(User.objects.get(pk=cast.officer.user_id))
    assert client.get("/help/README/").status_code == 404


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_links_to_files_and_headings_that_are_there(path: Path) -> None:
    for name, anchor in LINK.findall(path.read_text(encoding="utf-8")):
        target = GUIDE / name if name else path
        assert target.is_file(), name
        if anchor:
            assert anchor in {heading.anchor for heading in guide_page(target.stem).headings}


def test_pictures_are_those_that_the_tests_take_and_each_is_shown() -> None:
    shown = [found for path in FILES for found in PICTURE.findall(path.read_text("utf-8"))]
    kept = {path.name for path in (GUIDE / "pictures").iterdir()}
    assert kept == {name for _words, name in shown} == {f"{name}.png" for name in OF_GUIDE}
    assert all(words for words, _name in shown)
    assert sum(path.stat().st_size for path in (GUIDE / "pictures").iterdir()) < 2_000_000


def test_html_in_the_guide_is_shown_as_text() -> None:
    made = page_of("officer", "# Một\n\n<script src=x></script>\n\n[x](javascript:alert)").text
    assert "<script" not in made
    assert "&lt;script" in made
    assert "href" not in made


def test_headings_have_anchors_and_links_between_pages_lead_to_help() -> None:
    made = page_of("officer", "# Một\n\n## Đưa vào\n\n[a](focal.md#b) [c](README.md)")
    assert (made.title, [one.anchor for one in made.headings]) == ("Một", ["đưa-vào"])
    assert '<h2 id="đưa-vào">' in made.text
    assert 'href="/help/focal/#b"' in made.text
    assert 'href="/help/"' in made.text


# What it says


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_stands_in_bold_is_a_word_of_the_product(path: Path) -> None:
    bold = BOLD.findall(path.read_text(encoding="utf-8"))
    wrong = [words for words in bold if as_said(words) not in said_whole()]
    assert wrong == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_a_table_of_errors_quotes_is_said_by_the_product(path: Path) -> None:
    quoted = SAID.findall(path.read_text(encoding="utf-8"))
    wrong = [words for words in quoted if not is_said(words)]
    assert wrong == []


@pytest.mark.parametrize("slug", [slug for slug in PAGES if slug != "install"])
def test_every_page_says_what_to_do_about_errors(slug: str) -> None:
    assert guide_page(slug).headings[-1].title == "Khi gặp lỗi"
    assert SAID.findall((GUIDE / f"{slug}.md").read_text(encoding="utf-8"))


def as_said(words: str) -> str:
    """In one line and small letters, with “…” for what is filled in."""
    return " ".join(FILLED_IN.sub("…", words).split()).casefold().strip(" .:")


def is_said(quoted: str) -> bool:
    """Whether some text of the product has the pieces of the quotation one after another."""
    pieces = [as_said(piece) for piece in quoted.split("…")]
    pattern = re.compile(".*".join(re.escape(piece) for piece in pieces if piece))
    return any(pattern.search(text) for text in said_whole())


@cache
def said_whole() -> frozenset[str]:
    """Every text of the product that a person sees, each whole."""
    texts = [text for path, text in own_texts().items() if TEMPLATES in path.parents]
    found = [
        words
        for text in texts
        for words in re.findall(r"""{%-? translate "([^"]+)"|{%-? translate '([^']+)'""", text)
    ]
    blocks = [
        part
        for text in texts
        for block in re.findall(
            r"{%-? blocktranslate[^%]*%}(.*?){%-? endblocktranslate", text, re.S
        )
        for part in re.split(r"{%-? plural %}", block)
    ]
    constants = [
        node.value
        for path, text in own_texts().items()
        if HOUSE in path.parents and path.suffix == ".py" and "migrations" not in path.parts
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    catalogue = Path(settings.LOCALE_PATHS[0]) / "vi" / "LC_MESSAGES" / "django.po"
    theirs = re.findall(r'^msgstr "(.+)"$', catalogue.read_text(encoding="utf-8"), re.MULTILINE)
    words = ["".join(pair) for pair in found]
    return frozenset(map(as_said, [*words, *blocks, *constants, *theirs]))
