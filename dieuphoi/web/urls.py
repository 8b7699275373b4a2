"""The map of the site. Fetching is access: every view begins with what the actor may see."""

from django.urls import include, path

from dieuphoi.web import access
from dieuphoi.web.views import (
    desk,
    documents,
    obligations,
    organizations,
    plans,
    readings,
    search,
    tasks,
)

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("account/", include("dieuphoi.web.sign_in_urls")),
    path("act-as/", access.act_as, name="act_as"),
    path("plans/", plans.plan_list, name="plan_list"),
    path("plans/<int:pk>/", plans.plan_detail, name="plan_detail"),
    path("plans/<int:pk>/assign/", plans.plan_assign, name="plan_assign"),
    path("plans/<int:pk>/slips/", plans.slip_list, name="slip_list"),
    path("plans/<int:pk>/slips/<int:organization>/", plans.slip, name="slip"),
    path("tasks/", tasks.task_list, name="task_list"),
    path("tasks/export/", tasks.task_export, name="task_export"),
    path("tasks/<int:pk>/", tasks.task_detail, name="task_detail"),
    path("tasks/<int:pk>/leads/", tasks.task_leads, name="task_leads"),
    path("obligations/<int:pk>/accept/", obligations.accept, name="obligation_accept"),
    path("obligations/<int:pk>/decline/", obligations.decline, name="obligation_decline"),
    path("obligations/<int:pk>/reassign/", obligations.reassign, name="obligation_reassign"),
    path("obligations/<int:pk>/progress/", obligations.tell, name="obligation_tell"),
    path("obligations/<int:pk>/on-behalf/", obligations.on_behalf, name="obligation_on_behalf"),
    path("obligations/<int:pk>/confirm/", obligations.confirm, name="obligation_confirm"),
    path("obligations/<int:pk>/rework/", obligations.send_back, name="obligation_send_back"),
    path("evidence/<int:pk>/", obligations.evidence, name="evidence"),
    path("documents/", documents.document_list, name="document_list"),
    path("documents/upload/", documents.document_upload, name="document_upload"),
    path("documents/<int:pk>/", documents.document_detail, name="document_detail"),
    path("attachments/<int:pk>/", documents.attachment, name="attachment"),
    path("readings/<int:pk>/", readings.review, name="reading_review"),
    path("readings/<int:pk>/header/", readings.header, name="reading_header"),
    path("readings/<int:pk>/rows/new/", readings.row_new, name="reading_row_new"),
    path("readings/<int:pk>/rows/<int:position>/", readings.row, name="reading_row"),
    path("readings/<int:pk>/confirm/", readings.confirm, name="reading_confirm"),
    path("readings/<int:pk>/discard/", readings.discard, name="reading_discard"),
    path("organizations/", organizations.organization_list, name="organization_list"),
    path("organizations/<int:pk>/", organizations.organization_detail, name="organization_detail"),
    path("search/", search.search, name="search"),
]
