"""An asyncio loop in a thread of its own, for servers that are written with asyncio."""

import asyncio
import threading


class LoopThread:
    """Runs coroutines beside the test; `close` cancels what still runs and leaves nothing open."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="test server", daemon=True)
        self._thread.start()

    def run(self, coroutine, timeout=20):
        """The coroutine's result."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(timeout)

    def close(self):
        """End it, once."""
        if self.loop.is_closed():
            return
        self.run(self._cancel_tasks())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)
        self.loop.close()

    async def _cancel_tasks(self):
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0)  # transports say goodbye in the next turn
