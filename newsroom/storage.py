"""Media in a bucket: kept there, private, and served by the site."""

import contextlib
import logging
import threading
from collections.abc import Iterator
from urllib.parse import urljoin

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from sections.breaker import Breaker

logger = logging.getLogger(__name__)
#: Seconds that the bucket has to be reached, and to say the next of what it says.
CONNECT_SECONDS, READ_SECONDS = 1, 3
#: Threads of a process that may wait for the bucket at once: the others go on with what needs no file.
WAITING = 2

_breaker, _places = Breaker(), threading.BoundedSemaphore(WAITING)


class BucketUnavailable(ConnectionError):
    """The bucket does not answer; nothing is known of the file."""


@contextlib.contextmanager
def guarded() -> Iterator[None]:
    """One exchange with the bucket, whose failures are `BucketUnavailable`."""
    if not _places.acquire(timeout=CONNECT_SECONDS):
        raise BucketUnavailable("Too many wait for the bucket.")
    try:
        if not _breaker.may_try():
            raise BucketUnavailable("The bucket failed a moment ago; it is left alone for now.")
        yield
    except (BotoCoreError, Boto3Error, ClientError) as error:
        response = (getattr(error, "response", None) or {}).get("ResponseMetadata", {})
        if response.get("HTTPStatusCode", 500) < 500:
            _breaker.succeeded()
            raise
        _breaker.failed()
        logger.warning("The bucket does not answer: %s", error)
        raise BucketUnavailable(str(error)) from error
    except FileNotFoundError:
        _breaker.succeeded()
        raise
    else:
        _breaker.succeeded()
    finally:
        _places.release()


class BucketStorage(S3Storage):
    """A private bucket whose files have the site's own addresses: the embargo and the CSP hold there too."""

    def __init__(self, **options):
        super().__init__(**options)
        waits = {"connect_timeout": CONNECT_SECONDS, "read_timeout": READ_SECONDS}
        self.client_config = self.client_config.merge(Config(retries={"total_max_attempts": 1}, **waits))
        self.transfer_config.num_download_attempts = 1

    def url(self, name, parameters=None, expire=None, http_method=None):
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name).lstrip("/"))

    @guarded()
    def _open(self, name, mode="rb"):
        # Read here, where what goes wrong is known for what it is.
        return super()._open(name, mode).open()


for _name in ("_save", "exists", "delete", "size", "listdir", "get_modified_time"):
    setattr(BucketStorage, _name, guarded()(getattr(S3Storage, _name)))
