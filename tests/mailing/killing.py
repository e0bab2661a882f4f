"""Kill, at random, processes that send a letter through a real SMTP server (`tests/mailing/test_killing.py`).

The database of `DATABASE_URL` is written to. Some addresses are refused for good, some for a while, some connections drop.
Nothing waits for the clock: a worker that has nothing to do but wait ends, and when all have, the time they wait for comes.
"""

import email
import multiprocessing
import os
import random
import signal
import socket
import time
from collections import Counter, defaultdict

import django
from aiosmtpd.controller import Controller
from django.urls import reverse

LANES = 2
#: One in so many.
ODD = 25


def work(port: int, key: int, lane: int) -> None:
    """What a worker does of the letter, until there is nothing but to wait."""
    from django.conf import settings

    from mailing import sendings

    settings.MAILER = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.MAILING_RATE = 1_000_000
    while sendings.send_letter.call(key, lane) == 0:
        pass


class Workers:
    """One process for each lane, forked from one that has loaded everything: it sends as soon as it is there."""

    def __init__(self):
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload([__name__])
        multiprocessing.forkserver.ensure_running()
        #: Of those that may be killed, by lane.
        self.lanes, self.pids = {}, {}

    def begin(self, lane: int, *arguments) -> None:
        self.lanes[lane] = self.context.Process(target=work, args=(*arguments, lane))
        self.lanes[lane].start()
        self.pids[lane] = self.lanes[lane].pid

    def kill_one(self) -> bool:
        """Whether there was one to kill."""
        for lane in random.sample(sorted(self.pids), len(self.pids)):
            try:
                os.kill(self.pids.pop(lane), signal.SIGKILL)
            except ProcessLookupError:
                continue
            return True
        return False

    def send(self, *arguments) -> None:
        """Send until all that are left wait; who was killed is followed by another."""
        for lane in range(LANES):
            self.begin(lane, *arguments)
        while self.lanes:
            for lane, worker in list(self.lanes.items()):
                worker.join(0.005)
                if worker.exitcode == -signal.SIGKILL:
                    self.begin(lane, *arguments)
                elif worker.exitcode is not None:
                    assert worker.exitcode == 0, "a worker failed"
                    self.pids.pop(lane, None)
                    del self.lanes[lane]


class Server:
    """Notes what it took; each odd address is refused, or fails the first time only. At `moments`, counted in what it
    is asked, it kills a worker: the one that asks, before it has its answer, or the other, wherever that is."""

    def __init__(self, workers: Workers, moments: list[int]):
        self.got, self.seen = defaultdict(list), Counter()
        self.workers, self.moments, self.asked = workers, moments, 0

    def count(self) -> None:
        self.asked += 1
        if self.moments and self.asked >= self.moments[0] and self.workers.kill_one():
            self.moments.pop(0)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        self.count()
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
        self.count()
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
    from django.utils import timezone

    from mailing.models import Delivery, Subscriber

    workers = Workers()
    sending, addresses = prepare(readers)
    # Each address is asked about, and nearly each takes a message: the last kill is well before the last of these.
    server = Server(workers, sorted(random.sample(range(1, readers * 9 // 5), kills)))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    began, left = time.monotonic(), Delivery.objects.filter(state__in=["waiting", "sending"])
    while left.update(due_at=timezone.now()):
        workers.send(port, sending.pk)
    controller.stop()
    took = time.monotonic() - began
    refused = [address for address in addresses if address.startswith("550-")]
    lost = [address for address in addresses if address not in server.got and address not in refused]
    doubles = {address: ids for address, ids in server.got.items() if len(ids) > 1}
    states = Counter(Delivery.objects.values_list("state", flat=True))
    print(f"{readers} readers, {kills} kills, {LANES} workers, {took:.0f} s: {dict(states)}, {len(doubles)} doubles")
    assert not server.moments, "the letter was gone before all kills"
    assert not lost, lost[:5]
    assert sum(len(ids) - 1 for ids in doubles.values()) <= kills
    assert all(len(set(ids)) == 1 for ids in doubles.values()), "a double keeps its Message-ID"
    assert set(states) <= {"sent", "failed"} and states["failed"] == len(refused)
    assert not Subscriber.objects.filter(email__in=refused).exists()
    print("none lost")


# In the process that workers are forked from, too: all that a letter needs, the addresses of the site among it.
django.setup()
reverse("mailing_unsubscribe", args=["key"])
