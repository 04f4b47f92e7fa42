"""What a phone needs to work without signal: who it is, the shells it keeps, and where it sends what it kept."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from visits.accounts import sessions
from visits.capture.answers import photo_answer, visit_answer
from visits.capture.defaults import default_values
from visits.capture.intake import accept_photo, accept_visit
from visits.capture.post import VisitPost
from visits.core.exceptions import NotAllowed
from visits.core.get_or_404 import visit_or_404
from visits.core.json_answers import Answer, answer_json
from visits.core.permissions import check_may_edit, check_may_log, may_log_for
from visits.core.requests import OfficerRequest
from visits.core.visit_content import content_digest
from visits.device import credentials
from visits.device.account import account_of
from visits.device.entries import Entry, NotAnEntry, read_entries, set_apart
from visits.device.envelope import newest_key
from visits.device.form_versions import FORM
from visits.device.push_encryption import public_key
from visits.device.push_sending import said_of
from visits.models import Officer, PushKind, Region, SignInSession, Visit
from visits.pickers.officers import officer_option


@never_cache
@require_safe
def session(request: OfficerRequest) -> JsonResponse:
    """Who is signed in, as a device needs it: a fresh token, the key to encrypt to, the time, an empty form."""
    officer = request.user
    check_may_log(officer)
    sign_in = sessions.family_of(request)
    return JsonResponse(
        {
            "account": account_of(officer),
            "token": credentials.issue(officer, sign_in=sign_in),
            "csrf": get_token(request),
            # Phones with a wrong clock show the day of the server.
            "now": int(timezone.now().timestamp() * 1000),
            "key": newest_key(),
            "form": FORM,
            "blank": _defaults(officer),
            **_push(sign_in),
            **_counts(request),
        }
    )


def _push(sign_in: SignInSession | None) -> dict[str, object]:
    """Whether this phone can be told and is; nothing where telling is switched off."""
    if not settings.PUSH_KEY or sign_in is None:
        return {}
    return {"push": {"key": public_key(settings.PUSH_KEY), "on": sign_in.push_addresses.exists()}}


def _counts(request: OfficerRequest) -> dict[str, object]:
    """What waits, as a phone is told it: for one that looks by itself, since no push service reaches it."""
    if not settings.PUSH_KEY or "counts" not in request.GET:
        return {}
    today = timezone.localdate()
    waiting = [said_of(kind, request.user, today) for kind in PushKind]
    return {"waiting": [{"kind": kind, "number": number} for kind, number in waiting if number]}


def _defaults(officer: Officer) -> dict[str, object]:
    """What an empty form starts from, and how what is chosen in it is called."""
    pairs = [
        pair
        for pair in default_values(officer, today=timezone.localdate())
        if pair[0] not in ("key", "visited_on", "part_of_day")
    ]
    me = officer_option(officer, own=True)
    labels = {"officers-0-officer": [me.label, me.detail]}
    # Without signal a picker cannot ask how its choice is called.
    village = Region.objects.filter(code=dict(pairs)["stops-0-place"]).select_related("parent").first()
    if village is not None:
        labels["stops-0-place"] = [village.label, village.parent.label if village.parent else ""]
    return {"pairs": pairs, "labels": labels, "several": len(may_log_for(officer)) > 1}


@require_POST
def entries(request: OfficerRequest) -> HttpResponse:
    """One encrypted visit or photo of the signed-in officer's own device, taken in as a post of the form is."""
    check_may_log(request.user)
    try:
        found = list(read_entries(request.body))
    except NotAnEntry as reason:
        return answer_json(request, 422, key=_named(request), errors={"": [str(reason)]})
    # One answer can echo one key only.
    if len(found) != 1:
        return answer_json(request, 422, key=_named(request), errors={"": [_("Send one at a time.")]})
    entry = found[0]
    # Several officers share a phone: each one's entries wait for their own sign-in.
    if entry.nrp != request.user.nrp:
        return answer_json(request, 403, key=entry.key, error=_("Somebody else wrote this on this phone."))
    # What the device sent before without an answer: it may have been saved, and is nobody else's version.
    tried = request.headers.get("X-Entry-Own", "")[:2000].split(",")
    entry = replace(entry, own_digests=entry.own_digests.union(tried))
    # Words that nobody could read any more when newer ones were typed over them.
    is_beside = entry.kind == "visit" and ("X-Entry-Beside" in request.headers or entry.is_keyless)
    answer = (take_beside if is_beside else take)(entry, officer=request.user)
    if entry.is_keyless:
        # The device knows it by what it calls its key.
        answer = Answer(answer.code, {**answer.said, "key": _named(request)})
    return answer.as_json(request)


def _named(request: OfficerRequest) -> str:
    """The key as the device names it outside of what is encrypted: echoed where nothing can be opened."""
    return request.headers.get("X-Entry-Key", "")[:36]


def take(entry: Entry, *, officer: Officer) -> Answer:
    """Take an entry in as a post of the form is; what cannot be submitted is kept as a draft.

    A visit that was approved, discarded or taken out of reach meanwhile takes no words: they stand beside it.
    """
    answer = _post(entry, officer=officer)
    if answer.code in (403, 404) and entry.kind == "visit":
        return take_beside(entry, officer=officer)
    if answer.code != 422 or entry.kind != "visit" or entry.data.get("action") != "submit":
        return answer
    entry.data["action"] = "save"
    # What cannot be submitted yet must not stay on the phone, where it may be lost.
    kept = _post(entry, officer=officer)
    if kept.code not in (200, 201):
        return answer
    said = {"key": entry.key, "errors": answer.said["errors"], "kept": True, "revision": kept.said["revision"]}
    return Answer(422, said)


def take_beside(entry: Entry, *, officer: Officer) -> Answer:
    """Words that cannot go into their visit any more: a draft of the author's own, made once, that names the visit."""
    visit = Visit.objects.visible_to(officer).filter(key=entry.visit).first()
    # Its own words came through before, and the answer was lost on the way.
    if visit is not None and visit.content_digest == content_digest(entry.pairs):
        return Answer(200, {"key": entry.key, "revision": visit.revision, "status": visit.status})
    apart = set_apart(entry)
    if not Visit.objects.filter(key=apart.key, author=officer).exists():
        answer = _post(apart, officer=officer, copy_of=visit)
        if answer.code != 201:
            return Answer(answer.code, {**answer.said, "key": entry.key})
    return Answer(200, {"key": entry.key, "draft": apart.key})


def _post(entry: Entry, *, officer: Officer, copy_of: Visit | None = None) -> Answer:
    """Hand an entry to `capture.intake` as its author, as the form's own views do."""
    try:
        if entry.kind == "photo":
            visit = visit_or_404(officer, entry.visit)
            found = accept_photo(by=officer, visit=visit, data=entry.data, files=entry.files)
            return photo_answer(found, key=entry.key)
        post = VisitPost(entry.data, officer=officer, visit=_known_visit(entry, officer))
        check_may_log(officer)
        return visit_answer(accept_visit(by=officer, post=post, own_digests=entry.own_digests, copy_of=copy_of))
    except NotAllowed as reason:
        return Answer(403, {"key": entry.key, "error": str(reason)})
    except Http404:
        return Answer(404, {"key": entry.key, "error": _("This visit does not exist, or you may not see it.")})


def _known_visit(entry: Entry, officer: Officer) -> Visit | None:
    """The saved visit that an entry changes; none where the device has not sent it before."""
    if not entry.is_known:
        return None
    visit = visit_or_404(officer, entry.visit)
    check_may_edit(officer, visit)
    return visit


@never_cache
@require_safe
def phone(request: OfficerRequest) -> HttpResponse:
    """What waits on this phone; without scripts only where a handed-over file is taken in."""
    check_may_log(request.user)
    return render(request, "device/phone.html", {"telling": _push(sessions.family_of(request)).get("push")})
