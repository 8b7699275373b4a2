"""The map of the site. Fetching is access: every view begins with what the actor may see."""

from django.urls import include, path, register_converter

from dieuphoi.web import access
from dieuphoi.web.views import (
    account_codes,
    account_import,
    accounts,
    consolidations,
    cycles,
    desk,
    documents,
    help,
    issues,
    notices,
    obligations,
    organizations,
    overview,
    plans,
    readings,
    reports,
    search,
    system,
    tasks,
    trackers,
    workbooks,
)


class Number:
    """A row's number in an address: no longer than what every database takes for one."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Its digits."""
        return str(value)


register_converter(Number, "number")

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("overview/", overview.overview, name="overview"),
    path("overview/reports/", overview.sent_reports, name="sent_reports"),
    path("account/", include("dieuphoi.web.sign_in_urls")),
    path("accounts/", accounts.account_list, name="account_list"),
    path("accounts/export/", accounts.account_export, name="account_export"),
    path("accounts/new/", accounts.account_new, name="account_new"),
    path("accounts/codes/", account_codes.codes_sheet, name="codes_sheet"),
    path("accounts/import/", account_import.account_import, name="account_import"),
    path("accounts/import/template/", account_import.account_template, name="account_template"),
    path(
        "accounts/import/<number:pk>/",
        account_import.account_import_detail,
        name="account_import_detail",
    ),
    path(
        "accounts/import/<number:pk>/apply/",
        account_import.account_import_apply,
        name="account_import_apply",
    ),
    path("accounts/<number:pk>/", accounts.account_detail, name="account_detail"),
    path("accounts/<number:pk>/edit/", accounts.account_edit, name="account_edit"),
    path("accounts/<number:pk>/appoint/", accounts.account_appoint, name="account_appoint"),
    path(
        "accounts/<number:pk>/positions/<number:position>/relieve/",
        accounts.account_relieve,
        name="account_relieve",
    ),
    path("accounts/<number:pk>/lock/", accounts.account_lock, name="account_lock"),
    path("accounts/<number:pk>/unlock/", accounts.account_unlock, name="account_unlock"),
    path("accounts/<number:pk>/reopen/", accounts.account_reopen, name="account_reopen"),
    path("accounts/<number:pk>/reset/", account_codes.account_reset, name="account_reset"),
    path("act-as/", access.act_as, name="act_as"),
    path("plans/", plans.plan_list, name="plan_list"),
    path("plans/<number:pk>/", plans.plan_detail, name="plan_detail"),
    path("plans/<number:pk>/tracker/", trackers.tracker_upload, name="tracker_upload"),
    path("trackers/<number:pk>/", trackers.tracker_detail, name="tracker_detail"),
    path("trackers/<number:pk>/apply/", trackers.tracker_apply, name="tracker_apply"),
    path("trackers/<number:pk>/words/", trackers.tracker_words, name="tracker_words"),
    path("trackers/<number:pk>/excel/", trackers.tracker_export, name="tracker_export"),
    path("carried/<number:pk>/settle/", trackers.carried_settle, name="carried_settle"),
    path("plans/<number:pk>/assign/", plans.plan_assign, name="plan_assign"),
    path("plans/<number:pk>/slips/", plans.slip_list, name="slip_list"),
    path("plans/<number:pk>/slips/<number:organization>/", plans.slip, name="slip"),
    path("plans/<number:pk>/workbooks/", workbooks.workbook_list, name="workbook_list"),
    path("plans/<number:pk>/workbooks/zip/", workbooks.workbook_zip, name="workbook_zip"),
    path("plans/<number:pk>/workbooks/return/", workbooks.workbook_return, name="workbook_return"),
    path("plans/<number:pk>/workbooks/<number:organization>/", workbooks.workbook, name="workbook"),
    path("organizations/<number:pk>/workbook/", workbooks.agency_workbook, name="agency_workbook"),
    path("workbooks/<number:pk>/", workbooks.workbook_return_detail, name="workbook_return_detail"),
    path(
        "workbooks/<number:pk>/apply/",
        workbooks.workbook_return_apply,
        name="workbook_return_apply",
    ),
    path(
        "workbooks/<number:pk>/export/",
        workbooks.workbook_return_export,
        name="workbook_return_export",
    ),
    path("tasks/", tasks.task_list, name="task_list"),
    path("tasks/export/", tasks.task_export, name="task_export"),
    path("tasks/<number:pk>/", tasks.task_detail, name="task_detail"),
    path("tasks/<number:pk>/leads/", tasks.task_leads, name="task_leads"),
    path("obligations/<number:pk>/accept/", obligations.accept, name="obligation_accept"),
    path("obligations/<number:pk>/decline/", obligations.decline, name="obligation_decline"),
    path("obligations/<number:pk>/reassign/", obligations.reassign, name="obligation_reassign"),
    path("obligations/<number:pk>/progress/", obligations.tell, name="obligation_tell"),
    path("obligations/<number:pk>/on-behalf/", obligations.on_behalf, name="obligation_on_behalf"),
    path("obligations/<number:pk>/confirm/", obligations.confirm, name="obligation_confirm"),
    path("obligations/<number:pk>/rework/", obligations.send_back, name="obligation_send_back"),
    path("evidence/<number:pk>/", obligations.evidence, name="evidence"),
    path("documents/", documents.document_list, name="document_list"),
    path("documents/upload/", documents.document_upload, name="document_upload"),
    path("documents/<number:pk>/", documents.document_detail, name="document_detail"),
    path("attachments/<number:pk>/", documents.attachment, name="attachment"),
    path("readings/<number:pk>/", readings.review, name="reading_review"),
    path("readings/<number:pk>/header/", readings.header, name="reading_header"),
    path("readings/<number:pk>/rows/new/", readings.row_new, name="reading_row_new"),
    path("readings/<number:pk>/rows/<number:position>/", readings.row, name="reading_row"),
    path("readings/<number:pk>/words/", readings.words, name="reading_words"),
    path("readings/<number:pk>/confirm/", readings.confirm, name="reading_confirm"),
    path("readings/<number:pk>/discard/", readings.discard, name="reading_discard"),
    path("issues/", issues.issue_list, name="issue_list"),
    path("issues/export/", issues.issue_export, name="issue_export"),
    path("issues/new/", issues.issue_raise, name="issue_raise"),
    path("plans/<number:pk>/issues/new/", issues.plan_issue, name="plan_issue"),
    path("obligations/<number:pk>/issues/new/", issues.obligation_issue, name="obligation_issue"),
    path("issues/<number:pk>/", issues.issue_detail, name="issue_detail"),
    path("issues/<number:pk>/refer/", issues.issue_refer, name="issue_refer"),
    path("issues/<number:pk>/answer/", issues.issue_answer, name="issue_answer"),
    path("issues/<number:pk>/verify/", issues.issue_verify, name="issue_verify"),
    path("issues/<number:pk>/withdraw/", issues.issue_withdraw, name="issue_withdraw"),
    path("cycles/", cycles.cycle_list, name="cycle_list"),
    path("cycles/new/", cycles.cycle_new, name="cycle_new"),
    path("cycles/<number:pk>/", cycles.cycle_detail, name="cycle_detail"),
    path("cycles/<number:pk>/export/", cycles.cycle_export, name="cycle_export"),
    path("cycles/<number:pk>/consolidation/", consolidations.consolidation, name="consolidation"),
    path(
        "consolidations/<number:pk>/counted/", consolidations.counted, name="consolidation_counted"
    ),
    path(
        "consolidations/<number:pk>/left-out/",
        consolidations.left_out,
        name="consolidation_left_out",
    ),
    path("consolidations/<number:pk>/freeze/", consolidations.freeze, name="consolidation_freeze"),
    path(
        "consolidations/<number:pk>/changes/", consolidations.changes, name="consolidation_changes"
    ),
    path("consolidations/<number:pk>/word/", consolidations.word, name="consolidation_word"),
    path("consolidations/<number:pk>/excel/", consolidations.excel, name="consolidation_excel"),
    path("paragraphs/<number:pk>/", consolidations.paragraph, name="paragraph"),
    path("reports/<number:pk>/", reports.report_detail, name="report_detail"),
    path("reports/<number:pk>/hand-over/", cycles.report_hand_over, name="report_hand_over"),
    path("reports/<number:pk>/parts/<slug:code>/", reports.report_part, name="report_part"),
    path(
        "reports/<number:pk>/nothing-arose/",
        reports.report_nothing_arose,
        name="report_nothing_arose",
    ),
    path(
        "reports/<number:pk>/closings/<number:obligation>/",
        reports.report_closing,
        name="report_closing",
    ),
    path("reports/<number:pk>/check/", reports.report_check, name="report_check"),
    path("reports/<number:pk>/send/", reports.report_send, name="report_send"),
    path("reports/<number:pk>/changes/", reports.report_changes, name="report_changes"),
    path("reports/<number:pk>/versions/<number:n>/", reports.report_version, name="report_version"),
    path(
        "reports/<number:pk>/versions/<number:n>/parts/<slug:code>/comment/",
        reports.report_comment,
        name="report_comment",
    ),
    path(
        "reports/<number:pk>/versions/<number:n>/accept/",
        reports.report_accept,
        name="report_accept",
    ),
    path(
        "reports/<number:pk>/versions/<number:n>/return/",
        reports.report_return,
        name="report_return",
    ),
    path("organizations/", organizations.organization_list, name="organization_list"),
    path(
        "organizations/<number:pk>/", organizations.organization_detail, name="organization_detail"
    ),
    path("notices/", notices.notice_list, name="notice_list"),
    path("system/", system.system_state, name="system_state"),
    path("search/", search.search, name="search"),
    path("help/", help.help_index, name="help_index"),
    path("help/<slug:slug>/", help.help_page, name="help_page"),
]
