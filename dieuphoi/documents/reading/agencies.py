"""The agencies named in a cell: where one ends and the next begins.

Separators are lines, semicolons, dashes, and commas or "và" between two different bodies. A comma
inside a name ("Sở Văn hóa, Thể thao và Du lịch") or a collective ("các sở, ban, ngành") is none:
a comma separates only where the words after it begin another body.
"""

import re

from dieuphoi.base.vietnamese import tidy

# Words that begin the name of a body when written with a capital.
_HEADS = (
    "Sở", "Bộ", "Ban", "Cục", "Vụ", "Viện", "Trường", "Hội", "Đoàn", "Đài", "Báo", "Tổ", "Phòng",
    "Tổng", "Văn phòng", "VP", "Công an", "Quân khu", "Thanh tra", "Kiểm toán", "Ngân hàng",
    "Trung tâm", "Ủy ban", "Uỷ ban", "Hội đồng", "Mặt trận", "Liên đoàn", "Liên minh",
    "Liên hiệp", "Hiệp hội", "Tỉnh đoàn", "Thành đoàn", "Tỉnh ủy", "Tỉnh uỷ", "Thành ủy",
    "Thành uỷ", "Đảng ủy", "Đảng uỷ", "Huyện ủy", "Tòa án", "Toà án", "Viện kiểm sát",
    "Bảo hiểm", "Kho bạc", "Thuế", "Chi cục", "Hải quan", "Tập đoàn", "Công ty", "Doanh nghiệp",
    "Học viện", "Đại học", "Bệnh viện", "Chi nhánh", "Thủ trưởng", "Giám đốc", "Chủ tịch",
    "Chánh", "Trưởng", "Thống kê", "Thông tấn", "Cổng", "Quỹ", "Dự án", "Đề án", "Tạp chí",
    "Nhà xuất bản", "Bưu điện", "Lữ đoàn", "Trạm", "Cơ quan", "Các", "Những", "Một số",
    "Chính phủ", "Quốc hội", "Thường trực", "Thành phố", "Tỉnh", "Cảng", "Trung ương",
)  # fmt: skip
# Words that begin a body also in small letters, because what follows cannot be part of a name.
_SMALL_HEADS = (
    r"các\s", r"[ủu]y ban nhân dân", r"uỷ ban nhân dân", r"thanh tra [A-ZĐ]", r"công an ",
    r"văn phòng [A-ZĐ]", r"trung tâm [A-ZĐ]", r"nhà (?:cung cấp|đầu tư|thầu|mạng)",
    r"chương trình [A-ZĐ]", r"doanh nghiệp (?:viễn|công|có|liên)", r"chính quyền",
    r"những\s", r"một số\s",
)  # fmt: skip
_ACRONYM = r"(?:[A-ZĐƯƠÂÊÔ&-]{2,}\d*|[A-ZĐƯƠÂÊÔ]+[a-z]?[A-ZĐƯƠÂÊÔ]{2,}\d*)(?![\wà-ỹ])"
_HEAD = re.compile(
    r"(?:" + "|".join(re.escape(head) + r"(?![\wà-ỹ])" for head in _HEADS)
    + "|" + "|".join(_SMALL_HEADS) + "|" + _ACRONYM + ")"
)  # fmt: skip
# What may follow a comma inside a collective.
_MEMBER = (
    r"(?:sở|ban|bộ|ngành|đoàn thể|hội|địa phương|cơ quan|đơn vị|tổ chức|doanh nghiệp|xã|phường|"
    r"đặc khu|thị trấn|thị xã|huyện|quận|tỉnh|thành phố|viện|trường|khu|ban ngành|cá nhân|phòng|"
    r"hợp tác xã|cao đẳng|đại học|hiệp hội|UBND|HĐND|tập đoàn|tổng công ty|công ty|vụ|cục)"
)
_COLLECTIVE = re.compile(
    r"^(?:thủ trưởng |giám đốc |lãnh đạo |chủ tịch |bộ trưởng |người đứng đầu )*"
    r"(?:(?:các|những|một số)\s|(?:ubnd|hđnd|(?:ủy|uỷ) ban nhân dân|hội đồng nhân dân)\s+(?:các\s+)?"
    + _MEMBER + r"\b|" + _MEMBER + r"\s*(?:,|và\s|$|liên quan|có liên quan))",
    re.IGNORECASE,
)  # fmt: skip
_BARE_MEMBER = re.compile(
    rf"^(?!UBND|HĐND)(?:các\s+)?{_MEMBER}(?:\s+{_MEMBER})*"
    r"(?:\s+(?:ngang bộ|thuộc Chính phủ|cấp (?:tỉnh|xã|huyện)|trực thuộc trung ương|trực thuộc|"
    r"liên quan|có liên quan|khác|tỉnh|thành phố))*\s*(?:,|;|$|và\s)",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^\s*(?:[-+*•–]|\d{1,2}[.)](?!\d)|[a-zđ]\))\s+|^\s*[-+*•–](?=\w)")
_OFFICE_OF = re.compile(r"^(?:văn phòng|vp|thường trực|lãnh đạo|đoàn)\b", re.IGNORECASE)
_COUNCIL = re.compile(r"^(?:HĐND|UBND|Hội đồng nhân dân|Ủy ban nhân dân|Đoàn (?:ĐBQH|đại biểu))")
_TWICE = re.compile(r"\b(Sở|Bộ|Ban|UBND) \1\b")
_MISSING = re.compile(r"(?<=[a-zà-ỹ]) (?=(?:Sở|Bộ|UBND) [A-ZĐ])")
_GOVERNS = re.compile(
    r"(?:của|thuộc|và|với|giám đốc|các|tra|phòng|đảng ủy|lãnh đạo)$", re.IGNORECASE
)
_JOINT = re.compile(r",\s*(?:và\s+)?|\s+(?:và|cùng với|cùng)\s+|\s+&\s+(?=Sở|Bộ)|\s*/\s*(?=Sở|Bộ)")
_BRACKETS = re.compile(r"\([^()]*\)")
_EDGES = " .;:,-–+*•"
_DOUBT = re.compile(
    r"\b(?:theo|tại (?:điểm|khoản|mục|phụ lục)|như (?:trên|nhiệm vụ|mục)|nêu (?:tại|trên)|quyết định số|"
    r"kế hoạch số|tham mưu|rà soát|ban hành|tổ chức (?:thực hiện|triển khai|các|kiểm tra|tuyên truyền|hội nghị)|triển khai|có trách nhiệm|chịu trách nhiệm|"
    r"chủ động|thực hiện|phối hợp|chủ trì|tổng hợp|//|nt)\b",
    re.IGNORECASE,
)
_WITHIN_DUTIES = re.compile(r"(?i)\s+(?:theo|trong phạm vi) chức năng\b.*$")
_LONG = 14


def split_agencies(text: str) -> list[str]:
    """The bodies named in a cell, each as written, in order, without repetition."""
    found: list[str] = []
    for piece in _pieces(_TWICE.sub(r"\1", text)):
        for name in _split_piece(piece):
            name = _WITHIN_DUTIES.sub("", name.strip(_EDGES)).strip(_EDGES)
            name = re.sub(r"^(?:và|cùng|với)\s+", "", name)
            if any(map(str.isalnum, name)) and name not in found:
                found.append(name)
    return found


def is_doubtful(name: str) -> bool:
    """Whether this is likelier a sentence or a reference than the name of a body."""
    return bool(_DOUBT.search(name)) or len(name.split()) > _LONG


def _pieces(text: str) -> list[str]:
    """Lines, bullets and semicolons; a line that goes on with a small letter belongs to the last."""
    lines: list[str] = []
    for line in map(tidy, text.splitlines()):
        if not line:
            continue
        bullet = bool(_BULLET.match(line))
        line = _BULLET.sub("", line)
        if lines and not bullet and _continues(lines[-1], line):
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
    return [piece for line in lines for piece in _outside_brackets(line, ";")]


def _continues(before: str, line: str) -> bool:
    if before.count("(") > before.count(")"):
        return True
    if before.endswith((";", ".", ":")):
        return False
    if before.endswith((",", " và", "-")):
        return True
    return line[0].islower() and not _HEAD.match(line) or line.startswith("và ")


def _split_piece(piece: str) -> list[str]:
    names: list[str] = []
    rest = _split_missing(piece)
    for part in rest:
        current = ""
        for word, text in _joints(part):
            if current and _separates(current, word, text):
                names.append(current)
                current = text
            else:
                current = f"{current}{word}{text}"
        names.append(current)
    return names


def _joints(text: str) -> list[tuple[str, str]]:
    """The text cut at every comma and "và" outside brackets: pairs of joint and what follows it."""
    pairs: list[tuple[str, str]] = []
    inside = _bracketed(text)
    begin, joint = 0, ""
    for found in _JOINT.finditer(text):
        if found.start() not in inside:
            pairs.append((joint, text[begin : found.start()]))
            joint, begin = found[0], found.end()
    pairs.append((joint, text[begin:]))
    return pairs


def _separates(before: str, joint: str, after: str) -> bool:
    """Whether a joint stands between two bodies."""
    if not _HEAD.match(after):
        return False
    begins_anew = after[:4].casefold() == "các "
    if begins_anew:
        return True
    if _COLLECTIVE.match(before) and _BARE_MEMBER.match(after):
        # "Sở" begins a collective of its own unless "các" holds the whole list
        return after[:2].casefold() == "sở" and before[:3].casefold() != "các"
    return not (_OFFICE_OF.match(before) and _COUNCIL.match(after) and "," not in before)


def _split_missing(piece: str) -> list[str]:
    """Two agencies of a kind with nothing between them: `Sở Nội vụ Sở Y tế`."""
    if not piece.startswith(("Sở ", "Bộ ")):
        return [piece]
    cuts = [
        found for found in _MISSING.finditer(piece) if not _GOVERNS.search(piece[: found.start()])
    ]
    inside = _bracketed(piece)
    parts, begin = [], 0
    for cut in cuts:
        if cut.start() not in inside:
            parts.append(piece[begin : cut.start()])
            begin = cut.end()
    return [*parts, piece[begin:]]


def _outside_brackets(text: str, separator: str) -> list[str]:
    inside = _bracketed(text)
    cuts = [at for at, char in enumerate(text) if char == separator and at not in inside]
    begins = [0, *(at + 1 for at in cuts)]
    parts = [text[begin:end].strip() for begin, end in zip(begins, [*cuts, None], strict=True)]
    return [part for part in parts if part]


def _bracketed(text: str) -> set[int]:
    """The places inside brackets; a bracket without its partner holds nothing."""
    return {at for found in _BRACKETS.finditer(text) for at in range(found.start(), found.end())}


_LABELLED = re.compile(
    r"(?is)^\W*(?:(?:các\s+)?(?:cơ quan|đơn vị|bộ phận)\s+)?chủ trì(?:\s+thực hiện)?\s*:\s*(?P<lead>.*?)"
    r"(?:[\n;,.\s-]*(?:(?:các\s+)?(?:cơ quan|đơn vị|bộ phận)\s+)?phối hợp(?:\s+thực hiện)?\s*:\s*(?P<with>.*))?$"
)
_SENTENCE = re.compile(
    r"(?is)^(?P<lead>.+?)\s+(?:(?:là\s+)?(?:cơ quan|đơn vị)\s+)?chủ trì\s*[,;.]?\s*"
    r"(?:(?:và\s+)?phối hợp\s*(?:với|cùng)?\s*:?\s*(?P<with>.*))?$"
)


def split_lead(text: str) -> tuple[list[str], list[str]]:
    """Who leads and who cooperates, where one cell tells both.

    "Chủ trì: …; phối hợp: …" and "… chủ trì, phối hợp với …"; any other text names leads only.
    """
    found = _LABELLED.match(text) or _SENTENCE.match(text)
    if found:
        return split_agencies(found["lead"]), split_agencies(found["with"] or "")
    return split_agencies(text), []
