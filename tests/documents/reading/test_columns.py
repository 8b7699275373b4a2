"""What a column is for, told from its header."""

import pytest

from dieuphoi.documents.reading.columns import role_of, year_of

ROLES = {
    "number": ["STT", "TT", "Số TT", "Stt."],
    "code": ["Mã nhiệm vụ", "Mã số"],
    "content": [
        "Nhiệm vụ", "NỘI DUNG CÔNG VIỆC", "Nhiệm vụ và giải pháp", "Nội dung/nhiệm vụ",
        "Tên nhiệm vụ, đề án", "Nội dung thực hiện", "Hoạt động", "Tên dự án",
    ],
    "lead": [
        "Cơ quan chủ trì", "CHỦ TRÌ", "Đơn vị thực hiện", "Cơ quan, đơn vị chủ trì",
        "Trách nhiệm thực hiện", "Đơn vị được giao", "Đơn vị/Cá nhân chủ trì", "Chủ đầu tư",
        "Cơ quan đầu mối", "Phân công thực hiện",
    ],
    "cooperating": ["Cơ quan phối hợp", "Phối hợp thực hiện", "Đơn vị tham gia", "Phối hợp"],
    "lead_and_cooperating": ["Cơ quan chủ trì, phối hợp", "Chủ trì/Phối hợp"],
    "product": ["Sản phẩm", "Kết quả/Sản phẩm", "Dự kiến sản phẩm", "Kết quả đầu ra", "Kết quả"],
    "deadline": [
        "Thời hạn", "Thời gian hoàn thành", "THỜI GIAN", "Thời gian (Năm 2026)", "Hạn hoàn thành",
        "Thời gian dự kiến hoàn thành", "Lộ trình", "Ngày hoàn thành",
    ],
    "monitoring": ["Theo dõi, đôn đốc", "Cơ quan theo dõi", "Cơ quan chủ trì theo dõi, đánh giá"],
    "leader": ["Lãnh đạo phụ trách", "Lãnh đạo UBND chỉ đạo"],
    "source": ["Văn bản giao nhiệm vụ", "Căn cứ", "Nguồn chỉ đạo"],
    "assigned_on": ["Ngày giao", "Thời gian nhận", "Ngày chỉ đạo"],
    "status": ["Tiến độ", "Tình hình thực hiện", "Trạng thái"],
    "result": ["Kết quả thực hiện", "Kết quả hiện nay"],
    "indicator": ["Chỉ tiêu", "Chỉ tiêu thống kê"],
    "unit": ["Đơn vị tính", "ĐVT"],
    "note": ["Ghi chú"],
    "other": ["Kinh phí", "Tổng số nhiệm vụ", "Năm 2026", "Phương thức hỗ trợ thực hiện"],
    "": ["", " . "],
}  # fmt: skip


@pytest.mark.parametrize(
    "header, role", [(header, role) for role, headers in ROLES.items() for header in headers]
)
def test_header_tells_the_role(header: str, role: str) -> None:
    assert role_of(header) == role


def test_old_tone_marks_and_broken_lines_make_no_difference() -> None:
    assert role_of("CƠ QUAN\nCHỦ  TRÌ ") == role_of("Co quan chu tri") == "lead"


def test_header_may_name_the_year_of_its_column() -> None:
    assert year_of("Thời gian (Năm 2026)") == 2026
    assert year_of("Thời gian") is None
