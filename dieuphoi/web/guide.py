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

_NOT_IN_ANCHOR = re.compile(r"[^\w\- ]")


@dataclass(frozen=True)
class Heading:
    """A heading of a page: its text and the anchor that leads to it."""

    title: str
    anchor: str


@dataclass(frozen=True)
class GuidePage:
    """A page of the guide: `lead` is its first sentences, whom it is for; `text` is all that stands
    below its title, as HTML of ours alone."""

    slug: str
    title: str
    lead: str
    text: SafeString
    headings: tuple[Heading, ...]


@cache
def guide_page(slug: str) -> GuidePage:
    """The page of that name, one of PAGES; raises KeyError for any other."""
    if slug not in PAGES:
        raise KeyError(slug)
    return page_of(slug, (_folder() / f"{slug}.md").read_text(encoding="utf-8"))


def page_of(slug: str, written: str) -> GuidePage:
    """The page that this Markdown makes, which begins with its title and has a paragraph; HTML in
    it is shown as text."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(written)
    opened = list(zip(tokens, tokens[1:], strict=False))
    title = next(_words(inside) for token, inside in opened if token.tag == "h1")
    lead = next(_words(inside) for token, inside in opened if token.tag == "p")
    headings = _anchored(opened)
    _lead_on(tokens)
    text = markdown.renderer.render(tokens[3:], markdown.options, {})
    # The renderer escapes all text, and raw HTML is off: what is left is markup that it made.
    return GuidePage(slug, title, lead, mark_safe(text), headings)  # noqa: S308


def _anchored(opened: list[tuple[Token, Token]]) -> tuple[Heading, ...]:
    """Give the headings their anchors, the same as on a git web page, so that links work on both."""
    headings = []
    for token, inside in opened:
        if token.type == "heading_open" and token.tag == "h2":
            words = _words(inside)
            anchor = _NOT_IN_ANCHOR.sub("", words.lower()).replace(" ", "-")
            token.attrSet("id", anchor)
            headings.append(Heading(words, anchor))
    return tuple(headings)


def _words(inline: Token) -> str:
    return "".join(
        " " if child.type == "softbreak" else child.content for child in inline.children or []
    )


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


def _folder() -> Path:
    return Path(settings.GUIDE)
