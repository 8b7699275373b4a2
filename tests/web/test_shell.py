"""The shell that every page stands in: actor, refusals, signing in, unsent forms, components."""

import gettext
import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.conf import settings as project
from django.core.management import call_command
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import Context, RequestContext, Template
from django.test import Client, RequestFactory
from django.urls import include, path

from dieuphoi.base import rules
from dieuphoi.base.errors import DomainError, NotPermitted, StaleState
from dieuphoi.organizations.models import Position, User
from dieuphoi.organizations.roles import Role
from dieuphoi.plans.models import ObligationState
from dieuphoi.plans.punctuality import Punctuality
from dieuphoi.web import access, unsent
from dieuphoi.web.templatetags import ui
from tests.factories.plans import bare_organization

ROOT = Path(project.ROOT)
WEB = ROOT / "dieuphoi/web"
PASSWORD = "mật khẩu để thử 2026"
REFUSALS: dict[str, Exception] = {
    "not_permitted": NotPermitted("Chỉ thủ trưởng được nhận việc."),
    "stale": StaleState("Người khác vừa xác nhận."),
    "rule": DomainError("Hạn mới phải sau hạn cũ."),
    "absent": Http404("không có"),
}


class NoteForm(forms.Form):
    """A form that somebody loses."""

    did = forms.CharField(label="Đã làm", widget=forms.Textarea)
    percent = forms.IntegerField(label="Tỷ lệ", required=False)


def page(request: HttpRequest) -> HttpResponse:
    """A page of the shell with nothing in it."""
    return HttpResponse(Template("{% extends 'base.html' %}").render(RequestContext(request)))


def note(request: HttpRequest) -> HttpResponse:
    """A form that is accepted when it is valid."""
    form = NoteForm(request.POST or None, initial=unsent.initial(request, request.path))
    if form.is_valid():
        return redirect("desk")
    source = "{% extends 'base.html' %}{% load ui %}{% block main %}{% fields form %}{% endblock %}"
    return HttpResponse(Template(source).render(RequestContext(request, {"form": form})))


def refuse(request: HttpRequest, why: str) -> HttpResponse:
    """What the domain refuses."""
    raise REFUSALS[why]


urlpatterns = [
    path("", page, name="desk"),
    path("account/", include("dieuphoi.web.sign_in_urls")),
    path("act-as/", access.act_as, name="act_as"),
    path("note/", note, name="note"),
    path("refuse/<str:why>/", refuse),
    *(
        path(f"{name}/", page, name=name)
        for name in (
            *("task_list", "plan_list", "document_list", "organization_list"),
            *("search", "help_index"),
        )
    ),
]
handler400 = "dieuphoi.web.access.bad_request"

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any, tmp_path: Path) -> None:
    """Pages name their files without a collected manifest."""
    settings.STATIC_ROOT = tmp_path
    storage = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": storage}}


@pytest.fixture
def officer() -> User:
    """An officer with one position."""
    return _person("officer", "Sở Một")


@pytest.fixture
def signed_in(client: Client, officer: User) -> Client:
    """The officer's browser, one page already seen."""
    client.force_login(officer)
    client.get("/note/")
    return client


@pytest.fixture
def megabytes() -> None:
    """The rules are in force."""
    rules.load_defaults()


# Who acts


def test_header_names_the_person_and_the_position(signed_in: Client) -> None:
    text = signed_in.get("/").content.decode()
    assert "Người officer" in text
    assert "Chuyên viên – Sở Một" in text


def test_person_without_a_position_is_told_so(client: Client) -> None:
    client.force_login(User.objects.create(username="none", full_name="Người mới"))
    answer = client.get("/")
    assert answer.status_code == 403
    assert "Bạn chưa được phân công vị trí" in answer.content.decode()


def test_person_without_a_position_can_sign_out(client: Client) -> None:
    client.force_login(User.objects.create(username="none", full_name="Người mới"))
    assert client.post("/account/logout/").headers["Location"] == "/account/login/"


def test_other_hat_of_the_same_person_can_be_put_on(signed_in: Client, officer: User) -> None:
    focal = _position(officer, "Sở Hai", Role.FOCAL_OFFICER)
    signed_in.post("/act-as/", {"position": focal.pk})
    assert "Chuyên viên đầu mối – Sở Hai" in signed_in.get("/").content.decode()


def test_hat_of_somebody_else_is_not_found(signed_in: Client) -> None:
    foreign = Position.objects.get(user=_person("khac", "Sở Hai"))
    assert signed_in.post("/act-as/", {"position": foreign.pk}).status_code == 404
    assert signed_in.post("/act-as/", {"position": "x"}).status_code == 404


def test_chosen_position_that_ended_gives_way_to_one_in_force(
    signed_in: Client, officer: User
) -> None:
    focal = _position(officer, "Sở Hai", Role.FOCAL_OFFICER)
    signed_in.post("/act-as/", {"position": focal.pk})
    Position.objects.filter(pk=focal.pk).update(valid_to=access.today())
    assert "Chuyên viên – Sở Một" in signed_in.get("/").content.decode()


# What is refused


@pytest.mark.parametrize(
    ("why", "status", "words"),
    [
        ("not_permitted", 403, "Chỉ thủ trưởng được nhận việc."),
        ("stale", 409, "Người khác vừa xác nhận."),
        ("rule", 409, "Hạn mới phải sau hạn cũ."),
        ("absent", 404, "Không tìm thấy trang"),
    ],
)
def test_refusal_has_its_page_and_a_way_on(
    signed_in: Client, why: str, status: int, words: str
) -> None:
    answer = signed_in.get(f"/refuse/{why}/")
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert "Về bàn làm việc" in answer.content.decode()


def test_refusal_leads_back_to_the_page_before_only_on_this_site(signed_in: Client) -> None:
    own = signed_in.get("/refuse/rule/", headers={"Referer": "http://testserver/note/?page=2"})
    foreign = signed_in.get("/refuse/rule/", headers={"Referer": "http://evil.example/note/"})
    assert 'href="/note/?page=2"' in own.content.decode()
    assert "Trở lại trang trước" not in foreign.content.decode()


def test_form_without_its_token_says_what_to_do(officer: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    answer = client.post("/note/", {"did": "x"})
    assert answer.status_code == 403
    assert "Biểu mẫu đã quá hạn" in answer.content.decode()


@pytest.mark.usefixtures("megabytes")
def test_body_over_the_limit_is_refused_with_the_limit(signed_in: Client) -> None:
    answer = signed_in.post("/note/", b"0" * 27 * access.MEGABYTE, content_type="text/plain")
    assert answer.status_code == 413
    assert "25 MB" in answer.content.decode()


@pytest.mark.usefixtures("megabytes")
def test_too_much_text_in_a_form_is_refused_as_too_large(signed_in: Client) -> None:
    answer = signed_in.post("/note/", {"did": "x" * (6 * access.MEGABYTE)})
    assert answer.status_code == 413


# Signing in


def test_unknown_name_and_wrong_password_get_the_same_answer(officer: User) -> None:
    officer.set_password(PASSWORD)
    officer.save()
    pages = [_sign_in(Client(), name, "sai").content.decode() for name in ("officer", "khong")]
    known, unknown = (re.sub(r'value="[^"]*"|: "[^"]*"', "", text) for text in pages)
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in known
    assert known == unknown


def test_fifth_failure_locks_known_and_unknown_names_alike(officer: User) -> None:
    for name in ("officer", "khong"):
        client = Client()
        answers = [_sign_in(client, name, "sai") for _ in range(5)]
        assert [a.status_code for a in answers] == [200, 200, 200, 200, 429]
        assert "thử lại sau 15 phút" in answers[-1].content.decode()


@pytest.mark.parametrize(
    ("wanted", "got"),
    [("/note/", "/note/"), ("https://localhost/note/", "/"), ("//evil.example/", "/")],
)
def test_sign_in_goes_on_to_pages_of_this_site_only(
    client: Client, officer: User, wanted: str, got: str
) -> None:
    assert _sign_in_well(client, officer, next=wanted).headers["Location"] == got


def test_nobody_signs_up_or_resets_a_password_by_mail(client: Client) -> None:
    assert client.get("/account/signup/").status_code == 404
    assert client.get("/account/password/reset/").status_code == 404


def test_pages_of_signing_in_speak_vietnamese(signed_in: Client) -> None:
    text = signed_in.get("/account/password/").content.decode()
    assert "Nhập lại mật khẩu mới" in text
    assert "New Password" not in text


# Unsent forms


def test_lost_session_keeps_what_was_typed(signed_in: Client, officer: User) -> None:
    answer = _lose(signed_in, did="Đã họp", percent="40")
    assert answer.headers["Location"] == "/account/login/?next=%2Fnote%2F"
    _sign_in_well(signed_in, officer)
    text = signed_in.get("/note/").content.decode()
    assert "Đã họp" in text
    assert 'value="40"' in text
    assert "nội dung bạn vừa nhập được giữ lại" in text


def test_kept_form_comes_back_on_the_page_it_was_on(signed_in: Client) -> None:
    answer = _lose(signed_in, did="x", referrer="http://testserver/tasks/3/?tab=2")
    assert answer.headers["Location"] == "/account/login/?next=%2Ftasks%2F3%2F%3Ftab%3D2"


def test_kept_form_is_forgotten_once_it_was_accepted(signed_in: Client, officer: User) -> None:
    _lose(signed_in, did="Đã họp")
    _sign_in_well(signed_in, officer)
    signed_in.post("/note/", {"did": "Đã họp"})
    assert "Đã họp" not in signed_in.get("/note/").content.decode()


def test_kept_form_is_not_shown_to_somebody_else(signed_in: Client) -> None:
    _lose(signed_in, did="Đã họp")
    other = _person("other", "Sở Hai")
    _sign_in_well(signed_in, other)
    assert "Đã họp" not in signed_in.get("/note/").content.decode()
    assert signed_in.session[unsent.SESSION_KEY] == {}


def test_kept_form_is_gone_after_twelve_hours(signed_in: Client, officer: User) -> None:
    _lose(signed_in, did="Đã họp")
    session = signed_in.session
    session[unsent.SESSION_KEY]["/note/"]["at"] = (
        access.now() - unsent.LASTS - timedelta(minutes=1)
    ).isoformat()
    session.save()
    _sign_in_well(signed_in, officer)
    assert "Đã họp" not in signed_in.get("/note/").content.decode()


def test_browser_that_nobody_signed_in_from_stores_nothing(client: Client) -> None:
    client.post("/note/", {"did": "rác"})
    assert unsent.SESSION_KEY not in client.session


def test_passwords_and_tokens_are_never_kept(signed_in: Client) -> None:
    _lose(signed_in, did="x", oldpassword="bí mật", csrfmiddlewaretoken="t")
    assert signed_in.session[unsent.SESSION_KEY]["/note/"]["fields"] == {"did": ["x"]}


def test_text_with_a_mark_of_secrecy_is_not_kept(signed_in: Client) -> None:
    _lose(signed_in, did="Số 12/QĐ-UBND\nTUYỆT MẬT\nNội dung")
    assert unsent.SESSION_KEY not in signed_in.session


def test_more_than_64_thousand_characters_are_not_kept(signed_in: Client) -> None:
    _lose(signed_in, did="x" * (unsent.MOST_CHARACTERS + 1))
    assert unsent.SESSION_KEY not in signed_in.session


def test_fragment_asked_without_a_session_sends_the_whole_page_to_sign_in(client: Client) -> None:
    headers = {"HX-Request": "true", "Referer": "http://testserver/task_list/?state=overdue"}
    answer = client.get("/", headers=headers)
    assert answer.headers["HX-Redirect"] == (
        "/account/login/?next=%2Ftask_list%2F%3Fstate%3Doverdue"
    )


# Components


@pytest.mark.parametrize("state", ObligationState.values)
def test_every_state_has_icon_word_and_colour(state: str) -> None:
    html = _render("{% state_badge state %}", state=state)
    assert str(ObligationState(state).label) in html
    assert "icons.svg#" in html
    assert "tone-" in html


@pytest.mark.parametrize("punctuality", Punctuality.values)
def test_every_punctuality_has_icon_word_and_colour(punctuality: str) -> None:
    html = _render("{% punctuality_badge p %}", p=punctuality)
    assert str(Punctuality(punctuality).label) in html
    assert "icons.svg#" in html
    assert "tone-" in html


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 3, 7), "còn 5 ngày"),
        (date(2026, 3, 2), "đến hạn hôm nay"),
        (date(2026, 2, 27), "quá 3 ngày"),
        (date(2030, 3, 2), "còn 1.461 ngày"),
        (None, ""),
    ],
)
def test_due_day_is_told_in_words(day: date | None, words: str) -> None:
    assert ui.due_words(day, date(2026, 3, 2)) == words


def test_dates_and_numbers_are_written_as_officials_do() -> None:
    assert ui.vndate(date(2026, 6, 5)) == "05/06/2026"
    assert ui.vndate(datetime(2026, 6, 5, 18, 0, tzinfo=UTC)) == "06/06/2026"
    assert ui.vntime(datetime(2026, 6, 5, 1, 5, tzinfo=UTC)) == "08:05 ngày 05/06/2026"
    assert [ui.number(n) for n in (8300, 8300.5, None)] == ["8.300", "8.300,5", ""]


def test_moved_deadline_shows_its_first_day() -> None:
    html = _render(
        "{% due day on first=first %}",
        day=date(2026, 3, 7),
        on=date(2026, 3, 2),
        first=date(2026, 2, 1),
    )
    assert "ban đầu 01/02/2026" in html


def test_pages_and_facets_keep_the_filter() -> None:
    request = RequestFactory().get("/", {"q": "dat dai", "state": "assigned", "page": "2"})
    pages = _render("{% paginate page %}", request, page=Paginator(range(500), 50).page(2))
    assert 'href="?q=dat+dai&amp;state=assigned&amp;page=3"' in pages
    option = SimpleNamespace(value="completed", label="Hoàn thành", count=1200)
    facets = _render("{% facets 'state' 'Trạng thái' options %}", request, options=[option])
    assert 'href="?q=dat+dai&amp;state=completed"' in facets
    assert "1.200" in facets


def test_field_ties_label_help_and_error_to_its_input() -> None:
    form = NoteForm({"did": ""})
    form.fields["did"].help_text = "Nêu kết quả."
    html = _render("{% field form.did %}", form=form)
    assert 'for="id_did"' in html
    assert 'aria-describedby="id_did_helptext id_did_error"' in html
    assert 'id="id_did_error"' in html
    assert "Cần nhập mục này." in html


@pytest.mark.parametrize(
    "title, shown",
    [
        ("Kinh tế - xã hội", "Kinh tế\N{NO-BREAK SPACE}- xã hội"),
        ("2026 – 2030", "2026\N{NO-BREAK SPACE}– 2030"),
        ("ATK-84", "ATK-84"),
    ],
)
def test_a_dash_stays_on_the_line_of_the_word_before_it(title: str, shown: str) -> None:
    assert ui.keep_dash(title) == shown


def test_table_has_a_caption_and_a_named_region() -> None:
    source = "{% table caption id='t' rows=True %}<tbody></tbody>{% endtable %}"
    html = _render(source, caption="Nhiệm vụ <3")
    assert '<caption id="t-caption" class="visually-hidden">Nhiệm vụ &lt;3</caption>' in html
    assert 'aria-labelledby="t-caption"' in html
    assert " data-rows" in html


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("empty", {"title": "Chưa có báo cáo nào"}),
        ("figure", {"label": "Quá hạn", "value": "214"}),
        ("tabs", {"label": "Phần", "tabs": [{"label": "Tiến độ", "url": "/", "current": True}]}),
        ("timeline", {"entries": [{"at": datetime(2026, 3, 2, tzinfo=UTC), "title": "Giao"}]}),
        ("rail", {"steps": [{"kind": "document", "label": "Văn bản", "title": "84/KH-UBND"}]}),
        ("breadcrumbs", {"items": [("Nhiệm vụ", "/tasks/")]}),
        ("form_errors", {"form": NoteForm({})}),
    ],
)
def test_component_asks_for_no_more_than_it_needs(name: str, least: dict[str, Any]) -> None:
    assert _render(f"{{% include 'ui/{name}.html' %}}", **least).strip()


# The files themselves


def test_vendored_files_are_those_of_the_manifest() -> None:
    manifest = json.loads((WEB / "static/vendor/manifest.json").read_text())
    listed = {file["path"]: file["sha256"] for package in manifest for file in package["files"]}
    found = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in listed}
    assert found == listed
    lying = (WEB / "static/vendor").rglob("*")
    files = {p.relative_to(ROOT).as_posix() for p in lying if p.is_file()}
    assert files - {"dieuphoi/web/static/vendor/manifest.json"} <= set(listed)


def test_every_icon_that_is_used_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'symbol id="([\w-]+)"', (WEB / "static/icons.svg").read_text()))
    used = {look for look, _ in [*ui.STATE_LOOKS.values(), *ui.PUNCTUALITY_LOOKS.values()]}
    used |= set(ui.ALERT_ICONS.values())
    for text in _templates():
        used |= set(re.findall(r'{% icon "([\w-]+)"', text))
    assert used - sprite == set()


def test_no_template_has_style_or_script_of_its_own() -> None:
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)")
    assert [found.group() for text in _templates() for found in inline.finditer(text)] == []


def test_compiled_translations_are_those_of_the_source() -> None:
    folder = ROOT / "locale/vi/LC_MESSAGES"
    with (folder / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    source = (folder / "django.po").read_text()
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', source, re.MULTILINE)
    assert len(pairs) > 40
    plain = [(a, b) for a, b in pairs if "truncated_text" not in a]
    assert [(a, compiled.gettext(a)) for a, _ in plain] == plain


def test_static_files_can_be_collected_and_named_by_content(tmp_path: Path, settings: Any) -> None:
    storage = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": storage}}
    call_command("collectstatic", interactive=False, verbosity=0)
    names = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    assert re.fullmatch(r"app\.\w{12}\.css", names["app.css"])


def _templates() -> Iterator[str]:
    for template in (WEB / "templates").rglob("*.html"):
        yield template.read_text()


def _render(source: str, request: HttpRequest | None = None, **values: object) -> str:
    context = Context({"request": request, **values})
    return Template("{% load ui %}" + source).render(context)


def _person(username: str, agency: str) -> User:
    user: User = User.objects.create(username=username, full_name=f"Người {username}")
    _position(user, agency, Role.OFFICER)
    return user


def _position(user: User, agency: str, role: Role) -> Position:
    return Position.objects.create(
        user=user, organization=bare_organization(agency), role=role, valid_from=date(2026, 1, 1)
    )


def _sign_in(client: Client, username: str, password: str, **more: str) -> Any:
    return client.post("/account/login/", {"login": username, "password": password, **more})


def _sign_in_well(client: Client, user: User, **more: str) -> Any:
    user.set_password(PASSWORD)
    user.save()
    return _sign_in(client, user.username, PASSWORD, **more)


def _lose(client: Client, referrer: str = "", **fields: str) -> Any:
    """Post a form after the session has ended, in the same browser."""
    client.cookies.pop("sessionid", None)
    return client.post("/note/", fields, headers={"Referer": referrer} if referrer else {})
