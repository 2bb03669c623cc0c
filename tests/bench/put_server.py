"""The plainest server that keeps what it is given: python -m tests.bench.put_server FOLDER PORT."""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sync.protocol import tls
from tests.bench.disk import forced


class Keep(BaseHTTPRequestHandler):
    """Every PUT becomes a file, on the disk before it is answered."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    folder: Path

    def do_PUT(self) -> None:
        forced(self.folder / Path(self.path).name, self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *told: object) -> None:
        """Say nothing."""


def main(folder: Path, port: int) -> None:
    Keep.folder = folder
    web = ThreadingHTTPServer(("127.0.0.1", port), Keep)
    context = tls.server_context(folder / "server.pem", folder / "server.key")
    web.socket = context.wrap_socket(web.socket, server_side=True)
    web.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
