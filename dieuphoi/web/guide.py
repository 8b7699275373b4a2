"""The guide of docs/guide as pages of the product: the same text, read where the work is done."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from dieuphoi.base.vietnamese import fold
from dieuphoi.organizations.roles import Role

PAGES = (
    "first-day",
    "officer",
    "head",
    "focal",
    "leader",
    "administrator",
    "install",
)
"""The pages in the order in which they are listed: files of docs/guide without their ending."""

FOR_ROLE = {
    Role.OFFICER: "officer",
    Role.HEAD: "head",
    Role.FOCAL_OFFICER: "focal",
    Role.LEADER: "leader",
    Role.AUDITOR: "leader",
    Role.ADMINISTRATOR: "administrator",
}
"""Which page fits which role best."""

_NOT_IN_ANCHOR = re.compile("[^a-z0-9]+")


@dataclass(frozen=True)
class Heading:
    """A heading of a page: its text and the anchor that leads to it."""

    title: str
    anchor: str


@dataclass(frozen=True)
class GuidePage:
    """A page of the guide; `text` is what stands below its title, as HTML of ours alone."""

    slug: str
    title: str
    text: SafeString
    headings: tuple[Heading, ...]


@cache
def guide_page(slug: str) -> GuidePage:
    """The page of that name, one of PAGES; raises KeyError for any other."""
    if slug not in PAGES:
        raise KeyError(slug)
    return page_of(slug, (_folder() / f"{slug}.md").read_text(encoding="utf-8"))


def page_of(slug: str, written: str) -> GuidePage:
    """The page that this Markdown makes; HTML in it is shown as text."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(written)
    title, headings = "", []
    for token, inside in zip(tokens, tokens[1:], strict=False):
        if token.type != "heading_open":
            continue
        if token.tag == "h1":
            title = _words(inside)
        else:
            anchor = _NOT_IN_ANCHOR.sub("-", fold(_words(inside))).strip("-")
            token.attrSet("id", anchor)
            headings += [Heading(_words(inside), anchor)] if token.tag == "h2" else []
    _lead_on(tokens)
    below = tokens[3:] if title else tokens
    text = markdown.renderer.render(below, markdown.options, {})
    # The renderer escapes all text, and raw HTML is off: what is left is markup that it made.
    return GuidePage(slug, title, mark_safe(text), tuple(headings))  # noqa: S308


def _words(inline: Token) -> str:
    return "".join(child.content for child in inline.children or [])


def _lead_on(tokens: list[Token]) -> None:
    """Links to other pages lead to them here, pictures come from the static files."""
    for child in (child for token in tokens for child in token.children or []):
        if child.type == "link_open":
            name, _dot, anchor = str(child.attrGet("href")).partition(".md")
            if name in PAGES:
                child.attrSet("href", reverse("help_page", args=[name]) + anchor)
            elif name == "README":
                child.attrSet("href", reverse("help_index"))
        elif child.type == "image":
            child.attrSet("src", static(f"guide/{Path(str(child.attrGet('src'))).name}"))
            child.attrSet("loading", "lazy")


def _folder() -> Path:
    return Path(settings.GUIDE)
