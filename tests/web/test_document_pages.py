"""The register, one document, and uploading: what each person finds, and what is refused."""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dieuphoi.activity.models import Activity
from dieuphoi.documents import registry
from dieuphoi.documents.models import (
    Document,
    DocumentLink,
    LinkKind,
    Provision,
    Reading,
    ReadRow,
    StoredFile,
)
from dieuphoi.organizations.models import Name
from tests.cast import Cast, World, make_document
from tests.documents.reading import paper
from tests.web.visitor import client_of, links_of, visit, words_of

pytestmark = pytest.mark.django_db

LIST, UPLOAD = "/documents/", "/documents/upload/"
HEADS = ("STT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn")
ROWS = (
    ("1", "Xây dựng quy chế phối hợp minh họa", "Sở Một", "Sở Hai", "Quý II/2026"),
    ("2", "Rà soát quy hoạch minh họa", "Sở Một; Sở Hai", "", ""),
)
MEGABYTE = 1024 * 1024


def upload(client: Client, content: bytes, name: str = "Phụ lục.docx", **more: str) -> Any:
    """Send a file; the answer."""
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, content), **more})


def nothing_is_left() -> bool:
    """No row and no byte of what was sent."""
    folders = [Path(settings.HOME) / name for name in ("files", "quarantine")]
    bytes_left = [p for folder in folders for p in folder.rglob("*") if p.is_file()]
    rows = (Document, StoredFile, Reading, ReadRow)
    return not bytes_left and not any(model._default_manager.exists() for model in rows)


def sentences(answer: Any) -> list[str]:
    """What the page says is wrong."""
    page = answer.content.decode()
    box = re.search(r"data-form-errors>(.*?)</div>\s*</div>", page, re.DOTALL)
    assert box, words_of(page)
    return [text.strip() for text in re.findall(r"<p>(.*?)</p>", box[1], re.DOTALL)]


def test_the_register_shows_the_own_documents_and_not_the_foreign_one(world: World) -> None:
    page = visit(world.cast.officer, LIST)

    assert "84/KH-UBND Kế hoạch Nội dung minh họa UBND tỉnh Minh Họa 05/01/2026 Đã vào sổ" in (
        words_of(page)
    )
    assert "99/KH-UBND" not in page


@pytest.mark.parametrize("words", ["noi dung minh hoa", "84/kh", "ke hoach"])
def test_the_register_is_searched_without_diacritics(world: World, words: str) -> None:
    assert "84/KH-UBND" in visit(world.cast.focal, LIST, q=words)
    assert "84/KH-UBND" not in visit(world.cast.focal, LIST, q=f"{words} khongco")


def test_an_empty_register_says_what_to_do_to_those_who_can(cast: Cast) -> None:
    assert (UPLOAD, "Tải văn bản lên") in links_of(visit(cast.focal, LIST))

    officer = visit(cast.officer, LIST)
    assert "Chưa có văn bản nào gửi đến cơ quan bạn" in words_of(officer)
    assert UPLOAD not in officer


def test_an_issuer_keeps_the_name_it_signed_with(world: World) -> None:
    cast = world.cast
    for full, start, end in (
        ("UBND tỉnh Cũ", None, "2026-02-01"),
        ("UBND tỉnh Mới", "2026-02-01", None),
    ):
        Name.objects.create(
            organization=cast.ubnd, full=full, short=full, valid_from=start, valid_to=end
        )

    for page in (LIST, f"/documents/{world.plan.document_id}/"):
        said = visit(cast.focal, page)
        assert "UBND tỉnh Cũ" in said
        assert "UBND tỉnh Mới" not in said


def test_a_provision_leads_to_its_task_and_one_without_is_marked(world: World) -> None:
    document = world.plan.document
    registry.add_provisions(document, [Provision(path="9", text="Điều chưa ai lập nhiệm vụ")])

    page = visit(world.cast.focal, f"/documents/{document.pk}/")

    assert (f"/tasks/{world.obligation.task_id}/", "Nhiệm vụ 1") in links_of(page)
    assert "Điều chưa ai lập nhiệm vụ chưa thành nhiệm vụ" in words_of(page)
    assert "1 nội dung chưa thành nhiệm vụ" in words_of(page)


def test_the_page_tells_who_received_the_document_and_what_was_made_of_it(world: World) -> None:
    page = visit(world.cast.officer, f"/documents/{world.plan.document_id}/")

    for agency in (world.cast.so, world.cast.khac, world.cast.phuong):
        assert (f"/organizations/{agency.pk}/", agency.name) in links_of(page)
    assert (f"/plans/{world.plan.pk}/", world.plan.title) in links_of(page)
    assert "Vào sổ văn bản Hệ thống" in words_of(page)


def test_a_link_leads_only_to_a_document_that_one_may_read(world: World) -> None:
    own, cast = world.plan.document, world.cast
    foreign = Document.objects.get(number="99")
    second = make_document(cast.dau_moi, cast.ubnd, number="85")
    for target in (foreign, second):
        DocumentLink.objects.create(document=own, kind=LinkKind.BASED_ON, target=target)

    links = [url for url, _words in links_of(visit(cast.focal, f"/documents/{own.pk}/"))]
    back = links_of(visit(cast.focal, f"/documents/{second.pk}/"))

    assert f"/documents/{second.pk}/" in links
    assert f"/documents/{foreign.pk}/" not in links
    assert (f"/documents/{own.pk}/", own.title) in back


def test_an_upload_is_read_and_leads_to_its_review(cast: Cast) -> None:
    answer = upload(client_of(cast.focal), paper.word([HEADS, *ROWS]))

    reading = Reading.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/readings/{reading.pk}/")
    assert [row.content for row in reading.rows.all()] == [row[1] for row in ROWS]
    assert not reading.document.plans.exists()


def test_the_page_says_what_is_taken_and_the_browser_knows_the_limit(cast: Cast) -> None:
    page = visit(cast.focal, UPLOAD)

    assert f'data-max-bytes="{25 * MEGABYTE}"' in page
    assert "tối đa 25 MB" in words_of(page)
    assert "Không nhận, và vì sao" in words_of(page)


def with_member(name: str, content: bytes) -> bytes:
    """A Word annex with one more part in its package."""
    buffer = BytesIO(paper.word([HEADS, *ROWS]))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return buffer.getvalue()


# What Office writes for a file with a password: an OLE file that holds an encrypted package.
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le")
BAD: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "not what its name says": (lambda: b"words", "a.docx", "phần mở rộng"),
    "password": (lambda: LOCKED, "a.docx", "mật khẩu"),
    "damaged": (lambda: paper.word([HEADS, *ROWS])[:900], "a.docx", "bị hỏng"),
    "zip bomb": (lambda: with_member("word/a.xml", b"A" * 60 * MEGABYTE), "a.docx", "bất thường"),
    "macro": (lambda: with_member("word/vbaProject.bin", b"x"), "a.docx", "macro"),
    "named for macros": (lambda: paper.word([HEADS, *ROWS]), "a.docm", "macro"),
    "too large": (lambda: b"a" * (25 * MEGABYTE + 1), "a.txt", "lớn"),
    "empty annex": (lambda: paper.word([HEADS]), "a.docx", "chưa có dòng nào"),
    "no header": (lambda: paper.word([*ROWS, *ROWS]), "a.docx", "không có dòng tiêu đề"),
    "no table": (lambda: paper.word(before=["Chỉ có lời"]), "a.docx", "Không tìm thấy nhiệm vụ"),
    "secret": (lambda: paper.word([HEADS, *ROWS], before=["TUYỆT MẬT"]), "a.docx", "độ mật"),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_file_gives_one_sentence_and_leaves_nothing(cast: Cast, bad: str) -> None:
    make, name, words = BAD[bad]

    answer = upload(client_of(cast.focal), make(), name)

    assert answer.status_code == 422
    (sentence,) = sentences(answer)
    assert words in sentence
    assert "Hãy" in sentence
    assert nothing_is_left()


def test_a_body_far_too_large_is_refused_before_it_is_kept(cast: Cast) -> None:
    answer = upload(client_of(cast.focal), b"a" * (27 * MEGABYTE), "a.docx")

    assert answer.status_code == 413
    assert "25 MB" in words_of(answer.content.decode())
    assert nothing_is_left()


def test_of_a_secret_file_neither_name_nor_text_is_kept(cast: Cast) -> None:
    content = paper.word([HEADS, *ROWS], before=["MẬT"])

    page = upload(client_of(cast.focal), content, "ke-hoach-x.docx").content.decode()

    assert "ke-hoach-x" not in page
    assert list(Activity.objects.values_list("verb", "details")) == [
        ("upload.refused", {"reason": "secrecy_mark"})
    ]


def test_the_same_file_leads_to_the_document_that_exists(cast: Cast) -> None:
    client, content = client_of(cast.focal), paper.word([HEADS, *ROWS])
    upload(client, content)

    again = upload(client, content, "Tên khác.docx")

    known = Document.objects.get()
    assert again.status_code == 422
    assert len(sentences(again)) == 1
    assert f'href="/documents/{known.pk}/"' in again.content.decode()


def test_another_agency_does_not_learn_that_the_file_is_known(cast: Cast) -> None:
    content = paper.word([HEADS, *ROWS])
    upload(client_of(cast.focal), content)

    assert upload(client_of(cast.stranger_focal), content).status_code == 302
