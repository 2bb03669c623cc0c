"""Headquarters as a process of its own, to be killed: python -m tests.support.hq_process FOLDER PORT."""

import sys
from pathlib import Path

from sync.archive.archive import Archive
from sync.ingest import app
from tests.support import sync_world as world


def main(folder: Path, port: int) -> None:
    archive = Archive(f"sqlite:///{(folder / 'hq.db').as_posix()}", folder / "blobs")
    application = app.app(archive, world.RECEIPT_KEY, credentials=world.CREDENTIALS, now_ms=lambda: world.NOW_MS)
    app.web_server(application, folder / "server.pem", folder / "server.key", host="127.0.0.1", port=port).run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
