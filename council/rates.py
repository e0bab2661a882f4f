"""How many requests one address may send: counted in the cache, by a digest that is forgotten with it."""

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from accounts.addresses import get_counted_address

#: Seconds for which a request counts.
WINDOW = 3600
#: Requests from one address in that time, unless PRINT_REQUESTS_PER_HOUR says otherwise.
LIMIT = 5


def is_over_limit(request) -> bool:
    """Count one more request; whether its address has sent too many within the hour."""
    address = get_counted_address(request) or ""
    digest = salted_hmac("council.print_order", address, algorithm="sha256").hexdigest()
    key = f"print-order:{digest[:32]}"
    cache.add(key, 0, WINDOW)
    try:
        return cache.incr(key) > getattr(settings, "PRINT_REQUESTS_PER_HOUR", LIMIT)
    except ValueError:  # it expired in between
        cache.set(key, 1, WINDOW)
        return False
