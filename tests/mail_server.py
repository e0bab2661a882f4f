"""A mail server that does what it is told, and the whole way to it."""

import re
import socket
import time

import pytest
from aiosmtpd.controller import Controller


class Script:
    """Answers by the local part of the recipient: `550-…@`, `421-…@`, `452-…@`, `552data-…@`, `drop-…@`, `silent-…@`; else 250."""

    def __init__(self):
        self.received = []
        self.asked = []
        self.is_open = True

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 — aiosmtpd's name.
        self.asked.append(address)
        if not self.is_open:
            return "421 Closed for now"
        kind = address.partition("-")[0]
        if kind in ("421", "450", "452", "550", "552"):
            return f"{kind} As told"
        if kind == "drop":
            server.transport.close()
        if kind == "silent":
            time.sleep(1.5)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if envelope.rcpt_tos[0].startswith("552data-"):
            return "552 Too much"
        self.received.append((envelope.mail_from, envelope.rcpt_tos[0], envelope.content))
        return "250 OK"

    def get_recipients(self) -> list[str]:
        return [recipient for _sender, recipient, _content in self.received]

    def get_content(self, recipient: str) -> bytes:
        return next(content for _sender, to, content in self.received if to == recipient)


@pytest.fixture
def smtp():
    script = Script()
    with socket.create_server(("127.0.0.1", 0)) as free:
        script.port = free.getsockname()[1]
    controller = Controller(script, hostname="127.0.0.1", port=script.port)
    controller.start()
    yield script
    controller.stop()


@pytest.fixture
def whole_outbox(settings, smtp):
    """Mail goes by the outbox, its job and a real server, as on a site."""
    settings.EMAIL_BACKEND = "mailing.outbox.Outbox"
    settings.MAILER = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", smtp.port, 1
    return smtp


@pytest.fixture
def post():
    """Do what is due, a few times over: the waits between two tries are skipped."""
    from mailing.models import Mail
    from sections.jobs import work_here

    from .queue import make_due

    def act(times: int = 1):
        for _time in range(times):
            make_due()
            Mail.objects.filter(state="sending").update(tried_at=None, state="waiting")
            work_here("default")

    return act


def find_links(content: bytes | str) -> list[str]:
    text = content.decode() if isinstance(content, bytes) else content
    return re.findall(r"https?://\S+", text)
