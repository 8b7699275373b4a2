"""Send what is waiting: at most once, and what is not sure is said, never sent again.

For each person: the server is told for whom; the notices are claimed, committed; the mail is handed
over; the answer is marked, committed. Killed between claim and mark, the mail stays `sending` and is
found `unknown` later: it may have arrived, so it is not sent again. The administrator sees it with its
Message-ID, by which the mail server's log can be asked; its notices stand on the person's page.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet

from dieuphoi.base.periods import civil_day
from dieuphoi.notifications import letter
from dieuphoi.notifications.making import digest_moment
from dieuphoi.notifications.models import (
    IMMEDIATE,
    Mail,
    MailKind,
    MailState,
    Notice,
    NoticeState,
    ServerState,
)
from dieuphoi.notifications.smtp import (
    Conversation,
    MailFault,
    Refused,
    Unknown,
    is_set,
    server_set,
)
from dieuphoi.notifications.telling import Telling, sort_out
from dieuphoi.organizations.models import User

STUCK = timedelta(minutes=15)
"""After so long nobody is sending a mail any more that is marked so: longer than any timeout."""
MOST_TRIES = 8
"""How often a server may say "later" before the mail is given up."""


def send_due(*, at: datetime, goes_on: Callable[[], bool] = lambda: True) -> str:
    """Send what is due, until done or until `goes_on` says no; in words what was done.

    A server that is down is asked again after a pause that grows to an hour; that and every refusal
    is kept for the administrator. Never raises for what the server does.
    """
    find_stuck(at=at)
    if not is_set():
        return "no mail server is set"
    state = ServerState.objects.first() or ServerState()
    if state.next_at and at < state.next_at:
        return "the mail server is given a rest"
    take_up_mended_addresses()
    due = _due(at)
    if not due:
        return "nothing due"
    sent = 0
    try:
        with Conversation(server_set()) as server:
            for kind, person in due:
                if not goes_on():
                    break
                sent += _send(server, kind, person, at)
            _went_well(state, at)
    except MailFault as fault:
        _went_wrong(state, fault, at)
        return f"{sent} sent, then: {fault}"
    return f"{sent} sent"


def find_stuck(*, at: datetime) -> int:
    """Mark what was being sent when the program ended: nobody knows whether it arrived; how many."""
    stuck = Mail.objects.filter(state=MailState.SENDING, tried_at__lte=at - STUCK)
    with transaction.atomic():
        found = list(stuck.values_list("pk", flat=True))
        Notice.objects.filter(mail__in=found, state=NoticeState.SENDING).update(
            state=NoticeState.UNKNOWN
        )
        return stuck.filter(pk__in=found).update(state=MailState.UNKNOWN)


def take_up_mended_addresses() -> int:
    """Let what could not be sent to an address wait again, where the person has another by now."""
    failed = Notice.objects.filter(state=NoticeState.FAILED).exclude(
        Q(user__email="") | Q(mail__address=F("user__email"))
    )
    pks = list(failed.values_list("pk", flat=True))
    return Notice.objects.filter(pk__in=pks, state=NoticeState.FAILED).update(
        state=NoticeState.WAITING
    )


def waiting(at: datetime) -> "QuerySet[Notice]":
    """Notices whose time has come, of people with an address."""
    return Notice.objects.filter(
        state=NoticeState.WAITING, due_at__lte=at, user__is_active=True
    ).exclude(user__email="")


def _due(at: datetime) -> list[tuple[MailKind, User]]:
    """Who gets a mail now, of which kind; who waits after a "later" of the server is left out."""
    on = civil_day(at)
    immediate = waiting(at).filter(kind__in=IMMEDIATE)
    digest = waiting(at).exclude(kind__in=IMMEDIATE).exclude(user__notice_choice__digest=False)
    kinds = {MailKind.IMMEDIATE: immediate}
    if digest_moment(on) <= at:
        kinds[MailKind.DIGEST] = digest
    return [
        (kind, person)
        for kind, notices in kinds.items()
        for person in User.objects.filter(pk__in=notices.values("user"))
        .exclude(pk__in=_not_yet(kind, at).values("user"))
        .order_by("pk")
    ]


def _not_yet(kind: MailKind, at: datetime) -> "QuerySet[Mail]":
    """Mails for whose sake a person gets none of the kind now."""
    resting = Q(state=MailState.DEFERRED, next_at__gt=at)
    had = Q(state__in=[MailState.SENDING, MailState.SENT, MailState.UNKNOWN], day=civil_day(at))
    return Mail.objects.filter(resting | had if kind == MailKind.DIGEST else resting, kind=kind)


def _send(server: Conversation, kind: MailKind, person: User, at: datetime) -> int:
    """One mail to one person: 1 when the server has taken it. MailFault ends the conversation."""
    try:
        server.name(person.email)
    except Refused as refusal:
        if claimed := claim(kind, person, at):
            _refused(claimed[0], refusal, at)
        return 0
    claimed = claim(kind, person, at)
    if claimed is None:
        server.forget()
        return 0
    mail, words = claimed
    content = letter.message(
        words, name=person.full_name, address=mail.address, message_id=mail.message_id, at=at
    )
    try:
        said = server.give(content)
    except Unknown as fault:
        _mark(mail, MailState.UNKNOWN, NoticeState.UNKNOWN, reason=str(fault))
        raise
    except Refused as refusal:
        _refused(mail, refusal, at)
        return 0
    except MailFault as fault:
        _refused(mail, Refused(str(fault), for_now=True), at)
        raise
    _mark(mail, MailState.SENT, NoticeState.SENT, reason=said, sent_at=at)
    return 1


def claim(kind: MailKind, person: User, at: datetime) -> tuple[Mail, letter.Letter] | None:
    """Take the person's notices that are still so for one mail, and commit that; None when none
    is, or when another worker was faster."""
    on = civil_day(at)
    try:
        with transaction.atomic():
            mine = waiting(at).filter(user=person).order_by("made_at", "pk")
            mine = (
                mine.filter(kind__in=IMMEDIATE)
                if kind == MailKind.IMMEDIATE
                else mine.exclude(kind__in=IMMEDIATE)
            )
            telling = sort_out(list(mine.select_for_update(of=("self",))), person, on)
            _drop(telling.dropped)
            if not telling.told:
                _give_up_deferred(kind, person)
                return None
            words = letter.write(telling.items, to=person.full_name, on=on)
            return _claimed(kind, person, telling, words, at), words
    except IntegrityError:
        return None


def _claimed(
    kind: MailKind, person: User, telling: Telling, words: letter.Letter, at: datetime
) -> Mail:
    mail = Mail.objects.filter(user=person, kind=kind, state=MailState.DEFERRED).first()
    mail = mail or Mail(user=person, kind=kind, made_at=at, tries=0)
    mail.address = person.email
    mail.day = civil_day(at)
    mail.message_id = message_id(telling.told)
    mail.subject = words.subject
    mail.state = MailState.SENDING
    mail.tries += 1
    mail.tried_at, mail.next_at, mail.reason = at, None, ""
    mail.save()
    Notice.objects.filter(pk__in=[n.pk for n in telling.told]).update(
        state=NoticeState.SENDING, mail=mail
    )
    return mail


def message_id(notices: Sequence[Notice]) -> str:
    """The name of the mail that tells these: of the person and the causes, whenever it is sent."""
    causes = sorted(
        f"{n.user_id} {n.kind} {n.obligation_id or 0} {n.report_id or 0} {n.mark}" for n in notices
    )
    digest = hashlib.sha256("\n".join(causes).encode()).hexdigest()[:32]
    host = settings.MAIL_FROM.rpartition("@")[2].rstrip("> ")
    return f"<{digest}@{host}>"


def _give_up_deferred(kind: MailKind, person: User) -> None:
    """A mail that the server put off has nothing left to tell."""
    Mail.objects.filter(user=person, kind=kind, state=MailState.DEFERRED).update(
        state=MailState.FAILED, next_at=None
    )


def _drop(notices: Sequence[Notice]) -> None:
    Notice.objects.filter(pk__in=[n.pk for n in notices]).update(state=NoticeState.DROPPED)


def _refused(mail: Mail, refusal: Refused, at: datetime) -> None:
    """The server has not taken it: later again when it says so, else never to this address."""
    if refusal.for_now and mail.tries < MOST_TRIES:
        pause = timedelta(minutes=min(5 * 2**mail.tries, 240))
        _mark(
            mail,
            MailState.DEFERRED,
            NoticeState.WAITING,
            reason=str(refusal),
            next_at=at + pause,
        )
    else:
        _mark(mail, MailState.FAILED, NoticeState.FAILED, reason=str(refusal))


@transaction.atomic
def _mark(
    mail: Mail,
    state: MailState,
    of_notices: NoticeState,
    *,
    reason: str,
    sent_at: datetime | None = None,
    next_at: datetime | None = None,
) -> None:
    """Write how the sending ended; only over what is still `sending`."""
    if Mail.objects.filter(pk=mail.pk, state=MailState.SENDING).update(
        state=state, reason=reason, sent_at=sent_at, next_at=next_at
    ):
        mail.notices.filter(state=NoticeState.SENDING).update(state=of_notices)


def _went_well(state: ServerState, at: datetime) -> None:
    state.reason, state.failed_at, state.next_at, state.tries = "", None, None, 0
    state.well_at = at
    state.save()


def _went_wrong(state: ServerState, fault: MailFault, at: datetime) -> None:
    state.tries += 1
    state.reason, state.failed_at = str(fault), at
    state.next_at = at + timedelta(minutes=min(2**state.tries, 60))
    state.save()
