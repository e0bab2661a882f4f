"""The shared cache: a help, which the site does without when it is away."""

import logging

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from sections.breaker import Breaker

logger = logging.getLogger(__name__)

#: How long Redis may take to answer, in seconds.
PATIENCE = 0.25
#: One for the process: while Redis is away, one call now and then waits for it, whoever makes it.
breaker = Breaker()


class PatientRedisCache(RedisCache):
    """Redis; while it does not answer, a cache of this process, which begins empty: nothing fails."""

    def __init__(self, server, params):
        waits = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
        super().__init__(server, params | {"OPTIONS": waits | params.get("OPTIONS", {})})
        self._spare = LocMemCache("spare", {"OPTIONS": {"MAX_ENTRIES": 1500}})


def _patient(name: str):
    ask = getattr(RedisCache, name)

    def method(self, *args, **kwargs):
        if breaker.may_try():
            try:
                answer = ask(self, *args, **kwargs)
            except (RedisError, OSError) as error:
                if breaker.failed():
                    # What was kept there during another absence is old.
                    self._spare.clear()
                logger.warning("The cache does not answer; the site does without it: %s", error)
            else:
                breaker.succeeded()
                return answer
        return getattr(self._spare, name)(*args, **kwargs)

    return method


for _name in "add get set touch delete get_many has_key incr set_many delete_many clear".split():
    setattr(PatientRedisCache, _name, _patient(_name))
