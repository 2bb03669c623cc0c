"""How much to send at once: large chunks and several on a good line, small ones where the line is cut."""

from sync.protocol.messages import MAX_CHUNK_BYTES, MIN_CHUNK_BYTES

MOST_CONNECTIONS = 3  # connections at once; as many blobs again wait for one, lest it stand idle
_FIRST_CHUNK_BYTES = 128 << 10
_GOOD_LINE_BYTES = 3 << 20
_FAST_SECONDS = 3.0
_SLOW_SECONDS = 20.0
_CHUNKS_UNTIL_GROWTH = 32  # without a cut, before chunks grow again: about 2 MiB of the smallest


class ChunkPacing:
    """The size of the next chunk in bytes. What is lost by a cut is part of one chunk, so cuts make it small."""

    def __init__(self) -> None:
        self.chunk = _FIRST_CHUNK_BYTES
        self._small_for = 0
        self._since_cut = 0

    @property
    def pipeline_depth(self) -> int:
        """How many whole blobs may be on their way before their turn: none before the line has shown that it is good.

        Each of them may be cut, so that a line that is cut every megabyte is better served by one after another.
        """
        return 2 * MOST_CONNECTIONS if self.chunk == MAX_CHUNK_BYTES and self._since_cut >= _GOOD_LINE_BYTES else 0

    def arrived(self, size: int, seconds: float) -> None:
        """A whole chunk of ``size`` bytes was acknowledged after ``seconds``."""
        self._since_cut += size
        self._small_for = max(self._small_for - 1, 0)
        if seconds > _SLOW_SECONDS:
            self.chunk = max(self.chunk // 2, MIN_CHUNK_BYTES)
        elif seconds < _FAST_SECONDS and self._small_for == 0:
            self.chunk = min(self.chunk * 2, MAX_CHUNK_BYTES)

    def cut(self) -> None:
        """The line was cut under a chunk."""
        self._since_cut = 0
        self._small_for = _CHUNKS_UNTIL_GROWTH
        self.chunk = max(self.chunk // 4, MIN_CHUNK_BYTES)
