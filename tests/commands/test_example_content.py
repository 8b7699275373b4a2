"""The example's files: counts the issue asks for, a script that keeps the rules, no invented fact."""

import re
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest

from dieuphoi.base.vietnamese import fold
from dieuphoi.commands.example import content, wordings
from dieuphoi.commands.example.content import Directive, LivePlan, Step
from dieuphoi.commands.example.days import StoryDays
from dieuphoi.commands.example.half_year import half_year_later
from dieuphoi.commands.example.raised import FATES
from dieuphoi.commands.example.tales import NoStory, tale_on
from dieuphoi.issues.models import Decision, IssueKind
from dieuphoi.organizations.roles import Role
from dieuphoi.plans.models import MOVES, DeadlineKind, ObligationState, SourceKind, Verb
from dieuphoi.reporting.stated_figures import stated

PLANS = (content.LIVE, content.PROGRAMME)
PROGRAMME_DAYS = [date(2018, 10, 25), date(2018, 11, 21), date(2018, 12, 9)]


def some_days() -> list[date]:
    """Days of 2026 to 2030, all months and days of the month among them."""
    return [date(2026, 1, 1) + timedelta(days=n) for n in (0, 2, *range(20, 1826, 43), 1825)]


ECONOMY = "Tiếp tục phát triển kinh tế nhanh, bền vững"
CITY = (
    "Tiếp tục đẩy mạnh công tác quy hoạch, xây dựng và quản lý đô thị"
    " theo hướng thông minh, xanh và bền vững"
)
FIELDS = {
    "công nghiệp, thương mại",
    "du lịch",
    "nông nghiệp",
    "văn hóa - xã hội",
    "giao thông vận tải",
    "giáo dục đào tạo",
    "y tế",
    "xây dựng",
    "tài chính",
    "tài nguyên và môi trường",
}
RUNNING = {ObligationState.IN_PROGRESS, ObligationState.REWORK}
CLASSES = {"UBND các xã, phường", "Các sở, ban, ngành"}
SURNAME = re.compile(
    r"\b(Nguyễn|Trần|Lê|Phạm|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Chu|Hoàng|Đinh)"
    r" [A-ZĐÀ-Ỹ]\w+"
)
WORDINGS = {  # the first that fits decides
    "recurring": r"[Hh]ằng (năm|quý|tháng)",
    "continuous": r"Thường xuyên",
    "conditional": r"Sau khi ",
    "range": r"2026 - 20|2027 - 20",
    "half": r"6 tháng",
    "date": r"Trước ngày \d",
    "month": r"Tháng \d",
    "quarter": r"Quý ",
    "year": r"Năm \d",
}


def kind_of(deadline_text: str) -> str:
    return next(kind for kind, words in WORDINGS.items() if re.search(words, deadline_text))


def directive(key: str) -> Directive:
    return next(one for one in content.history() if one.key == key)


def steps_by_obligation() -> dict[tuple[str, str], list[Step]]:
    lead = {task.code: task.lead for task in content.live_plan().tasks}
    found = defaultdict(list)
    for step in content.script():
        found[step.code, step.organization or lead[step.code]].append(step)
    return found


def test_live_plan_has_12_groups_and_137_deliverables() -> None:
    plan = content.live_plan()
    assert (len(plan.groups), len(plan.tasks)) == (12, 137)


def test_live_plan_groups_are_as_large_as_the_press_says() -> None:
    sizes = Counter(task.group.title for task in content.live_plan().tasks)
    others = [size for title, size in sizes.items() if title not in {ECONOMY, CITY}]
    assert (sizes[ECONOMY], sizes[CITY], sum(others)) == (23, 21, 93)
    assert min(others) >= 6
    assert max(others) <= 12


def test_live_plan_numbers_run_on_across_groups() -> None:
    codes = [task.code for task in content.live_plan().tasks]
    assert codes == [str(n) for n in range(1, 138)]


def test_every_live_task_is_whole() -> None:
    for task in content.live_plan().tasks:
        assert all([task.group.title, task.lead, task.product, task.deadline_text]), task
        assert 80 <= len(task.content) <= 260, task.content
        assert task.field in FIELDS
        assert task.lead not in task.cooperating


def test_no_two_contents_are_alike() -> None:
    contents = Counter(fold(task.content) for task in content.live_plan().tasks)
    assert [text for text, times in contents.items() if times > 1] == []


def test_products_are_of_the_six_kinds() -> None:
    kinds = {task.product_kind for task in content.live_plan().tasks}
    assert kinds == {"chương trình", "đề án", "kế hoạch", "chỉ thị", "nghị quyết", "chuyên đề"}


def test_classes_lead_some_tasks() -> None:
    leads = Counter(task.lead for task in content.live_plan().tasks)
    assert {name: leads[name] for name in CLASSES} == {
        "UBND các xã, phường": 6,
        "Các sở, ban, ngành": 2,
    }


def test_deadlines_are_worded_in_every_kind() -> None:
    kinds = {kind_of(task.deadline_text) for task in content.live_plan().tasks}
    assert kinds == {str(kind) for kind in DeadlineKind} - {"none"}


def test_live_plan_reports_yearly_before_10_december() -> None:
    plan = content.live_plan()
    assert plan.report_due_text == "Trước ngày 10/12 hằng năm"
    assert plan.focal_agency == plan.report_to == "Sở Tài chính"


def test_live_plan_says_it_is_illustration() -> None:
    plan = content.live_plan()
    assert "minh họa" in plan.title
    assert "minh họa" in plan.document.note.casefold()
    assert plan.illustration
    assert plan.document.illustration
    assert all(task.illustration for task in plan.tasks)


@pytest.mark.parametrize("today", [*some_days(), *PROGRAMME_DAYS])
def test_script_lies_between_the_assignment_and_today(today: date) -> None:
    tale = tale_on(today)
    days = tale.days
    assert days.issued < days.assigned
    assert all(days.assigned < step.on(days) < today for step in tale.script)


@pytest.mark.parametrize("today", some_days())
def test_agencies_of_the_live_plan_exist_when_it_is_issued(today: date) -> None:
    wards_began = date(2025, 7, 1)
    assert tale_on(today).days.appointed > wards_began


@pytest.mark.parametrize(
    ("today", "years", "first"),
    [
        (date(2026, 1, 1), "2025 - 2029", "Quý III/2025"),
        (date(2026, 5, 1), "2026 - 2030", "Quý I/2026"),
        (date(2026, 11, 30), "2026 - 2030", "Quý I/2026"),
        (date(2026, 12, 1), "2026 - 2030", "Quý III/2026"),
        (date(2027, 4, 30), "2026 - 2030", "Quý III/2026"),
        (date(2030, 12, 31), "2030 - 2034", "Quý III/2030"),
    ],
)
def test_live_plan_moves_with_the_day(today: date, years: str, first: str) -> None:
    plan = tale_on(today).plan
    assert years in plan.title
    assert years in plan.document.subject
    assert plan.tasks[0].deadline_text == first
    assert plan.starts_on < plan.document.issued_on < plan.assigned_on


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("Quý II/2026", "Quý IV/2026"),
        ("Quý III/2026", "Quý I/2027"),
        ("Tháng 2/2026", "Tháng 8/2026"),
        ("Tháng 12/2026", "Tháng 6/2027"),
        ("Trước ngày 31/8/2026", "Trước ngày 28/02/2027"),
        ("Trước ngày 05/12/2026", "Trước ngày 05/6/2027"),
        ("6 tháng đầu năm 2027", "6 tháng cuối năm 2027"),
        ("6 tháng cuối năm 2027", "6 tháng đầu năm 2028"),
        ("Trước ngày 15/11 hằng năm", "Trước ngày 15/11 hằng năm"),
        ("Năm 2027", "Năm 2027"),
        ("2026 - 2030", "2026 - 2030"),
    ],
)
def test_deadline_is_worded_half_a_year_later(text: str, later: str) -> None:
    assert half_year_later(text) == later


@pytest.mark.parametrize("today", [date(2017, 1, 1), date(2018, 12, 10), date(2025, 12, 31)])
def test_no_story_of_days_without_its_agencies_or_directives(today: date) -> None:
    with pytest.raises(NoStory):
        tale_on(today)


def test_script_names_only_tasks_and_parties_that_exist() -> None:
    tasks = {task.code: task for task in content.live_plan().tasks}
    for step in content.script():
        task = tasks[step.code]
        if task.lead not in CLASSES:
            assert step.organization in {"", *task.cooperating}, step
        else:
            assert step.organization, step


def test_script_makes_only_allowed_moves() -> None:
    verbs = {"accept", "decline", "submit", "send_back", "confirm"}
    for key, steps in steps_by_obligation().items():
        state: str = ObligationState.ASSIGNED
        for step in steps:
            if step.action in verbs:
                state = MOVES[Verb(step.action)][state]
            elif step.action == "tell_on_behalf" and state == ObligationState.ASSIGNED:
                state = ObligationState.IN_PROGRESS
            else:
                assert state in RUNNING, (key, step)


def test_script_is_in_the_order_of_days() -> None:
    for steps in steps_by_obligation().values():
        days = [step.days_before for step in steps]
        assert days == sorted(days, reverse=True)


def test_script_lets_agencies_with_people_act_for_themselves() -> None:
    heads = {a.organization for a in content.accounts() if a.role == Role.HEAD}
    officers = {a.organization for a in content.accounts() if a.role == Role.OFFICER}
    anyone = {a.organization for a in content.accounts()}
    for (_, organization), steps in steps_by_obligation().items():
        for step in steps:
            if step.action in {"accept", "decline"}:
                assert organization in heads, step
            elif step.action in {"tell", "submit"}:
                assert organization in officers, step
            elif step.action == "tell_on_behalf":
                assert organization not in anyone, step


def test_script_declines_twice_with_reason_and_proposal() -> None:
    declined = [step for step in content.script() if step.action == "decline"]
    assert [bool(step.reason and step.proposed) for step in declined] == [True, True]


def test_script_tells_three_times_on_behalf_and_names_the_source() -> None:
    told = [step for step in content.script() if step.action == "tell_on_behalf"]
    days = tale_on(date(2026, 11, 24)).days
    assert len(told) == 3
    for step in told:
        assert step.source_kind in SourceKind.values
        assert "minh họa" in step.source
        assert (step.source_on(days) or date.max) <= step.on(days)


def test_script_uses_phrases_of_the_product_or_of_cooperation() -> None:
    tasks = {task.code: task for task in content.live_plan().tasks}
    for step in content.script():
        needs = step.action in {"tell", "tell_on_behalf", "submit"}
        assert needs == (step.phrase is not None), step
        if step.phrase and step.organization in {"", tasks[step.code].lead}:
            assert step.phrase.product_kind == tasks[step.code].product_kind


def test_script_leaves_every_punctuality_to_be_seen() -> None:
    tasks = {task.code: task for task in content.live_plan().tasks}
    actions = {code: [s.action for s in steps] for (code, _), steps in by_lead().items()}
    untouched = set(tasks) - set(actions)
    running = [c for c, done in actions.items() if "submit" not in done and "decline" not in done]
    awaiting = [c for c, done in actions.items() if done[-1] == "submit"]
    assert min(len(untouched), len(running), len(awaiting)) >= 5


def by_lead() -> dict[tuple[str, str], list[Step]]:
    tasks = {task.code: task.lead for task in content.live_plan().tasks}
    return {key: steps for key, steps in steps_by_obligation().items() if key[1] == tasks[key[0]]}


def test_there_are_sixty_phrases_and_each_is_said_once() -> None:
    phrases = content.phrases().values()
    assert len(phrases) >= 60
    assert len({phrase.did for phrase in phrases}) == len(phrases)
    assert all(phrase.did and 0 < phrase.percent <= 100 for phrase in phrases)
    assert all(phrase.next for phrase in phrases if phrase.percent < 100)


def test_every_product_kind_has_a_phrase_for_done() -> None:
    done = {p.product_kind for p in content.phrases().values() if p.percent == 100}
    assert {task.product_kind for task in content.live_plan().tasks} <= done


def test_usernames_are_unique_and_every_role_has_one() -> None:
    accounts = content.accounts()
    assert len({account.username for account in accounts}) == len(accounts)
    assert {account.role for account in accounts} == set(Role.values)


def test_heads_and_officers_sit_in_six_departments_and_a_ward() -> None:
    heads = {a.organization for a in content.accounts() if a.role == Role.HEAD}
    officers = {a.organization for a in content.accounts() if a.role == Role.OFFICER}
    both = heads & officers
    assert len([name for name in both if name.startswith("Sở ")]) >= 7
    assert [name for name in both if name.startswith("UBND phường ")]


def test_some_lead_agencies_have_no_account() -> None:
    leads = {task.lead for task in content.live_plan().tasks} - CLASSES
    assert len(leads - {account.organization for account in content.accounts()}) >= 3


def test_account_names_are_roles_and_not_persons() -> None:
    role_words = ("Chuyên viên ", "Thủ trưởng ", "Lãnh đạo ", "Cán bộ ", "Quản trị ")
    for account in content.accounts():
        assert account.full_name.startswith(role_words), account
        assert account.full_name.endswith("(minh họa)"), account


def test_no_text_of_the_example_looks_like_a_person() -> None:
    texts = [repr(one) for one in (content.live_plan(), content.history(), content.script())]
    texts += [repr(content.accounts(plan)) for plan in PLANS]
    texts += [repr(wordings.of(plan)) for plan in PLANS]
    texts += [repr(content.programme()), repr(content.phrases())]
    assert [found.group() for text in texts for found in SURNAME.finditer(text)] == []


def test_person_pattern_finds_a_person() -> None:
    assert SURNAME.search("Chủ tịch Nguyễn Văn A")


def test_history_has_the_true_numbers() -> None:
    symbols = [one.document.symbol for one in content.history()]
    assert symbols == ["161/CTr-UBND", "4854/QĐ-UBND", "", "1270/QĐ-BKHĐT", "84/KH-UBND"]


def test_history_symbol_is_number_and_notation() -> None:
    for one in content.history():
        for document in (one.document, *one.related):
            assert document.symbol in {
                "",
                f"{document.number}/{document.notation}",
                f"{document.number}-{document.notation}",
            }


def test_history_leaves_days_blank_that_articles_do_not_give() -> None:
    for one in content.history():
        assert one.document.issued_on is None, one.key
        assert one.document.issued_note, one.key
    published = [one.source.published for one in content.history()]
    assert published == [None, date(2022, 12, 11), date(2022, 7, 15), None, date(2021, 3, 31)]


def test_programme_161_implements_what_seven_localities_signed() -> None:
    one = directive("ctr-161")
    (agreement,) = one.related
    assert (len(agreement.issuers), agreement.issued_on) == (7, date(2016, 12, 27))
    assert {task.field for task in one.tasks if task.field} == FIELDS
    assert any("trước ngày 10/12" in task.deadline_text for task in one.tasks)
    assert one.plan.focal_agency == "Sở Kế hoạch và Đầu tư"


def test_decision_4854_sets_up_a_part_time_team() -> None:
    body = directive("qd-4854").body
    assert body is not None
    assert [seat.title for seat in body.seats] == ["Tổ trưởng", "Tổ phó", "Thành viên"]
    assert (body.part_time, body.standing_agency) == (True, "Sở Kế hoạch và Đầu tư")


def test_phu_yen_plans_in_september_2022() -> None:
    led = [task for task in directive("phu-yen-2022").tasks if task.lead == ("Sở KH-ĐT",)]
    assert [task.deadline_text for task in led] == ["trong tháng 9/2022"]


def test_decision_1270_gives_two_tasks_to_the_planning_department() -> None:
    led = [t for t in directive("qd-1270").tasks if t.lead == ("Vụ Quản lý quy hoạch",)]
    assert len(led) == 2
    assert "Viện Chiến lược phát triển" in led[0].cooperating


def test_plan_84_keeps_its_counts_as_declared_and_invents_no_deliverable() -> None:
    one = directive("kh-84")
    groups = [section for section in one.sections if section.key.startswith("group-")]
    assert [figure.value for figure in one.figures][:6] == ["17", "5", "3", "12", "137", "8/10"]
    assert [section.declared for section in groups] == [23, 21, *[None] * 10]
    assert [section.illustration for section in groups] == [False, False, *[True] * 10]
    assert {task.section for task in one.tasks} == {"carry-out"}


def test_plan_84_names_eight_programmes_of_the_party_committee() -> None:
    symbols = [d.symbol for d in directive("kh-84").related if d.notation == "CTr/TU"]
    assert symbols == [f"{n:02d}-CTr/TU" for n in range(2, 10)]


def test_history_tasks_stand_in_sections_of_their_directive() -> None:
    for one in content.history():
        assert {task.section for task in one.tasks} <= {section.key for section in one.sections}
        assert all(task.lead and task.content for task in one.tasks)


def test_step_counts_back_from_the_day_it_is_run() -> None:
    days = StoryDays(date(2027, 5, 1), date(2027, 1, 1), date(2027, 1, 10), span=100)
    assert days.before(0) == date(2027, 5, 1)
    assert days.before(100) == date(2027, 1, 11)
    assert days.before(10) == date(2027, 5, 1) - timedelta(days=11)


@pytest.mark.parametrize("plan", PLANS)
def test_script_of_every_plan_is_possible(plan: str) -> None:
    leads = {task.code: task.lead for task in followed(plan).tasks}
    officers = {a.organization for a in content.accounts(plan) if a.role == Role.OFFICER}
    verbs = {"accept", "decline", "submit", "send_back", "confirm"}
    states: dict[tuple[str, str], str] = {}
    for step in sorted(content.script(plan), key=lambda step: -step.days_before):
        key = (step.code, step.organization or leads[step.code])
        state = states.setdefault(key, ObligationState.ASSIGNED)
        if step.action in verbs:
            states[key] = MOVES[Verb(step.action)][state]
        elif step.action == "tell_on_behalf":
            assert key[1] not in officers, step
            states[key] = ObligationState.IN_PROGRESS
        else:
            assert state in RUNNING, step


def test_programme_is_led_by_departments_of_2018_in_every_field_of_the_article() -> None:
    plan = content.programme()
    assert {task.field for task in plan.tasks} == FIELDS
    assert plan.focal_agency == plan.report_to == "Sở Kế hoạch và Đầu tư"
    assert plan.document.symbol == directive("ctr-161").document.symbol
    assert {"Sở Giao thông vận tải", "Sở Nông nghiệp và Phát triển nông thôn"} <= {
        task.lead for task in plan.tasks
    }
    assert not {task.lead for task in plan.tasks} & {"Sở Nông nghiệp và Môi trường"}


def test_programme_says_that_its_tasks_are_illustration() -> None:
    plan = content.programme()
    assert "minh họa" in plan.title
    assert "minh họa" in plan.document.subject
    assert "không được công bố" in plan.document.note


@pytest.mark.parametrize("plan", PLANS)
def test_agencies_with_words_have_people_to_write_and_send(plan: str) -> None:
    accounts = content.accounts(plan)
    heads = {a.organization for a in accounts if a.role == Role.HEAD}
    officers = {a.organization for a in accounts if a.role == Role.OFFICER}
    words = wordings.of(plan).agencies
    assert set(words) == heads & officers
    assert len(words) >= 11
    assert {a.role for a in accounts} == set(Role.values)


@pytest.mark.parametrize("plan", PLANS)
def test_every_part_of_a_report_has_sentences_of_its_own(plan: str) -> None:
    said = Counter(
        sentence
        for agency in wordings.of(plan).agencies.values()
        for part in wordings.PARTS
        for sentence in agency.parts[part]
    )
    assert [sentence for sentence, times in said.items() if times > 1] == []
    assert [sentence for sentence in said if not sentence.endswith(".")] == []
    for agency in wordings.of(plan).agencies.values():
        assert all(2 <= len(agency.parts[part]) <= 4 for part in wordings.PARTS), agency


@pytest.mark.parametrize("plan", PLANS)
def test_no_sentence_states_a_figure_that_rows_would_have_to_match(plan: str) -> None:
    for agency in wordings.of(plan).agencies.values():
        for part in wordings.PARTS:
            assert [s for text in agency.parts[part] for s in stated(text)] == []


@pytest.mark.parametrize("plan", PLANS)
def test_issues_are_raised_by_the_lead_of_their_task(plan: str) -> None:
    leads = {task.code: task.lead for task in followed(plan).tasks}
    declined = {step.code for step in content.script(plan) if step.action == "decline"}
    raised = wordings.of(plan).raised
    assert len(raised) > len(FATES)
    assert len({one.code for one in raised}) == len(raised)
    for one in raised:
        assert leads[one.code] == one.organization
        assert one.code not in declined
        assert one.kind in IssueKind.values
        assert one.decision in Decision.values
        assert all([one.wording, one.cause, one.asked, one.answer])


def followed(plan: str) -> LivePlan:
    return content.live_plan() if plan == content.LIVE else content.programme()
