"""The socket that a server of this program answers at, and how it is written as an address."""

import socket


def listen(host: str, port: int, *, backlog: int) -> socket.socket:
    """Listen before the server runs: whoever connects meanwhile waits. Port 0 takes a free one. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=backlog)
    # Or every answer of two parts would wait for the other side's delayed acknowledgement, 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def address(listener: socket.socket) -> str:
    """Host and port as a browser takes them."""
    host, port = listener.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
