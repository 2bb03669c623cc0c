"""A newer request for a blob ends an older one, which most often hangs on a line that was cut unnoticed.

This does it among the requests of one worker, so that what the older one received is kept before the newer one asks
how far the blob has come. Between workers the number that ``resume`` gives decides.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class OpenUpload:
    """One open request that may bring bytes of a blob."""

    def __init__(self) -> None:
        self.over = asyncio.Event()
        self.superseded = False
        self._deadline: asyncio.Timeout | None = None

    def reads(self, deadline: asyncio.Timeout | None) -> None:
        """The timeout of the body that is being read, None once it is read."""
        self._deadline = deadline

    def supersede(self) -> None:
        """Wait for no more bytes."""
        self.superseded = True
        if self._deadline is not None:
            self._deadline.reschedule(asyncio.get_running_loop().time())


class UploadLock:
    """The newest request for each blob of each device."""

    def __init__(self) -> None:
        self._newest: dict[tuple[str, str], OpenUpload] = {}

    @asynccontextmanager
    async def newest(self, sha256: str, device: str) -> AsyncIterator[OpenUpload]:
        """Enter once the older request, if any, has ended and what it received is kept."""
        older, upload = self._newest.get((sha256, device)), OpenUpload()
        self._newest[sha256, device] = upload
        try:
            if older is not None:
                older.supersede()
                await older.over.wait()
            yield upload
        finally:
            upload.over.set()
            if self._newest[sha256, device] is upload:
                del self._newest[sha256, device]
