"""What every page of one activity shares: how it is found, its header, its tabs, its lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dekon_portal.core.pages import form_page, one_or_404
from programs import comments, when
from programs.models import Activity, State
from programs.review import last_event, lock_sentence, steps_for
from programs.review_queue import UNDER_REVIEW
from programs.tabs import tabs_for

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from dekon_portal.accounts.models import User


def activity_of(request: HttpRequest, code: str) -> Activity:
    return one_or_404(Activity.objects.visible_to(request.user).with_labels(), code=code)  # type: ignore[no-any-return]


def activity_page(request: HttpRequest, activity: Activity, tab: str) -> dict[str, Any]:
    """What every tab of an activity shows around its content."""
    may_change = activity.is_open and activity.writable_by(request.user)
    open_comments = comments.open_of(activity)
    return {
        "activity": activity,
        "title": activity.title,
        "state": activity.review_state,
        "facts": facts(activity),
        "tabs": tabs_for(activity, tab),
        "crumbs": [(_("Kegiatan"), reverse("programs:activity_list"))],
        "may_change": may_change,
        "locked": lock_sentence(activity),
        "ask_url": _ask_url(activity, request.user),
        "returned": _returned(activity),
        "comments": comments.by_place(open_comments),
        "tab_comments": [one for one in open_comments if tab in ("umum", one.place.key)],
        "may_resolve": comments.may_resolve(activity, request.user),
        **_next(activity, request.user),
    }


def facts(activity: Activity) -> list[str]:
    """Code, place, time, office, in the words of a header line."""
    place = [activity.place, str(activity.regency or ""), activity.province.name]
    return [
        activity.code,
        ", ".join(part for part in place if part),
        when.in_words(activity) or _("waktu belum diketahui"),
        str(activity.office),
    ]


def _next(activity: Activity, user: User) -> dict[str, Any]:
    """The one primary act: a step to take here, or the way to the review page when others wait for this person."""
    steps = steps_for(activity, user)
    if steps and activity.state in UNDER_REVIEW:
        return {"review_url": reverse("programs:review", args=[activity.code])}
    return {"steps": steps}


def _ask_url(activity: Activity, user: User) -> str:
    if activity.state == State.APPROVED and activity.writable_by(user, "activity.ask_reopening"):
        return reverse("programs:activity_ask_reopening", args=[activity.code])
    return ""


def _returned(activity: Activity) -> Any:
    """The event whose comment the office must read now, while the activity is open because of it."""
    return last_event(activity) if activity.state in (State.RETURNED, State.REOPENED) else None


def form_of_activity(
    request: HttpRequest, activity: Activity, back: str, make: Any, save: Any, **page: Any
) -> HttpResponse:
    """A form page below an activity: its crumbs, and the lock said beforehand (R8)."""
    locked = lock_sentence(activity)
    page["context"] = {
        "activity": activity,
        "crumbs": [(_("Kegiatan"), reverse("programs:activity_list")), (activity.title, back)],
        **({"before_form": "_locked.html", "sentence": locked} if locked else {}),
        **page.get("context", {}),
    }
    return form_page(request, make, save, cancel_url=back, **page)
