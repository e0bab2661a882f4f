"""No typed character is lost: the server's side of what `static/newsroom/keeping.js` does in the browser.

While the server cannot save, the browser keeps the text and asks `presence` whether it can again. A text
that was kept when its page was closed is shown again by the form itself, unsaved (`registers.resuming`).
"""

from datetime import timedelta

from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from wagtail.models import Page, Revision

#: How long an answer may have been lost for, in seconds: longer, the text that was saved is someone's newer one.
LOST = 24 * 3600


@never_cache
def presence(request):
    """Who is signed in, with a token for the forms that are open; what their last request saved, if its answer was lost.

    `address` is that of the form, `age` how many seconds ago the request left whose answer did not come.
    """
    answer = {"user": request.user.pk, "token": get_token(request), "saved": None}
    age = request.GET.get("age", "")
    if age.isdecimal() and int(age) <= LOST:
        since = timezone.now() - timedelta(seconds=int(age) + 1)
        answer["saved"] = find_saved(request.user, request.GET.get("address", ""), since)
    return JsonResponse(answer)


def find_saved(user, address: str, since) -> dict | None:
    """The text of a page that `user` saved from the form at `address` since then."""
    try:
        match = resolve(address)
    except Resolver404:
        return None
    if match.view_name == "wagtailadmin_pages:edit":
        page = Page.objects.filter(pk=match.kwargs["page_id"]).first()
    elif match.view_name == "wagtailadmin_pages:add":
        parent = Page.objects.filter(pk=match.kwargs["parent_page_id"]).first()
        made = Page.objects.child_of(parent).filter(owner=user) if parent else Page.objects.none()
        page = made.filter(latest_revision_created_at__gte=since).order_by("-pk").first()
    else:
        return None
    revision = page and Revision.objects.filter(pk=page.latest_revision_id, user=user, created_at__gte=since).first()
    if not revision or not page.permissions_for_user(user).can_edit():
        return None
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return {"revision": revision.pk, "created_at": revision.created_at.isoformat(), "url": url}
