"""Somebody of the cast looks at a page: what it says, and where its links lead."""

import html
import re
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client

from dieuphoi.organizations.actor import Actor

LINK = re.compile(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)


def client_of(actor: Actor) -> Client:
    """A browser in which the actor is signed in."""
    client = Client()
    client.force_login(get_user_model().objects.get(pk=actor.user_id))
    return client


def visit(actor: Actor, address: str, **words: str) -> str:
    """The page that the actor gets."""
    answer = client_of(actor).get(address, words)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def download(actor: Actor, address: str, words: dict[str, str]) -> bytes:
    """The file that the actor gets."""
    answer: Any = client_of(actor).get(address, words)
    return b"".join(answer.streaming_content)


def words_of(page: str) -> str:
    """What a page says, without its tags; the words of its own part, not of header and footer."""
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def links_of(page: str) -> list[tuple[str, str]]:
    """The links of a page's own part: address and words."""
    main = page[page.index("<main") : page.index("</main>")]
    found = LINK.findall(main)
    return [(html.unescape(url), words_of(f"<main>{text}</main>")) for url, text in found]


def counted_links(page: str, start: str) -> list[tuple[str, int]]:
    """The links to a list that are a number: address and number."""
    return [(url, int(n)) for url, n in links_of(page) if url.startswith(start) and n.isdigit()]


def rows_behind(actor: Actor, address: str) -> int:
    """How many rows the list at the address has for the actor."""
    context: Any = client_of(actor).get(address).context
    return int(context["page"].paginator.count)
