"""Consolidate: one draft of a cycle, edited beside what was generated, frozen as a version for good."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from dieuphoi.activity.log import record
from dieuphoi.base.errors import DomainError, StaleState, require
from dieuphoi.organizations.actor import Actor
from dieuphoi.reporting import carried_edits, gathering, policy
from dieuphoi.reporting.carried_edits import Edits
from dieuphoi.reporting.composition import Composed, Composition, compose
from dieuphoi.reporting.models import (
    Consolidation,
    ConsolidationInput,
    ConsolidationState,
    Cycle,
    LeftOut,
    Paragraph,
    ParagraphSource,
)


class Frozen(StaleState):
    """The consolidated report was frozen, or somebody else made it anew first."""


class Outdated(DomainError):
    """Reports were accepted, sent anew or returned since the draft was made."""


class NothingAccepted(DomainError):
    """There is no accepted report to consolidate yet."""


@transaction.atomic
def consolidate(cycle: Cycle, *, by: Actor, at: datetime) -> Consolidation:
    """Make the cycle's next consolidated report, or make its draft anew of what is accepted now.

    Edits made by hand go along: to the same paragraph, with the generated text it was made of
    where that is another now. A version frozen before stays as it is.
    """
    require(
        policy.can_consolidate(by, cycle), _("Chỉ cơ quan tổng hợp của kỳ được lập bản tổng hợp.")
    )
    draft, earlier = _draft_of(cycle, by=by, at=at)
    inputs = gathering.take(draft)
    if not any(row.version_id for row in inputs):
        raise NothingAccepted(_("Chưa có báo cáo nào được chấp nhận để tổng hợp."))
    edits = carried_edits.of(earlier)
    _clear(draft)
    ConsolidationInput.objects.bulk_create(inputs)
    _store(draft, compose(gathering.inputs_of(draft)), edits)
    record("consolidation.generated", draft, by=by, at=at, n=draft.n, cycle=cycle.pk)
    return draft


@transaction.atomic
def freeze(
    consolidation: Consolidation, *, although_outdated: bool = False, by: Actor, at: datetime
) -> None:
    """Freeze the draft: draft → frozen, version `n` for good. A later report makes the next one.

    What is frozen is the revision that `consolidation` was loaded with: Frozen when somebody edited
    or made it anew since. Raises Outdated unless the person goes on although reports are newer.
    """
    require(
        policy.can_consolidate(by, consolidation.cycle),
        _("Chỉ cơ quan tổng hợp của kỳ được chốt bản tổng hợp."),
    )
    seen = {"revision": consolidation.revision, "state": ConsolidationState.DRAFT}
    frozen = Consolidation.objects.filter(pk=consolidation.pk, **seen).update(
        state=ConsolidationState.FROZEN, frozen_at=at, frozen_by=by.label
    )
    if not frozen:
        raise Frozen(
            _("Bản tổng hợp vừa được người khác sửa, chốt hoặc lập lại; hãy xem lại rồi chốt.")
        )
    newer = outdated(consolidation)
    if newer and not although_outdated:
        raise Outdated(
            _("Báo cáo đã khác khi lập dự thảo: %(names)s. Hãy lập lại, hoặc chọn vẫn chốt.")
            % {"names": "; ".join(newer)}
        )
    for rows in (consolidation.paragraphs, consolidation.inputs, consolidation.left_out):
        rows.update(frozen=True)
    ParagraphSource.objects.filter(paragraph__consolidation=consolidation).update(frozen=True)
    record("consolidation.frozen", consolidation, by=by, at=at, n=consolidation.n)
    consolidation.refresh_from_db()


def outdated(consolidation: Consolidation) -> list[str]:
    """The agencies whose accepted version is another now than the draft was made of."""
    taken = dict(consolidation.inputs.values_list("report", "version"))
    now = gathering.take(consolidation)
    return [
        row.report.organization.name for row in now if taken.get(row.report_id) != row.version_id
    ]


def _draft_of(
    cycle: Cycle, *, by: Actor, at: datetime
) -> tuple[Consolidation, Consolidation | None]:
    """The draft to (re)write, locked, and the consolidation whose edits go along."""
    draft = cycle.consolidations.filter(state=ConsolidationState.DRAFT).first()
    if draft:
        mine = Consolidation.objects.filter(
            pk=draft.pk, state=ConsolidationState.DRAFT, revision=draft.revision
        )
        if not mine.update(generated_at=at, by=by.label, revision=F("revision") + 1):
            raise Frozen(_("Người khác vừa lập lại hoặc chốt bản tổng hợp; hãy tải lại trang."))
        draft.refresh_from_db()
        return draft, draft
    last = cycle.consolidations.order_by("-n").first()
    try:
        with transaction.atomic():
            draft = Consolidation.objects.create(
                cycle=cycle, n=last.n + 1 if last else 1, generated_at=at, by=by.label
            )
    except IntegrityError:
        raise Frozen(_("Người khác vừa lập bản tổng hợp; hãy tải lại trang.")) from None
    return draft, last


def _clear(draft: Consolidation) -> None:
    ParagraphSource.objects.filter(paragraph__consolidation=draft).delete()
    draft.paragraphs.all().delete()
    draft.left_out.all().delete()
    draft.inputs.all().delete()


def _store(draft: Consolidation, composition: Composition, edits: Edits) -> None:
    fresh = [_paragraph(draft, n, one) for n, one in enumerate(composition.paragraphs)]
    fresh += carried_edits.carry(edits, fresh, composition)
    Paragraph.objects.bulk_create(fresh, batch_size=500)
    made = zip(fresh, composition.paragraphs, strict=False)  # edits that lost their place are last
    ParagraphSource.objects.bulk_create(
        (
            ParagraphSource(
                paragraph=paragraph,
                version_id=source.version,
                **{f"{source.kind}_id": source.pk},
            )
            for paragraph, composed in made
            for source in composed.sources
        ),
        batch_size=1000,
    )
    LeftOut.objects.bulk_create(
        LeftOut(consolidation=draft, entry_id=entry, reason=reason)
        for entry, reason in composition.left_out
    )


def _paragraph(draft: Consolidation, n: int, composed: Composed) -> Paragraph:
    return Paragraph(
        consolidation=draft,
        part=composed.part,
        kind=composed.kind,
        key=composed.key,
        position=n,
        generated=composed.text,
        cells=list(composed.cells),
        counts_as=composed.counts_as,
        place=composed.place,
        slots={
            name: {"value": slot.value, "asks": slot.asks} for name, slot in composed.slots.items()
        },
    )
