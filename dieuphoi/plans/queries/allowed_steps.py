"""What an actor may do with an obligation in the state it is in."""

from datetime import date

from django.utils.translation import gettext as _

from dieuphoi.base.errors import require
from dieuphoi.organizations.actor import Actor
from dieuphoi.plans import policy
from dieuphoi.plans.models import Obligation, ObligationState
from dieuphoi.plans.progress import RUNNING, HasAccount, with_accounts
from dieuphoi.plans.turns import MovedByOther


def require_allowed(actor: Actor, obligation: Obligation, verb: str, on: date) -> None:
    """Go on only if the actor may do this with the obligation now.

    `verb` is one of accept, decline, tell, on_behalf, confirm, send_back, reassign. Raises
    NotPermitted when the role or agency is wrong, StaleState when the state or the time is.
    """
    holder_has_account = bool(with_accounts({obligation.holder_id}, on))
    require(
        _rights(actor, obligation)[verb], _("Việc này không thuộc quyền của bạn hoặc cơ quan bạn.")
    )
    if verb not in allowed(actor, obligation, holder_has_account):
        if verb == "on_behalf" and holder_has_account:
            raise HasAccount(_("Cơ quan này đã có tài khoản; hãy để cơ quan tự cập nhật."))
        raise MovedByOther(obligation.state)


def allowed(actor: Actor, obligation: Obligation, holder_has_account: bool) -> frozenset[str]:
    """What the actor may do with the obligation in the state it is in."""
    rights = _rights(actor, obligation)
    possible = {
        "accept": obligation.state == ObligationState.ASSIGNED,
        "decline": obligation.state == ObligationState.ASSIGNED,
        "tell": obligation.state in RUNNING,
        "on_behalf": obligation.state in (ObligationState.ASSIGNED, *RUNNING)
        and not holder_has_account,
        "confirm": obligation.state == ObligationState.AWAITING_CONFIRMATION,
        "send_back": obligation.state == ObligationState.AWAITING_CONFIRMATION,
        "reassign": obligation.state == ObligationState.DECLINED,
    }
    return frozenset(verb for verb, yes in possible.items() if yes and rights[verb])


def _rights(actor: Actor, obligation: Obligation) -> dict[str, bool]:
    plan = obligation.task.plan
    coordinates, confirms = policy.can_coordinate(actor, plan), policy.can_confirm(actor, plan)
    accepts = policy.can_accept(actor, obligation)
    return {
        "accept": accepts,
        "decline": accepts,
        "tell": policy.can_tell(actor, obligation),
        "on_behalf": coordinates,
        "confirm": confirms,
        "send_back": confirms,
        "reassign": coordinates,
    }
