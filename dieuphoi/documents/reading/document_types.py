"""The types of documents and the abbreviations that stand for them in a symbol.

Legal source: Decree 30/2020/NĐ-CP, appendix III; Party types are written the same way.
"""

import re

from dieuphoi.base.vietnamese import fold

_TYPES = {
    "NQ": "Nghị quyết", "QĐ": "Quyết định", "CT": "Chỉ thị", "QC": "Quy chế", "QyĐ": "Quy định",
    "TC": "Thông cáo", "TB": "Thông báo", "HD": "Hướng dẫn", "CTr": "Chương trình",
    "KH": "Kế hoạch", "PA": "Phương án", "ĐA": "Đề án", "DA": "Dự án", "BC": "Báo cáo",
    "BB": "Biên bản", "TTr": "Tờ trình", "HĐ": "Hợp đồng", "CĐ": "Công điện",
    "BGN": "Bản ghi nhớ", "BTT": "Bản thỏa thuận", "NĐ": "Nghị định", "TT": "Thông tư",
    "KL": "Kết luận", "CV": "Công văn",
}  # fmt: skip
_BY_NAME = {fold(name): name for name in _TYPES.values()}
_FOLDED = {abbreviation.casefold(): name for abbreviation, name in _TYPES.items()}


def type_in(line: str) -> str:
    """The type that a line in capitals names or begins with; empty for any other line."""
    words = fold(line).strip(" :.-")
    if words in _BY_NAME and (line.isupper() or line.istitle()):
        return _BY_NAME[words]
    begun = (name for bare, name in _BY_NAME.items() if words.startswith(f"{bare} "))
    return (
        next(begun, "")
        if line.isupper() and len(words.split()) <= 5 and not line.endswith(":")
        else ""
    )


def type_of_notation(notation: str) -> str:
    """ "KH-UBND" is a plan; "UBND-KTTH" names no type, which only an official letter may do."""
    first = re.split(r"[-/]", notation, maxsplit=1)[0].casefold()
    if not notation:
        return ""
    return _FOLDED.get(first, "Công văn")
