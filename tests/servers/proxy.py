"""A line to a server that can be cut: `with FlakyLine(server.port) as line: ... line.port ...`.

line.cut_after(1000)      the connection ends, without a word, after so many bytes from the server
line.hang_after(1000)     nothing more comes after so many bytes, and nothing ends
line.drip_after(1000)     after so many bytes the rest comes in single bytes, ten a second
line.mend()               everything passes again
"""

import asyncio
from contextlib import suppress

from tests.servers.loop import LoopThread


class FlakyLine:
    """Passes bytes between a port of its own and a port of a real server, both on 127.0.0.1.

    The bytes of all connections count together, from the order on.
    """

    def __init__(self, target):
        self.target, self.port, self.connections = target, 0, 0
        self._fault, self._limit, self._passed = None, None, 0

    def __enter__(self):
        self._thread = LoopThread()
        self._server = self._thread.run(self._listen())
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_):
        self._thread.run(self._close())
        self._thread.close()

    def cut_after(self, count):
        self._fault, self._limit, self._passed = "cut", count, 0

    def hang_after(self, count):
        self._fault, self._limit, self._passed = "hang", count, 0

    def drip_after(self, count):
        self._fault, self._limit, self._passed = "drip", count, 0

    def die(self):
        """End all connections and take no more."""
        self._thread.run(self._close())

    def mend(self):
        self._fault = self._limit = None

    async def _listen(self):
        self._writers = set()
        return await asyncio.start_server(self._pass, "127.0.0.1", 0)

    async def _close(self):
        self._server.close()
        for writer in list(self._writers):
            writer.transport.abort()

    async def _pass(self, reader, writer):
        self.connections += 1
        self._writers.add(writer)
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        self._writers.add(back)
        up = asyncio.ensure_future(self._pump(reader, back))
        with suppress(asyncio.CancelledError):
            await self._pump_down(there, writer)
        up.cancel()
        for end in (writer, back):
            end.transport.abort()

    async def _pump(self, reader, writer):
        with suppress(OSError):
            while block := await reader.read(65536):
                writer.write(block)
                await writer.drain()

    async def _pump_down(self, reader, writer):
        with suppress(OSError):
            while block := await reader.read(65536):
                sound = len(block) if self._limit is None else min(max(self._limit - self._passed, 0), len(block))
                self._passed += len(block)
                writer.write(block[:sound])
                await writer.drain()
                if sound < len(block) and not await self._drip(block[sound:], writer):
                    return

    async def _drip(self, rest, writer):
        """What becomes of bytes that do not pass; whether the line goes on."""
        if self._fault == "hang":
            await asyncio.sleep(3600)
        for at in range(len(rest) if self._fault == "drip" else 0):
            writer.write(rest[at : at + 1])
            await writer.drain()
            await asyncio.sleep(0.1)
        return self._fault == "drip"
