"""The web server of headquarters with nothing behind it but a disk: python -m tests.bench.keep_server FOLDER PORT."""

import sys
from pathlib import Path

import uvicorn
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sync.ingest import app
from tests.bench.disk import forced


class Keep:
    """Every PUT becomes a file, on the disk before it is answered."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        await run_in_threadpool(forced, self._folder / Path(request.url.path).name, await request.body())
        await Response(status_code=204)(scope, receive, send)


def web(folder: Path, port: int) -> uvicorn.Server:
    """Set up as headquarters sets its own up."""
    return app.web_server(Keep(folder), folder / "server.pem", folder / "server.key", host="127.0.0.1", port=port)


if __name__ == "__main__":
    web(Path(sys.argv[1]), int(sys.argv[2])).run()
