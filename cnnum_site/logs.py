"""What a server logs: a line of JSON for each record, in UTC, with the request that it is of."""

import contextvars
import json
import logging
from datetime import UTC, datetime

#: The identifier of the request that is being answered, "" outside of one.
request_id = contextvars.ContextVar("request_id", default="")


class JsonFormatter(logging.Formatter):
    def format(self, record):
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": request_id.get(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": JsonFormatter}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # What Wagtail tells of each publication bears its title, which may be somebody's name; jobs that went well say
    # nothing: two lines for each drown what a command prints.
    "loggers": dict.fromkeys(("wagtail", "axes", "django_tasks"), {"level": "WARNING"}),
}
