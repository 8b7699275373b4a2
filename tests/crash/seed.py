"""Run inside an installation: 200 accepted obligations of one agency, two signed-in people.

Prints the session keys of its officer and of the focal officer, the obligation numbers, the day.
"""

import sys
from datetime import date

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import transaction  # noqa: E402

from dieuphoi.organizations.actor import Actor  # noqa: E402
from dieuphoi.organizations.models import User  # noqa: E402
from dieuphoi.plans import assignment  # noqa: E402
from tests.cast import assign, draft, later, make_cast, make_plan  # noqa: E402

COUNT = 200


def session_of(actor: Actor) -> str:
    """The key of a session in which the person is signed in."""
    user = User.objects.get(pk=actor.user_id)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


with transaction.atomic():
    cast = make_cast()
    drafts = [draft(str(n), f"Nhiệm vụ minh họa {n}", cast.so) for n in range(COUNT)]
    obligations = assign(make_plan(cast.dau_moi, cast.ubnd, drafts))
    for obligation in obligations:
        assignment.accept(obligation, by=cast.head, at=later())
    sessions = [session_of(cast.officer), session_of(cast.focal)]

for line in (*sessions, " ".join(str(o.pk) for o in obligations)):
    sys.stdout.write(f"{line}\n")
sys.stdout.write(f"{date(2026, 3, 2):%d/%m/%Y}\n")
