"""A bad line between kit and headquarters: counts bytes, is cut anywhere, falls silent, and looks for canaries."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

_PIECE = 64 << 10
_TAIL = 64
_SILENCE_SECONDS = 1.0
_START_SECONDS = 10.0
Kind = Literal["cut", "silence", "kill"]


class LineFault(NamedTuple):
    """What happens when byte number ``at`` of the whole run would pass; ``kill`` is headquarters' end."""

    at: int
    kind: Kind


class FaultyProxy:
    """Listens on 127.0.0.1 and hands everything on to headquarters' port; runs in a thread of its own.

    ``needles`` are looked for in what passes; ``on_kill`` is called in the relay's thread.
    """

    def __init__(
        self,
        target: int,
        *,
        port: int,
        troubles: Sequence[LineFault],
        needles: Sequence[bytes],
        on_kill: Callable[[], None],
    ) -> None:
        self.sent = 0
        self.cuts = 0
        self.leaks = 0
        self._target = target
        self.port = port
        self._passed = 0
        self._troubles = sorted(troubles)
        self._needles = needles
        self._on_kill = on_kill
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Listen; returns when the port is open. Raises OSError."""
        self._thread.start()
        if not self._ready.wait(_START_SECONDS):
            raise OSError("the relay could not listen")

    def heal(self) -> None:
        """No more troubles from now on."""
        self._troubles = []

    def stop(self) -> None:
        """Close everything."""
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(_START_SECONDS)

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._listen())
        finally:
            self._loop.close()

    async def _listen(self) -> None:
        server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self._ready.set()
        await self._over.wait()
        server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0)  # aborted lines are closed in the loop's next turn, and there is no other

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:  # headquarters is down
            writer.transport.abort()
            return
        ends = (writer, back)
        silent = asyncio.Event()
        pumps = [
            asyncio.ensure_future(self._pump(reader, back, silent, outward=True)),
            asyncio.ensure_future(self._pump(there, writer, silent, outward=False)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            for end in ends:
                end.transport.abort()

    async def _pump(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, silent: asyncio.Event, *, outward: bool
    ) -> None:
        tail = b""
        with contextlib.suppress(OSError):
            while piece := await source.read(_PIECE):
                self.sent += len(piece) if outward else 0
                self.leaks += sum(needle in tail + piece for needle in self._needles)
                tail = piece[-_TAIL:]
                if silent.is_set():
                    continue
                trouble = self._due(len(piece))
                if trouble is not None:
                    target.write(piece[: max(trouble.at - self._passed, 0)])
                    self._passed += len(piece)
                    await self._suffer(trouble, silent)
                    return
                self._passed += len(piece)
                target.write(piece)
                await target.drain()

    def _due(self, count: int) -> LineFault | None:
        if self._troubles and self._troubles[0].at < self._passed + count:
            return self._troubles.pop(0)
        return None

    async def _suffer(self, trouble: LineFault, silent: asyncio.Event) -> None:
        if trouble.kind == "kill":
            self._on_kill()
            return
        self.cuts += 1
        if trouble.kind == "silence":
            silent.set()
            await asyncio.sleep(_SILENCE_SECONDS)
