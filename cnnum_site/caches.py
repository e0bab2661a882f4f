"""The shared cache: a help, which the site does without when it is away."""

import logging
import time

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

#: How long Redis may take to answer, and for how long it is left alone once it did not, in seconds.
PATIENCE, PAUSE = 0.25, 5.0


class PatientRedisCache(RedisCache):
    """Redis that holds nothing while it does not answer: what is asked of it is made again, nothing fails.

    Counters (`incr`) raise ValueError then, as for a key that is not there.
    """

    def __init__(self, server, params):
        waits = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
        super().__init__(server, params | {"OPTIONS": waits | params.get("OPTIONS", {})})
        self._away_until = 0.0

    def _try(self, ask, without):
        if time.monotonic() < self._away_until:
            return without
        try:
            return ask()
        except (RedisError, OSError) as error:
            self._away_until = time.monotonic() + PAUSE
            logger.warning("The cache does not answer; the site does without it: %s", error)
            return without

    def incr(self, *args, **kwargs):
        value = self._try(lambda: super(PatientRedisCache, self).incr(*args, **kwargs), None)
        if value is None:
            raise ValueError("The cache does not answer.")
        return value

    def get(self, key, default=None, version=None):
        return self._try(lambda: super(PatientRedisCache, self).get(key, default, version), default)

    def set_many(self, data, *args, **kwargs):
        return self._try(lambda: super(PatientRedisCache, self).set_many(data, *args, **kwargs), list(data))


def _patient(name: str, without):
    ask = getattr(RedisCache, name)
    return lambda self, *args, **kwargs: self._try(lambda: ask(self, *args, **kwargs), without)


#: What each of the other methods gives without Redis.
WITHOUT = {
    "add": True,
    "set": None,
    "touch": False,
    "delete": False,
    "has_key": False,
    "delete_many": None,
    "clear": False,
}
for _name, _without in WITHOUT.items():
    setattr(PatientRedisCache, _name, _patient(_name, _without))
