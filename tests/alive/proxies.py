"""TCP proxies that can be stopped (they refuse) or silent (they accept, and never answer)."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator


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
