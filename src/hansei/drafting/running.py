"""Does what was asked for uploads: reads the files, drafts or adopts, and says what came of it.

draft_upload(request)    a draft that somebody asked for; safe to do again after a crash
adopt_upload(asked)      post-mortems that were written elsewhere; safe to do again, too
draft_example(actor)     the example incident that is shipped
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from django.utils import timezone

from hansei.accounts.actor import Actor, signed_in
from hansei.accounts.models import User
from hansei.accounts.roles import Need
from hansei.domain.errors import Conflict, HanseiError, InputError, NotFound, UsageError
from hansei.domain.times import zone_named
from hansei.drafting import answers
from hansei.drafting.adding import Addition
from hansei.drafting.adopting import Adopting, uploaded
from hansei.drafting.models import DraftRequest, State
from hansei.drafting.organisation import of_organisation
from hansei.drafting.pipeline import Drafted, StoredDraft, Wanted, make_draft
from hansei.drafting.services.requests import AdoptionRequest
from hansei.drafting.uploads import UploadGathering, is_adoptable, leave_only, remove
from hansei.organisation.selectors import general
from hansei.postmortem.access import access_incident
from hansei.postmortem.selectors import previous_draft
from hansei.postmortem.selectors.kept import main_incident
from hansei.sources.intake import Options
from hansei.sources.spool import Gathered
from hansei.sources.workers import Gathering

_REDRAW_S = 0.5
_NOTE = "drafted from uploaded files"


def draft_upload(request: DraftRequest, *, again: bool = False) -> DraftRequest:
    """The request with what came of it. What Hansei refuses ends it with the reason.

    `again` takes over one whose first attempt fell silent. Raises Conflict while somebody else is
    at it.
    """
    waiting = [State.WAITING, State.WORKING] if again else [State.WAITING]
    taken = DraftRequest.objects.filter(pk=request.pk, state__in=waiting)
    if not taken.update(state=State.WORKING):
        request.refresh_from_db()
        if request.is_over:
            return request
        raise Conflict("these files are being drafted already")
    gathering = None
    try:
        gathering = UploadGathering(request.upload, _options(request.zone), _progress(request))
        _draft(request, gathering)
    except HanseiError as error:
        _end(request, state=State.FAILED, problem=_said(error))
    _leave_reports(request, gathering)
    return request


def adopt_upload(asked: AdoptionRequest, *, again: bool = False) -> None:
    """Adopts the reports and incidents of an upload, and tells of each as it lands (`answers`).

    `again` takes over from an attempt that fell silent. Raises UsageError where the files are gone.
    """
    upload = asked.upload
    owner = User.objects.get(pk=asked.owner)
    if not answers.begin(upload, again=again):
        return
    options = _options(asked.zone)
    archives = [uploaded(upload, options)]
    adopting = Adopting(archives, signed_in(owner), options.zone, asked.service)
    problem = ""
    try:
        for each in adopting.landings():
            answers.tell(upload, answers.Line(landing=each))
    except HanseiError as error:
        problem = str(error)
    except Exception:
        answers.give_up(upload)  # the job of it takes it up again
        raise
    ending = answers.ending(adopting.reports, adopting.records, problem)
    answers.tell(upload, answers.Line(ending=ending))
    leave_only(upload)


def draft_example(actor: Actor) -> StoredDraft:
    """The example incident in the store, once however often it is asked for.

    Raises NotFound for who may not import.
    """
    if not actor.may(Need.CHANGE):
        raise NotFound("nothing to load")
    gathering = Gathering([str(example_folder())], _options(""), keep_raw=True, workers=1)
    store = StoredDraft(actor, source="example:checkout-outage", note="the example incident")
    with gathering.gathered() as records:
        make_draft(records, gathering.reports, _wanted(), store=store)
    return store


def example_folder() -> Path:
    """Where the example's exports are. Raises UsageError where they were left out."""
    shipped = Path(str(files("hansei") / "example" / "checkout-outage"))
    checked_out = Path(__file__).resolve().parents[3] / "examples" / "checkout-outage"
    for folder in (shipped, checked_out):
        if folder.is_dir():
            return folder
    raise UsageError("the example incident is not part of this installation")


def _draft(request: DraftRequest, gathering: UploadGathering) -> None:
    actor = signed_in(request.owner)
    wanted = _wanted(
        title=request.title,
        zone=request.zone,
        fallback_title=f"Incident from {gathering.listed.folder or 'uploaded files'}",
    )
    with gathering.gathered() as records:
        if not records.count:
            raise InputError(_unread(gathering))
        store, made = _stored(actor, request, gathering, wanted, records)
    saved = store.saved
    _end(
        request,
        state=State.DONE,
        batch=store.batch,
        post_mortem=saved,
        incident=request.addition or (main_incident(saved) if saved else None),
        findings=len(made.findings),
    )


def _stored(
    actor: Actor, request: DraftRequest, gathering: UploadGathering, wanted: Wanted,
    records: Gathered,
) -> tuple[StoredDraft, Drafted]:  # fmt: skip
    """The draft in the store: laid over the one that the same files were drafted to before."""
    if request.addition is not None:
        incident = access_incident(actor, request.addition.pk, Need.CHANGE)
        store: StoredDraft = Addition(actor, incident, note=_NOTE)
        return store, make_draft(records, gathering.reports, wanted, store=store)
    shared = f"upload:{gathering.listed.digest()}"
    own = f"{shared}:{actor.user_id}"
    source = own if previous_draft(actor=actor, source=own) else shared
    store = StoredDraft(actor, source=source, note=_NOTE)
    try:
        return store, make_draft(records, gathering.reports, wanted, store=store)
    except NotFound:
        if previous_draft(actor=actor, source=shared) or not actor.may(Need.CHANGE):
            raise
    # The same files were drafted by people who keep it to themselves: there is nothing to tell.
    store = StoredDraft(actor, source=own, note=_NOTE)
    return store, make_draft(records, gathering.reports, wanted, store=store)


def _leave_reports(request: DraftRequest, gathering: UploadGathering | None) -> None:
    """Removes the files but for those that may be post-mortems: they can be adopted from here.

    Where none of them held a record, what became of each stays as well.
    """
    upload, left = request.upload, []
    if gathering is not None:
        found = gathering.listed
        unread = {each.name for each in gathering.reports if not each.source}
        left = [
            each.name
            for each in found.files
            if is_adoptable(each) and found.inside(each.name) in unread
        ]
    reports = [] if gathering is None or request.batch_id else gathering.reports
    nothing = bool(reports) and not any(each.records for each in reports)
    if left or nothing:
        leave_only(upload, left)
    else:
        remove(upload)
    if nothing:
        answers.leave(upload, answers.ending(reports, 0, ""))


def _options(zone: str) -> Options:
    return Options(
        zone=zone_named(zone or general().zone), zone_given=bool(zone), read_at=datetime.now(UTC)
    )


def _wanted(*, title: str = "", zone: str = "", fallback_title: str = "Incident") -> Wanted:
    return of_organisation(Wanted(title=title, zone=zone, fallback_title=fallback_title))


def _progress(request: DraftRequest) -> Callable[[int, int], None]:
    shown = 0.0

    def progress(done: int, of: int) -> None:
        nonlocal shown
        if done == of or time.monotonic() - shown > _REDRAW_S:
            shown = time.monotonic()
            DraftRequest.objects.filter(pk=request.pk).update(done=done, total=of)

    return progress


def _unread(gathering: UploadGathering) -> str:
    """Why nothing came of the files: the first reasons, each with its file."""
    reasons = [
        f"{each.name}: {each.refusals[0].reason if each.refusals else each.note}"
        for each in gathering.reports
        if each.refusals or each.note
    ]
    more = f"; and {len(reasons) - 5:,} more" if len(reasons) > 5 else ""
    return f"nothing in it could be read as a record ({'; '.join(reasons[:5])}{more})"


def _said(error: HanseiError) -> str:
    if isinstance(error, NotFound):
        return "you may not change what these files were drafted to before"
    return str(error)


def _end(request: DraftRequest, **values: object) -> None:
    values["finished"] = timezone.now()
    DraftRequest.objects.filter(pk=request.pk).update(**values)
    request.refresh_from_db()
