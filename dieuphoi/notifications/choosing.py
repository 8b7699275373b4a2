"""What people do with their notices: look at them, and choose whether the digest comes by mail."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base.errors import NotPermitted
from dieuphoi.notifications.models import Notice, NoticeChoice
from dieuphoi.organizations.actor import Actor


@transaction.atomic
def choose_digest(wanted: bool, *, by: Actor, at: datetime) -> None:
    """Get the daily digest by mail, or not; what is told at once is not touched by it."""
    if by.user_id is None:
        raise NotPermitted(_("Chỉ người dùng chọn cho chính mình."))
    choice, _made = NoticeChoice.objects.update_or_create(
        user_id=by.user_id, defaults={"digest": wanted}
    )
    record("notices.digest_chosen", choice, by=by, at=at, digest=wanted)


def look_at(*, by: Actor, at: datetime) -> int:
    """Mark the person's notices as seen; how many were new. Not an act for the log."""
    return Notice.objects.visible_to(by).filter(seen_at=None).update(seen_at=at)
