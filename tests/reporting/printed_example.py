"""A rich consolidated report, wholly made up, for tests and for the pictures of the printed pages.

    python -m tests.reporting.printed_example > report.docx

writes it as a Word file.
"""

import sys

import django

from dieuphoi.reporting.printed import (
    PrintedParagraph,
    PrintedPart,
    PrintedReport,
    PrintedTable,
    Signature,
)
from dieuphoi.reporting.report_document import write_document


def body(text: str) -> PrintedParagraph:
    """A paragraph of running text."""
    return PrintedParagraph("body", text)


def section(text: str) -> PrintedParagraph:
    """A heading numbered 1., 2., …"""
    return PrintedParagraph("section", text)


def group(text: str) -> PrintedParagraph:
    """A heading lettered a), b), …"""
    return PrintedParagraph("group", text)


def item(text: str) -> PrintedParagraph:
    """A dashed line."""
    return PrintedParagraph("item", text)


LEADERSHIP = PrintedPart(
    "I",
    "Công tác lãnh đạo, chỉ đạo",
    (
        body(
            "Ngay từ đầu năm, các cơ quan đã ban hành kế hoạch thực hiện của mình, phân công lãnh đạo "
            "phụ trách từng nhóm nhiệm vụ và thống nhất đầu mối theo dõi. Tổ giúp việc họp hằng quý, "
            "ghi lại những việc chưa rõ cơ quan chủ trì và chuyển ngay cho nơi giao nhiệm vụ."
        ),
        body(
            "Việc cập nhật tiến độ được thực hiện thường xuyên; mỗi kết quả hoàn thành kèm số, ngày "
            "của sản phẩm hoặc tệp minh chứng để cơ quan xác nhận đối chiếu."
        ),
    ),
)
RESULTS = PrintedPart(
    "II",
    "Kết quả thực hiện",
    (
        section("Tình hình gửi báo cáo"),
        body(
            "Số liệu chốt đến hết ngày 14/12/2026. Tổng hợp báo cáo của 11/12 cơ quan, trong đó 02 cơ "
            "quan gửi sau hạn (25/11/2026); 01 cơ quan chưa có báo cáo được tổng hợp."
        ),
        item("Gửi sau hạn: Sở Mẫu Hai; Ủy ban nhân dân phường Mẫu Sơn."),
        item("Chưa gửi báo cáo: Ủy ban nhân dân xã Mẫu Hà."),
        section("Số liệu chung"),
        body(
            "Trong 37 nhiệm vụ có thời hạn: hoàn thành 22 (đúng hạn 20, quá hạn 02); đang thực hiện "
            "trong hạn 13; quá hạn chưa hoàn thành 02. Ngoài ra có 05 nhiệm vụ thường xuyên, có điều "
            "kiện hoặc không có thời hạn, không tính vào các số trên."
        ),
        section("Phát triển hạ tầng dùng chung"),
        group("Kho dữ liệu dùng chung"),
        body(
            "Xây dựng danh mục dữ liệu dùng chung minh họa (Sở Mẫu Một chủ trì): đã trình và được phê "
            "duyệt danh mục gồm 48 bộ dữ liệu; Sở Mẫu Hai (phối hợp): đã rà soát 12 bộ dữ liệu thuộc "
            "phạm vi quản lý. Hoàn thành, hạn 30/9/2026."
        ),
        body(
            "Nối kho dữ liệu với hệ thống của các phường, xã minh họa (Sở Mẫu Một chủ trì): đã nối 30 "
            "đơn vị, đang kiểm thử 12 đơn vị. Đang thực hiện, 70 %, hạn 31/3/2027 (ban đầu 31/12/2026)."
        ),
        group("Đường truyền và thiết bị"),
        body(
            "Nâng cấp đường truyền tại các điểm cầu minh họa (Sở Mẫu Ba; Sở Mẫu Bốn chủ trì): Sở Mẫu "
            "Ba: đã nghiệm thu 18 điểm; Sở Mẫu Bốn: chưa nêu kết quả. 1/2 cơ quan hoàn thành, hạn "
            "15/11/2026."
        ),
        section("Đào tạo, bồi dưỡng"),
        body(
            "Mở các lớp bồi dưỡng cho cán bộ đầu mối minh họa (Trường Mẫu chủ trì): đã mở 06 lớp với "
            "240 lượt người; tài liệu được đăng trên trang nội bộ. Hoàn thành, hạn 31/10/2026."
        ),
        body(
            "Biên soạn sổ tay theo dõi nhiệm vụ minh họa (Văn phòng Mẫu chủ trì): đã lấy ý kiến lần "
            "hai, đang hoàn thiện phần biểu mẫu. Đang thực hiện, 80 %, hạn 20/12/2026."
        ),
        section("Kiểm tra, đôn đốc"),
        body(
            "Kiểm tra việc thực hiện tại 10 cơ quan minh họa (Văn phòng Mẫu chủ trì): đã kiểm tra 10 "
            "cơ quan, kết luận nêu rõ tính chất, mức độ và nguyên nhân của từng việc chậm. Hoàn thành, "
            "hạn 30/11/2026."
        ),
    ),
)
OUTSTANDING = PrintedPart(
    "III",
    "Kết quả nổi bật",
    (
        body(
            "Sở Mẫu Một: lần đầu tiên số liệu của các cơ quan được lấy từ một nguồn, thời gian tổng "
            "hợp báo cáo năm giảm từ mười ngày xuống còn hai ngày."
        ),
        body(
            "Trường Mẫu: tài liệu bồi dưỡng được bốn địa phương lân cận dùng lại mà không phải biên "
            "soạn mới."
        ),
    ),
)
ASSESSMENT = PrintedPart(
    "IV",
    "Đánh giá chung",
    (
        section("Ưu điểm"),
        body(
            "Các cơ quan chủ động hơn trong phối hợp; nhiệm vụ có một cơ quan chủ trì nên việc theo "
            "dõi, xác nhận kết quả rõ ràng."
        ),
        section("Tồn tại, hạn chế"),
        body(
            "Một số nhiệm vụ gia hạn nhiều lần; hai nhiệm vụ quá hạn chưa hoàn thành; minh chứng của "
            "vài kết quả còn thiếu số và ngày của sản phẩm."
        ),
        section("Nguyên nhân"),
        item("Cơ quan phối hợp trả lời chậm, chưa có hạn trả lời trong văn bản giao việc."),
        item("Kinh phí bố trí vào cuối năm nên việc mua sắm dồn vào quý IV."),
    ),
)
DIFFICULTIES = PrintedPart(
    "V",
    "Khó khăn, vướng mắc; đề xuất, kiến nghị",
    (
        section("Khó khăn, vướng mắc"),
        body(
            "Sở Mẫu Một; Sở Mẫu Ba: chưa có định mức chi cho việc tạo lập dữ liệu. Nguyên nhân: quy "
            "định hiện hành chưa nêu loại việc này. Đề nghị Sở Mẫu Năm: hướng dẫn tạm thời trước ngày "
            "31/01/2027. (Chờ trả lời.)"
        ),
        section("Đề xuất, kiến nghị"),
        body(
            "Ủy ban nhân dân phường Mẫu Sơn: bổ sung một biên chế chuyên trách dữ liệu. Nơi giải "
            "quyết: Sở Mẫu Sáu. (Đã trả lời, chờ xác nhận.)"
        ),
    ),
)
NEXT = PrintedPart(
    "VI",
    "Phương hướng, nhiệm vụ năm 2027",
    (
        body(
            "Tiếp tục hoàn thành các nhiệm vụ còn lại đúng hạn; hai nhiệm vụ quá hạn hoàn thành trước "
            "ngày 31/3/2027."
        ),
        body(
            "Mở rộng kho dữ liệu dùng chung đến tất cả phường, xã; thống nhất biểu mẫu báo cáo để các "
            "cơ quan không phải nhập lại cùng một số liệu."
        ),
    ),
)
DIFFICULTIES_TABLE = PrintedTable(
    "Phụ lục II",
    "Tổng hợp khó khăn, vướng mắc",
    ("TT", "Cơ quan nêu", "Khó khăn, vướng mắc", "Nguyên nhân", "Nơi giải quyết", "Tình trạng"),
    (
        (
            "1",
            "Sở Mẫu Một; Sở Mẫu Ba",
            "Chưa có định mức chi cho việc tạo lập dữ liệu.",
            "Quy định hiện hành chưa nêu loại việc này.",
            "Sở Mẫu Năm",
            "Chờ trả lời",
        ),
        (
            "2",
            "Trường Mẫu",
            "Phòng học trực tuyến quá tải khi mở hai lớp cùng lúc.",
            "Đường truyền của cơ sở hai chưa nâng cấp.",
            "Sở Mẫu Ba",
            "Đã giải quyết",
        ),
    ),
    (12, 45, 70, 55, 35, 30),
)


def tasks_table(rows: int) -> PrintedTable:
    """An annex of so many tasks."""
    return PrintedTable(
        "Phụ lục III",
        "Tình hình thực hiện từng nhiệm vụ",
        ("TT", "Nhiệm vụ", "Cơ quan", "Vai trò", "Thời hạn", "Kết quả", "Tiến độ"),
        tuple(
            (
                str(n + 1),
                f"Nhiệm vụ minh họa số {n + 1}: rà soát, hoàn thiện quy trình phối hợp giữa các cơ quan",
                f"Sở Mẫu {n % 60 + 1}",
                "Chủ trì" if n % 3 else "Phối hợp",
                f"{n % 28 + 1:02d}/11/2026",
                "Đã ban hành quy trình và hướng dẫn các đơn vị thực hiện."
                if n % 4
                else "Đang lấy ý kiến các cơ quan.\nDự kiến trình trong tháng tới.",
                f"{100 if n % 4 else 60} %",
            )
            for n in range(rows)
        ),
        (12, 78, 34, 24, 26, 52, 21),
        "Ghi chú: nhiệm vụ do nhiều cơ quan chủ trì được ghi mỗi cơ quan một dòng.",
    )


def example(*, tasks: int = 12) -> PrintedReport:
    """The report, with an annex of so many tasks."""
    return PrintedReport(
        parent="Ủy ban nhân dân thành phố Hà Nội",
        issuer="Sở Tài chính",
        notation="BC-STC",
        place="Hà Nội",
        year=2026,
        type="Báo cáo",
        subject=(
            "Kết quả thực hiện Chương trình phối hợp minh họa năm 2026; phương hướng, nhiệm vụ năm 2027"
        ),
        addressed_to=("Ủy ban nhân dân thành phố Hà Nội",),
        bases=(
            "Căn cứ Chương trình minh họa số 00/CTr-UBND của Ủy ban nhân dân thành phố Hà Nội về phối "
            "hợp phát triển vùng",
            "Căn cứ Quy chế minh họa về chế độ báo cáo định kỳ trên địa bàn thành phố",
            "Trên cơ sở báo cáo của các cơ quan",
        ),
        opening=(
            "Sở Tài chính tổng hợp, báo cáo kết quả thực hiện Chương trình phối hợp minh họa từ ngày "
            "15/12/2025 đến ngày 14/12/2026 như sau:"
        ),
        parts=(LEADERSHIP, RESULTS, OUTSTANDING, ASSESSMENT, DIFFICULTIES, NEXT),
        closing=(
            "Trên đây là kết quả thực hiện Chương trình phối hợp minh họa năm 2026, Sở Tài chính trân "
            "trọng báo cáo./."
        ),
        recipients=("Như trên", "Giám đốc Sở (để báo cáo)", "Các sở, ngành, phường, xã liên quan"),
        archive="THKH",
        signature=Signature(("KT. Giám đốc",), "Phó Giám đốc", ""),
        tables=(
            PrintedTable(
                "Phụ lục I",
                "Tổng hợp kết quả nổi bật",
                ("TT", "Cơ quan", "Kết quả nổi bật"),
                (
                    (
                        "1",
                        "Sở Mẫu Một",
                        "Số liệu của các cơ quan được lấy từ một nguồn; thời gian tổng hợp giảm từ mười "
                        "ngày xuống còn hai ngày.",
                    ),
                    ("2", "Trường Mẫu", "Tài liệu bồi dưỡng được bốn địa phương lân cận dùng lại."),
                ),
                (12, 55, 180),
            ),
            DIFFICULTIES_TABLE,
            tasks_table(tasks),
        ),
        illustration=True,
        properties={"category": "Minh họa", "Bản": "1"},
    )


if __name__ == "__main__":
    django.setup()
    sys.stdout.buffer.write(write_document(example()))
