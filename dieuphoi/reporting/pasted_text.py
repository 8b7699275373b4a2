"""What a text says of itself: that nothing arose is an answer, not a gap."""

import re

_NOTHING = re.compile(
    r"(?:hiện\s+)?không(?:\s+(?:có|phát\s+sinh))?"
    r"(?:\s+(?:gì|nội\s+dung(?:\s+nào)?|khó\s+khăn(?:,\s*vướng\s+mắc)?|"
    r"đề\s+xuất(?:,\s*kiến\s+nghị)?|kiến\s+nghị(?:,\s*đề\s+xuất)?))?[.!]?",
    re.IGNORECASE,
)


def says_nothing_arose(text: str) -> bool:
    """Whether the whole text is the answer "Không", "Không có", "Không phát sinh": not a gap."""
    return bool(_NOTHING.fullmatch(text.strip(" -–\n\t")))
