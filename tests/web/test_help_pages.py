"""The guide in the product: a page for every role, links and pictures that are there, and no
button named that the product does not have."""

import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from dieuphoi.organizations.models import User
from dieuphoi.organizations.roles import Role
from dieuphoi.web.guide import FOR_ROLE, PAGES, guide_page
from tests.cast import Cast
from tests.test_repository import own_texts

GUIDE = Path(settings.GUIDE)
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


def test_every_role_has_a_page_and_every_file_is_a_page() -> None:
    assert set(FOR_ROLE) == set(Role)
    assert {path.stem for path in GUIDE.glob("*.md")} == {*PAGES, "README"}


@pytest.mark.django_db
def test_the_page_of_the_own_role_stands_first(client: Client, cast: Cast) -> None:
    client.force_login(User.objects.get(pk=cast.head.user_id))
    said = client.get("/help/").content.decode()
    assert re.findall(r"/help/([a-z-]+)/\"", said)[0] == "head"


@pytest.mark.django_db
@pytest.mark.parametrize("slug", PAGES)
def test_links_and_pictures_of_a_page_are_there(client: Client, cast: Cast, slug: str) -> None:
    client.force_login(User.objects.get(pk=cast.officer.user_id))
    page = client.get(f"/help/{slug}/")
    text = guide_page(slug).text
    assert page.status_code == 200
    assert guide_page(slug).title in page.content.decode()
    for address in re.findall(r'href="(/help/[^"#]*)', text):
        assert client.get(address).status_code == 200, address
    for name in re.findall(r'src="[^"]*guide/([^"]+?)(?:\.[0-9a-f]{12})?\.png"', text):
        assert finders.find(f"guide/{name}.png"), name


@pytest.mark.django_db
def test_a_page_that_is_not_there_is_hidden(client: Client, cast: Cast) -> None:
    client.force_login(User.objects.get(pk=cast.officer.user_id))
    assert client.get("/help/README/").status_code == 404


def test_no_picture_is_kept_that_no_page_shows() -> None:
    shown = {name for path in GUIDE.glob("*.md") for name in pictures_of(path)}
    assert {path.name for path in (GUIDE / "pictures").iterdir()} == shown


def pictures_of(path: Path) -> list[str]:
    return re.findall(r"\]\(pictures/([^)]+)\)", path.read_text(encoding="utf-8"))


def test_html_in_the_guide_is_text() -> None:
    assert all("<script" not in guide_page(slug).text for slug in PAGES)


@pytest.mark.parametrize("path", sorted(GUIDE.glob("*.md")), ids=lambda path: path.name)
def test_what_the_guide_names_in_bold_stands_in_the_product(path: Path) -> None:
    named = [
        part.strip(" .:,")
        for bold in BOLD.findall(path.read_text(encoding="utf-8"))
        for part in " ".join(bold.split()).split("→")
    ]
    missing = [words for words in named if words.casefold() not in product()]
    assert missing == []


@cache
def product() -> str:
    """All that the product says, in small letters."""
    house = Path(settings.ROOT) / "dieuphoi"
    said = [text for file, text in own_texts().items() if house in file.parents]
    return " ".join(" ".join(said).split()).casefold()
