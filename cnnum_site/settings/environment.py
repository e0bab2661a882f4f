"""What the site reads from its environment: one table, from which `.env.example` is made (`make env`).

A setting is read by its name here, never from `os.environ`: a test holds the table complete.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

EXAMPLE = Path(__file__).resolve().parent.parent.parent / ".env.example"


@dataclass(frozen=True)
class Variable:
    """What a variable is for, its value when it is not set; whether a server needs it, and whether it is a secret."""

    about: str
    default: str = ""
    required: bool = False
    secret: bool = False


VARIABLES = {
    "SECRET_KEY": Variable("Signs sessions and links, encrypts second factors: 50 signs or more.", "", True, True),
    "SECRET_KEY_FALLBACKS": Variable("Former values of SECRET_KEY that still hold, separated by commas.", secret=True),
    "ALLOWED_HOSTS": Variable("Names that the site answers to, separated by commas.", required=True),
    "BASE_URL": Variable("Address of the site, https://www.example.org.", "http://localhost:8000", True),
    "DATABASE_URL": Variable("postgres://user:password@host/name; SQLite in VAR_DIR without it.", secret=True),
    "VAR_DIR": Variable("Folder of the data: files sent by the staff, SQLite; var/ of the code without it."),
    "BUILD_DIR": Variable("Folder of what the build makes, read only on a server; var/ of the code without it."),
    "WEB_CONCURRENCY": Variable("Web processes, each with four threads.", "2"),
    "BIND": Variable("Where gunicorn listens.", "127.0.0.1:8000"),
    "PROXY_COUNT": Variable("How many of your proxies add to X-Forwarded-For.", "1"),
    "REDIS_URL": Variable("Shared cache; a cache in each process without it.", secret=True),
    "PAGE_CACHE": Variable("0: the pages of visitors are made anew each time.", "1"),
    "ELASTICSEARCH_URL": Variable("Engine of the public search; the database's without it.", secret=True),
    "ELASTICSEARCH_PREFIX": Variable("What the names of its indexes start with.", "cnnum"),
    "SEARCH_ENGINE": Variable("Another engine of SEARCH_ENGINES, by name."),
    "S3_BUCKET": Variable("Bucket of the files; they are in VAR_DIR without it."),
    "S3_ENDPOINT_URL": Variable("Address of its server, with S3_BUCKET."),
    "S3_ACCESS_KEY_ID": Variable("Its account, with S3_BUCKET."),
    "S3_SECRET_ACCESS_KEY": Variable("Its secret, with S3_BUCKET.", secret=True),
    "MAILER": Variable(
        "What the outbox hands mail to: a backend of Django or of anymail.",
        "django.core.mail.backends.smtp.EmailBackend",
    ),
    "ANYMAIL": Variable("With one of anymail's backends: its settings, WEBHOOK_SECRET too, as JSON.", secret=True),
    "EMAIL_HOST": Variable("Server that mail is handed to.", "localhost"),
    "EMAIL_PORT": Variable("Its port.", "25"),
    "EMAIL_HOST_USER": Variable("Its account."),
    "EMAIL_HOST_PASSWORD": Variable("Its password.", secret=True),
    "EMAIL_USE_TLS": Variable("1: STARTTLS."),
    "DEFAULT_FROM_EMAIL": Variable("Sender of the site's mail.", "ne-pas-repondre@cnnumerique.fr"),
    "MAIL_RETURN_PATH": Variable("Mailbox that undelivered letters come back to, by an address of its own for each."),
    "MAILING_RATE": Variable("Letters that leave in a second, at the most.", "20"),
    "MAILING_LANES": Variable("Letters that leave at the same time.", "2"),
    "JOBS_BACKEND": Variable("Engine of the jobs, a backend of django-tasks.", "django_tasks_db.DatabaseBackend"),
    "SESSION_IDLE_MINUTES": Variable("When an unused session of the staff ends.", "60"),
    "SESSION_HOURS": Variable("When any session of the staff ends.", "12"),
    "REQUIRE_MFA": Variable("1 on a developer's machine: the second factor is asked for, as a server always does."),
    "PROCONNECT_ISSUER": Variable("Issuer of ProConnect, as its discovery document writes it; off without it."),
    "PROCONNECT_CLIENT_ID": Variable("Its client."),
    "PROCONNECT_CLIENT_SECRET": Variable("Its secret.", secret=True),
    "PROCONNECT_NAME": Variable("Its name on the button.", "ProConnect"),
    "PROCONNECT_ACR_VALUES": Variable("The level that is asked of it.", "eidas1"),
    "CARE_CONTACT": Variable("Address that the checker of links gives to others.", "webmestre@example.org"),
    "CARE_REVIEW_MAILS": Variable("Who hears of pages to review whose owner left, separated by commas."),
    "CARE_CHECK_LINKS": Variable("0: the jobs ask no address of other sites.", "1"),
    "METRICS_TOKEN": Variable("Who bears it may read /metrics, which is not there without it.", secret=True),
    "PROMETHEUS_MULTIPROC_DIR": Variable("Folder where web processes count; a temporary one without it."),
    "DEMO": Variable("1: a demonstration site; the demo content can be loaded, robots are told to stay away."),
}


def read(name: str) -> str:
    """The value of a variable of the table, its default when it is not set or empty."""
    return os.environ.get(name) or VARIABLES[name].default


def read_list(name: str) -> list[str]:
    return [item.strip() for item in read(name).split(",") if item.strip()]


def require(name: str) -> str:
    """The value of a variable, or ImproperlyConfigured with its name."""
    if not (value := os.environ.get(name)):
        raise ImproperlyConfigured(f"The environment variable {name} is not set; the site cannot start without it.")
    return value


def write_example() -> str:
    """The text of `.env.example`: each variable with what it is for, those that a server needs first."""
    lines = ["# Made by `make env`: what the site reads from its environment. What is commented out has its default."]
    for name, variable in sorted(VARIABLES.items(), key=lambda item: not item[1].required):
        notes = [note for note in ("required", "secret") if getattr(variable, note)]
        lines.append(f"\n# {variable.about}" + (f" ({', '.join(notes)})" if notes else ""))
        lines.append(f"{name}=" if variable.required else f"#{name}={variable.default}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    EXAMPLE.write_text(write_example(), encoding="utf-8")
