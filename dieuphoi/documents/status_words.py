"""Words for a status that the vocabulary does not know: asked once, remembered for the agency."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base.errors import DomainError, require
from dieuphoi.base.vietnamese import tidy
from dieuphoi.documents import policy
from dieuphoi.documents.models import StatusState, StatusTiming, StatusWord
from dieuphoi.documents.reading.statuses import (
    Meaning,
    ReadStatus,
    State,
    Timing,
    key_of,
    read_status,
)
from dieuphoi.documents.typed_text import refuse_marks
from dieuphoi.organizations.actor import Actor
from dieuphoi.organizations.models import Organization

LONGEST = 120
"""A longer text is a narrative of one row, not a word that comes again."""


class WordUnexplained(DomainError):
    """Neither a state nor "tells no status" was chosen."""


@dataclass(frozen=True)
class AskedWord:
    """A wording that a person must explain, and in how many rows it stands."""

    wording: str
    rows: int


def meanings_of(organization_id: int | None) -> dict[str, Meaning]:
    """What the agency's own words mean, by `key_of`."""
    words = StatusWord.objects.filter(organization=organization_id)
    return {
        key: Meaning(cast(State, state), cast(Timing, timing))
        for key, state, timing in words.values_list("key", "state", "timing")
    }


@transaction.atomic
def explain(
    meanings: Mapping[str, Meaning], *, agency: Organization, by: Actor, at: datetime
) -> None:
    """Remember for the agency what these wordings mean; an earlier explanation gives way.

    An empty state says that the wording tells no status.
    """
    require(
        policy.can_explain(by, agency),
        _("Chỉ chuyên viên đầu mối được giải thích từ của bảng theo dõi."),
    )
    for wording, meaning in meanings.items():
        if meaning.state == "asked" or (meaning.state and meaning.state not in StatusState):
            raise WordUnexplained(_("Hãy chọn nghĩa của từ."))
        if meaning.timing and meaning.timing not in StatusTiming:
            raise WordUnexplained(_("Hãy chọn nghĩa của từ."))
        refuse_marks(wording)
        StatusWord.objects.update_or_create(
            organization=agency,
            key=key_of(wording),
            defaults={
                "wording": tidy(wording),
                "state": meaning.state,
                "timing": meaning.timing,
                "explained_by": by.label,
                "explained_at": at,
            },
        )
    record("status_words.explained", agency, by=by, at=at, words=sorted(meanings))


def understood(
    text: str, percent: int | None, told: ReadStatus | None, known: Mapping[str, Meaning]
) -> ReadStatus:
    """What a wording means with the agency's own words.

    `told` is what the reader made of it, who also saw the other cells: it stands where the
    agency's words change nothing.
    """
    beside = "" if percent is None else f"{percent}%"
    own = read_status(text, beside, known=known)
    if told and told.text == text and told.percent == percent and own == read_status(text, beside):
        return told
    return own


def asked_among(rows: Iterable[tuple[str, str]]) -> list[AskedWord]:
    """The wordings to explain among pairs of wording and state, most frequent first.

    Left out are those that only contradict another cell of their row, and whole sentences.
    """
    texts = [text for text, state in rows if state == StatusState.ASKED]
    counted = Counter(key_of(text) for text in texts)
    first = {key_of(text): text for text in reversed(texts)}
    return [
        AskedWord(first[key], n)
        for key, n in counted.most_common()
        if key and len(key) <= LONGEST and read_status(first[key]).state == "asked"
    ]
