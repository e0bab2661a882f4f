"""How many requests one address may send: counted in the cache, by a digest that is forgotten with it."""

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac

#: Seconds for which a request counts.
WINDOW = 3600
#: Requests from one address in that time, unless PRINT_REQUESTS_PER_HOUR says otherwise.
LIMIT = 5


def get_client_address(request) -> str:
    """The visitor's address, as the last of our PROXY_COUNT proxies saw it; what comes before can be forged."""
    hops = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    count = getattr(settings, "PROXY_COUNT", 0)
    return hops[-count] if 0 < count <= len(hops) else request.META.get("REMOTE_ADDR", "")


def is_over_limit(request) -> bool:
    """Count one more request; whether its address has sent too many within the hour."""
    digest = salted_hmac("council.print_order", get_client_address(request), algorithm="sha256").hexdigest()
    key = f"print-order:{digest[:32]}"
    cache.add(key, 0, WINDOW)
    try:
        return cache.incr(key) > getattr(settings, "PRINT_REQUESTS_PER_HOUR", LIMIT)
    except ValueError:  # it expired in between
        cache.set(key, 1, WINDOW)
        return False
