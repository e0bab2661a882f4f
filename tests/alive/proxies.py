"""TCP proxies that can be stopped (they refuse) or silent (they accept, and never answer), in a process of their own."""

import asyncio
import contextlib
import logging
import multiprocessing
import threading
from collections.abc import Callable, Iterator

from scripts import services


class Proxy:
    """One port that leads to another, for as long as it is said to."""

    def __init__(self, loop: asyncio.AbstractEventLoop, host: str, port: int):
        self.loop, self.target = loop, (host, port)
        self.port, self.server, self.writers = 0, None, set()
        self.flowing = asyncio.Event()
        self.set("open")

    def set(self, state: str) -> None:
        """`open`, `stopped` or `silent`."""
        asyncio.run_coroutine_threadsafe(self._set(state), self.loop).result(10)

    async def _set(self, state: str) -> None:
        if state == "silent":
            self.flowing.clear()
            return
        if state == "stopped" and self.server:
            self.server.close()
            self.server = None
        if self.flowing.is_set() is False or state == "stopped":
            for writer in self.writers:
                writer.transport.abort()
        self.flowing.set()
        if state == "open" and self.server is None:
            self.server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
            self.port = self.server.sockets[0].getsockname()[1]

    async def _serve(self, reader, writer) -> None:
        self.writers.add(writer)
        try:
            await self.flowing.wait()
            their_reader, their_writer = await asyncio.open_connection(*self.target)
            self.writers.add(their_writer)
            with contextlib.suppress(OSError):
                await asyncio.gather(self._pump(reader, their_writer), self._pump(their_reader, writer))
            self.writers.discard(their_writer)
        except OSError:
            pass
        finally:
            self.writers.discard(writer)
            writer.close()

    async def _pump(self, reader, writer) -> None:
        while data := await reader.read(65_536):
            await self.flowing.wait()
            writer.write(data)
            await writer.drain()
        writer.close()


@contextlib.contextmanager
def running_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)


@contextlib.contextmanager
def s3() -> Iterator[int]:
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").disabled = True
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        yield server.get_host_and_port()[1]
    finally:
        server.stop()


@contextlib.contextmanager
def smtp() -> Iterator[int]:
    from aiosmtpd.controller import Controller
    from aiosmtpd.handlers import Sink

    controller = Controller(Sink(), hostname="127.0.0.1", port=services.free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def _work(pipe, ports: dict[str, int]) -> None:
    with running_loop() as loop, s3() as bucket, smtp() as post, contextlib.suppress(EOFError):
        ports = ports | {"s3": bucket, "smtp": post}
        proxies = {name: Proxy(loop, "127.0.0.1", port) for name, port in ports.items()}
        pipe.send({name: proxy.port for name, proxy in proxies.items()})
        while True:
            name, state = pipe.recv()
            pipe.send(proxies[name].set(state))


@contextlib.contextmanager
def proxies(ports: dict[str, int]) -> Iterator[tuple[dict[str, int], Callable[[str, str], None]]]:
    """Name → port of a proxy for each of `ports`, and of a bucket and a mail server; what sets the state of one.

    Apart from the visitors: a hundred of them in one process would have the site wait for its own database.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, ports), daemon=True)
    process.start()
    theirs.close()

    def set_state(name: str, state: str) -> None:
        ours.send((name, state))
        ours.recv()

    try:
        yield ours.recv(), set_state
    finally:
        ours.close()
        process.join(10)
