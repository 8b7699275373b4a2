"""`dieuphoi mail-test`: each thing that can be wrong with a mail server has its own sentence."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from tests.notifications.conftest import FROM
from tests.notifications.mail_server import MailServer, free_port, make_certificate, plain_text

TO = "quantri@so.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


def trouble(settings: LazySettings, url: str, to: str = TO) -> str:
    settings.MAIL_SERVER, settings.MAIL_FROM = url, FROM
    with pytest.raises(CommandError) as refusal:
        call_command("mail_test", to)
    return str(refusal.value)


def test_a_mail_arrives_and_the_command_says_so(
    post: MailServer, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("mail_test", TO)

    assert f"Máy chủ thư đã nhận thư gửi {TO} (250 2.0.0 taken)" in capsys.readouterr().out
    [mail] = post.mails
    assert mail["Subject"] == "[Điều phối] Thư thử"
    assert "Thư thử của hệ thống Điều phối" in plain_text(mail)


@pytest.mark.parametrize("starttls", [True, False])
def test_a_password_goes_over_tls(
    settings: LazySettings, certificate: tuple[Path, Path], starttls: bool
) -> None:
    mode = "starttls" if starttls else "implicit"
    with MailServer(certificate, starttls=starttls, password="bí mật@1") as server:
        settings.MAIL_FROM = FROM
        settings.MAIL_SERVER = server.url(
            f"tls={mode}&ca={certificate[0]}", user="dieuphoi:b%C3%AD%20m%E1%BA%ADt%401"
        )

        call_command("mail_test", TO)

    assert (server.signed_in, server.recipients) == (1, [TO])


def test_without_a_server_it_says_what_to_set(settings: LazySettings) -> None:
    assert "Đặt DIEUPHOI_SMTP" in trouble(settings, "")


@pytest.mark.parametrize(
    "url",
    ["máy chủ", "http://mail.example", "smtp://", "smtp://mail.example:x", "smtp://m?tls=maybe"],
)
def test_an_unreadable_setting_is_named(settings: LazySettings, url: str) -> None:
    assert "DIEUPHOI_SMTP không đúng dạng" in trouble(settings, url)


def test_a_sender_without_an_address_is_named(settings: LazySettings) -> None:
    settings.MAIL_SERVER, settings.MAIL_FROM = "smtp://mail.example", "Điều phối"
    with pytest.raises(CommandError, match="DIEUPHOI_MAIL_FROM chưa có địa chỉ"):
        call_command("mail_test", TO)


def test_a_password_is_not_sent_in_the_open(settings: LazySettings) -> None:
    said = trouble(settings, "smtp://u:p@mail.example:25?tls=none")

    assert "Không gửi mật khẩu qua kết nối không mã hóa" in said


def test_an_unknown_name_is_named(settings: LazySettings) -> None:
    said = trouble(settings, "smtp://khong-co.invalid:25?tls=none")

    assert "Không tìm thấy máy chủ thư tên khong-co.invalid" in said


def test_a_closed_port_is_named(settings: LazySettings) -> None:
    port = free_port()

    said = trouble(settings, f"smtp://127.0.0.1:{port}?tls=none")

    assert f"từ chối kết nối ở cổng {port}" in said


def test_a_wrong_password_is_named(settings: LazySettings) -> None:
    with MailServer(password="đúng") as server:
        said = trouble(settings, server.url(user="dieuphoi:sai"))

    assert "không nhận tên hoặc mật khẩu: 535" in said


def test_a_certificate_of_nobody_is_named(
    settings: LazySettings, certificate: tuple[Path, Path]
) -> None:
    with MailServer(certificate) as server:
        said = trouble(settings, server.url("tls=starttls"))

    assert "Chứng thư của máy chủ thư không tin được" in said
    assert "ca=" in said


def test_a_server_without_tls_is_named(settings: LazySettings) -> None:
    with MailServer() as server:
        assert "không có STARTTLS" in trouble(settings, server.url("tls=starttls"))
        assert "TLS" in trouble(settings, server.url("tls=implicit"))


def test_a_refused_address_is_named(settings: LazySettings) -> None:
    with MailServer(refuse=lambda address: "550 5.1.1 no such user") as server:
        said = trouble(settings, server.url())

    assert said.endswith("không nhận thư cho địa chỉ này: 550 5.1.1 no such user")


def test_an_impossible_address_never_reaches_the_server(post: MailServer) -> None:
    for address in ("a@b.example\nBcc: x@y.example", "ông@so.example", "@", ""):
        with pytest.raises(CommandError, match="không hợp lệ"):
            call_command("mail_test", address)

    assert post.raw == []
