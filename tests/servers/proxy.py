"""A line to a server that can be cut: `with FlakyLine(server.port) as line: ... line.port ...`.

line.cut_after(1000)      the connection ends, without a word, after so many bytes from the server
line.hang_after(1000)     nothing more comes after so many bytes, and nothing ends
line.mend()               everything passes again
"""

import asyncio
from contextlib import suppress

from tests.servers.loop import LoopThread


class FlakyLine:
    """Passes bytes between a port of its own and a port of a real server, both on 127.0.0.1."""

    def __init__(self, target):
        self.target, self.port, self.connections = target, 0, 0
        self._cut, self._hang = None, None

    def __enter__(self):
        self._thread = LoopThread()
        self._server = self._thread.run(self._listen())
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_):
        self._thread.run(self._close())
        self._thread.close()

    def cut_after(self, count):
        self._cut = count

    def hang_after(self, count):
        self._hang = count

    def die(self):
        """End all connections and take no more."""
        self._thread.run(self._close())

    def mend(self):
        self._cut = self._hang = None

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
        passed = 0
        with suppress(OSError):
            while block := await reader.read(65536):
                limit = min((one for one in (self._cut, self._hang) if one is not None), default=None)
                if limit is not None and passed + len(block) >= limit:
                    writer.write(block[: max(limit - passed, 0)])
                    await writer.drain()
                    if limit == self._hang:
                        await asyncio.sleep(3600)
                    return
                passed += len(block)
                writer.write(block)
                await writer.drain()
