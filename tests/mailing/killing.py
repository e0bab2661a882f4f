"""Kill, at random, processes that send a letter through a real SMTP server: `python -m tests.mailing.killing READERS KILLS`.

The database of `DATABASE_URL` is written to. Some addresses are refused for good, some for a while, some connections drop.
"""

import datetime
import email
import os
import random
import socket
import subprocess
import sys
import time
from collections import Counter, defaultdict

import django
from aiosmtpd.controller import Controller

LANES = 2
#: One in so many.
ODD = 25


def work(key: int, lane: int) -> None:
    """What a worker does of the letter, with leases that end sooner."""
    from mailing import sendings

    sendings.LEASE = datetime.timedelta(seconds=12)
    while (wait := sendings.send_letter.call(key, lane)) is not None:
        time.sleep(min(wait, 0.3))


class Server:
    """Notes what it took; each odd address is refused, or fails the first time only."""

    def __init__(self):
        self.got, self.seen = defaultdict(list), Counter()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        kind = address.partition("-")[0]
        self.seen[address] += 1
        if kind == "550":
            return "550 5.1.1 Nobody"
        if self.seen[address] == 1 and kind in ("421", "452"):
            return f"{kind} Later"
        if self.seen[address] == 1 and kind == "drop":
            server.transport.close()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.got[envelope.rcpt_tos[0]].append(email.message_from_bytes(envelope.content)["Message-ID"])
        return "250 OK"


def prepare(readers: int):
    from django.utils import timezone

    from mailing import sendings
    from mailing.models import Sending, Subscriber, Subscription
    from tests.factories import make_page
    from tests.toysection.models import ToyPage

    kinds, now = ("550", "421", "452", "drop"), timezone.now()
    names = [f"{kinds[n // ODD % 4]}-{n}" if n % ODD == 0 else f"lecteur-{n}" for n in range(readers)]
    made = Subscriber.objects.bulk_create(
        (Subscriber(email=f"{name}@example.org", language="fr", confirmed_at=now) for name in names), batch_size=500
    )
    rows = (Subscription(subscriber=one, list="cenum", language="fr", confirmed_at=now) for one in made)
    Subscription.objects.bulk_create(rows, batch_size=500)
    page = make_page(ToyPage)
    page.save_revision().publish()
    page.refresh_from_db()
    words = {"subject": "La lettre", "html": f"<p>{'mot ' * 12_000}</p>", "text": f"Bonjour {sendings.UNSUBSCRIBE}"}
    known = {"list": "cenum", "language": "fr", "state": "due", "due_at": now}
    sending = Sending.objects.create(page=page, revision=page.live_revision, **known, **words)
    sendings.start_due.call()
    return sending, [f"{name}@example.org" for name in names]


def main(readers: int, kills: int) -> None:
    from mailing.models import Delivery, Subscriber

    sending, addresses = prepare(readers)
    server = Server()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    environment = os.environ | {"KILLING_PORT": str(port)}

    def begin(lane: int):
        command = [sys.executable, "-m", "tests.mailing.killing", "work", str(sending.pk), str(lane)]
        return subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL)

    began, killed = time.monotonic(), 0
    moments = sorted(random.sample(range(1, readers * 9 // 10), kills))
    workers = [begin(lane) for lane in range(LANES)]
    while any(worker.poll() is None for worker in workers):
        if moments and sum(map(len, server.got.values())) >= moments[0]:
            moments.pop(0)
            lane = random.randrange(LANES)
            workers[lane].kill()
            workers[lane].wait()
            workers[lane], killed = begin(lane), killed + 1
        time.sleep(0.002)
    controller.stop()
    took = time.monotonic() - began
    refused = [address for address in addresses if address.startswith("550-")]
    lost = [address for address in addresses if address not in server.got and address not in refused]
    doubles = {address: ids for address, ids in server.got.items() if len(ids) > 1}
    states = Counter(Delivery.objects.values_list("state", flat=True))
    print(f"{readers} readers, {killed} kills, {LANES} workers, {took:.0f} s: {dict(states)}, {len(doubles)} doubles")
    assert killed == kills, "the letter was gone before all kills"
    assert not lost, lost[:5]
    assert sum(len(ids) - 1 for ids in doubles.values()) <= kills
    assert all(len(set(ids)) == 1 for ids in doubles.values()), "a double keeps its Message-ID"
    assert set(states) <= {"sent", "failed"} and states["failed"] == len(refused)
    assert not Subscriber.objects.filter(email__in=refused).exists()
    print("none lost")


if __name__ == "__main__":
    django.setup()
    from django.conf import settings

    settings.MAILER = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(os.environ.get("KILLING_PORT", 0))
    settings.MAILING_RATE = 1_000_000
    first, second, *more = sys.argv[1:]
    if first == "work":
        work(int(second), int(more[0]))
    else:
        main(int(first), int(second))
