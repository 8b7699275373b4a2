"""The state of the system: the table of `dieuphoi check`, for administrators."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dieuphoi.backup.state.looking import look
from dieuphoi.base.errors import require
from dieuphoi.organizations import policy
from dieuphoi.web.access import ActorRequest, now


@require_safe
def system_state(request: ActorRequest) -> HttpResponse:
    """What is missing or unsafe, worst first, with what to do."""
    require(policy.can_manage(request.actor), _("Chỉ quản trị viên xem được tình trạng hệ thống."))
    return render(request, "system/system_state.html", {"findings": look(now())})
