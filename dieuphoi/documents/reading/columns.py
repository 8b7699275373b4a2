"""What a column is for, told from the words of its header.

Directives name the same column in a hundred ways; the words decide, not a list of known headers.
The rules are tried from top to bottom, so the narrow ones stand first.
"""

import re
from functools import lru_cache
from typing import Literal

from dieuphoi.base.vietnamese import fold

Role = Literal[
    "number", "code", "content", "group", "lead", "cooperating", "lead_and_cooperating",
    "product", "deadline", "monitoring", "leader", "source", "assigned_on", "status", "percent",
    "result", "done_on", "indicator", "unit", "field", "note", "other", "",
]  # fmt: skip

_AGENCY = r"(co quan|don vi|to chuc|bo phan|phong|ban|nganh|chu the|ca nhan|nguoi)"
_WORK = r"(nhiem vu|noi dung|cong viec|giai phap|hoat dong|dau viec|viec|du an|de an|chuong trinh)"
_RULES: list[tuple[Role, str]] = [
    ("number", r"^(stt|tt|so tt|so thu tu|thu tu|no|#)$"),
    ("code", r"^(ma|ma so|ma hieu|ma (nhiem vu|so nhiem vu|cong viec|nv|cv|de an|du an)|chi tiet)$"),
    ("note", r"^(ghi chu|chu thich|luu y)"),
    ("unit", r"^(don vi tinh|dvt|dv tinh|don vi|don vi do)$"),
    ("other", r"(kinh phi|von|muc dau tu|tong muc|du toan|ngan sach|phuong thuc|so lieu|cap trinh)"),
    ("indicator", r"(chi tieu|chi so|muc tieu)(?!.*nhiem vu)"),
    ("percent", r"^(%|phan tram|ty le|ti le) ?%? ?(da )?(hoan thanh|thuc hien|tien do|khoi luong)"),
    ("done_on", r"(ngay|thoi gian|thoi diem|thoi han) .*thuc te|thuc te hoan thanh|ngay da hoan thanh"),
    ("other", r"^(tong so|so luong|so nhiem vu|ty le|ti le|nhiem vu (bi|da|chua|dang|qua|trong))"),
    ("leader", r"^(lanh dao|thu ky|dong chi|thanh vien|nguoi chi dao)|lanh dao .*(phu trach|chi dao)"),
    ("source", r"(van ban (giao|chi dao|chu truong)|nguon (chi dao|giao|goc)|can cu|co so phap ly|vi tri trong)"),
    ("assigned_on", r"(ngay|thoi gian|thoi diem) (giao|nhan|chi dao|van ban|ban hanh van ban|bat dau)|^bat dau"),
    ("status", r"(tinh hinh|tinh trang|trang thai|tien do|muc do hoan thanh|ty le)|^danh gia|"
               r"^((da |chua |dang )?hoan thanh|(da|chua|dang) (thuc hien|trien khai)|(da )?qua han)$"),
    ("result", r"ket qua (da |thuc hien|hien nay|hien tai|bo sung|thuc te|dat duoc|xu ly)|^dien giai|"
               r"^(noi dung|cong viec|nhiem vu|viec) (da (thuc hien|lam|hoan thanh|trien khai)|dat duoc)"),
    ("deadline", r"(thoi han|thoi gian|thoi diem|ky han|lo trinh|deadline|so ngay|\bhan\b|"
                 r"(ngay|moc|nam|thang) (can )?(hoan thanh|ket thuc|trinh|ban hanh|bao cao)|^ket thuc|^ngay$)"),
    ("monitoring", r"(theo doi|don doc|giam sat|kiem tra|dau moi tong hop)(?!.*" + _WORK + ")"),
    ("lead_and_cooperating", r"chu tri.*phoi hop|phoi hop.*chu tri"),
    ("cooperating", r"(phoi hop|tham gia|ho tro)(?!.*" + _WORK + ")"),
    ("lead", r"(chu tri|trach nhiem|dau moi|chu dau tu|phan cong|duoc giao|phu trach)(?!.*noi dung)"),
    ("lead", rf"^{_AGENCY}\b.*(thuc hien|trien khai|xay dung|tham muu|giai quyet|soan thao)"),
    ("product", r"(san pham|ket qua|dau ra|hinh thuc van ban|loai van ban|yeu cau dat)"),
    ("group", r"^(nhom (nhiem vu|giai phap|noi dung|cong viec)|ten nhom)(?!.*/)"),
    ("content", _WORK),
    ("field", r"^(linh vuc|nganh|mang)\b"),
]  # fmt: skip
_COMPILED = [(role, re.compile(pattern)) for role, pattern in _RULES]
_YEAR = re.compile(r"\bnam (20\d\d)\b")
_ASIDE = re.compile(r"\([^)]*\)")
_PROGRESS = re.compile(r"tien do|hoan thanh|thuc hien|ket qua|^%$|^t[yi] le$")
_LONGEST = 90


@lru_cache(maxsize=4096)
def role_of(header: str) -> Role:
    """The role of a column with this header; "other" for words without a role, "" for none."""
    if len(header) > _LONGEST:
        return "other"
    words = fold(_ASIDE.sub(" ", header.replace("\n", " "))).strip(" .:*")
    if not words:
        return ""
    if "%" in header and _PROGRESS.search(words):
        return "percent"
    return next((role for role, pattern in _COMPILED if pattern.search(words)), "other")


def year_of(header: str) -> int | None:
    """The year that a header gives to its whole column: `Thời gian (Năm 2026)`."""
    found = _YEAR.search(fold(header))
    return int(found[1]) if found else None
