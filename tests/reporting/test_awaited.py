"""Words of a result that promise a decision, and words that tell of one."""

import unicodedata

import pytest

from dieuphoi.reporting.awaited import is_awaited


@pytest.mark.parametrize(
    "did",
    [
        "Lãnh đạo sẽ xem xét, ban hành trước ngày 28/5",
        "Đã trình, đang chờ cấp trên phê duyệt",
        "Đang lấy ý kiến các sở",
        "DỰ KIẾN ban hành trong tháng 6",
        "Hồ sơ đã đủ; chờ thẩm định",
        unicodedata.normalize("NFD", "Sẽ hoàn thành trong quý sau"),
    ],
)
def test_a_decision_still_to_come_is_seen(did: str) -> None:
    assert is_awaited(did)


@pytest.mark.parametrize(
    "did",
    [
        "Đã ban hành Quyết định số 12",
        "Đã trình cấp có thẩm quyền xem xét",
        "Đã ban hành kế hoạch; sẽ tiếp tục triển khai",
        "Đã gửi cho các sở lấy ý kiến và đã tiếp thu",
        "Sẽ họp hằng quý. Đã phê duyệt danh mục",
        "",
    ],
)
def test_a_decision_taken_is_not_doubted(did: str) -> None:
    assert not is_awaited(did)
