"""One box for tasks, documents, plans and organizations, without diacritics."""

import pytest

from tests.cast import World
from tests.factories.organizations import make_organization
from tests.web.visitor import links_of, visit, words_of

pytestmark = pytest.mark.django_db

SEARCH = "/search/"


def test_each_kind_is_found_without_diacritics_and_counted(world: World) -> None:
    agency = make_organization("Trung tâm Minh Họa")

    page = visit(world.cast.focal, SEARCH, q="minh hoa")

    found = [words for url, words in links_of(page) if url.startswith("#")]
    assert found == ["Nhiệm vụ 3", "Văn bản 1", "Kế hoạch 1", "Cơ quan 2"]
    for thing in (
        f"/tasks/{world.obligation.task_id}/",
        f"/documents/{world.plan.document_id}/",
        f"/plans/{world.plan.pk}/",
        f"/organizations/{agency.pk}/",
    ):
        assert thing in [url for url, _words in links_of(page)]


def test_only_what_one_may_read_is_found_or_counted(world: World) -> None:
    make_organization("Sở Xa tỉnh khác")

    said = words_of(visit(world.cast.focal, SEARCH, q="tinh khac"))

    assert "Cơ quan 2" in said  # which agencies there are is public
    assert "Nhiệm vụ" not in said
    assert "Nhiệm vụ 1" in words_of(visit(world.cast.stranger, SEARCH, q="tinh khac"))


def test_more_than_the_page_shows_leads_to_the_whole_list(world: World) -> None:
    for n in range(11):
        make_organization(f"Sở Đông {n}")

    page = visit(world.cast.focal, SEARCH, q="sở đông")

    assert "Cơ quan hơn 10" in words_of(page)
    more = [url for url, words in links_of(page) if words == "Xem tất cả cơ quan tìm thấy"]
    assert more == ["/organizations/?q=s%E1%BB%9F%20%C4%91%C3%B4ng"]


@pytest.mark.parametrize(
    "words, said",
    [
        ("", "Tìm nhiệm vụ, văn bản, kế hoạch và cơ quan"),
        ("   ", "Tìm nhiệm vụ, văn bản, kế hoạch và cơ quan"),
        ("khongcogi", "Không tìm thấy gì cho “khongcogi” Thử ít từ hơn"),
        ("<b>", "Không tìm thấy gì cho “<b>”"),
    ],
)
def test_nothing_found_says_what_to_try(world: World, words: str, said: str) -> None:
    assert said in words_of(visit(world.cast.focal, SEARCH, q=words))
