from django.urls import reverse
from django.utils.http import urlencode


def get_logout_address(request) -> str:
    """Where ProConnect ends the session that this one came from; "" if it came from elsewhere."""
    hint, end = request.session.get("proconnect_id_token"), request.session.get("proconnect_end")
    if not hint or not end:
        return ""
    back = request.build_absolute_uri(reverse("account_login"))
    return f"{end}?{urlencode({'id_token_hint': hint, 'post_logout_redirect_uri': back})}"
