"""The state of the system is an administrator's page: the table of the command, with what to do."""

import pytest
from django.urls import reverse
from pytest_django import Settings

from tests.cast import Cast
from tests.web.visitor import client_of, visit, words_of

pytestmark = pytest.mark.django_db


def test_what_is_unsafe_stands_first_with_what_to_do(cast: Cast, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "dieuphoi.example.vn"]

    said = words_of(visit(cast.administrator, reverse("system_state")))

    assert "Lỗi tắt, trong khi máy khác mở được" in said
    assert "DIEUPHOI_HTTPS=1" in said
    assert said.index("Lỗi") < said.index("Cảnh báo") < said.index("Đạt")


def test_others_are_told_why_not(cast: Cast) -> None:
    answer = client_of(cast.focal).get(reverse("system_state"))

    assert answer.status_code == 403
    assert "Chỉ quản trị viên xem được tình trạng hệ thống" in answer.content.decode()


def test_administrators_find_it_beside_the_accounts(cast: Cast) -> None:
    assert reverse("system_state") in visit(cast.administrator, reverse("account_list"))
