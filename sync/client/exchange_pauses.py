"""How long to wait between two exchanges with headquarters."""

from random import Random

from sync.client.upload import Outcome

BETWEEN_SECONDS = 60.0
FIRST_RETRY_SECONDS = 2.0
LONGEST_RETRY_SECONDS = 300.0


class ExchangePauses:
    """A minute after an exchange that went well; after failures in a row 2 s, doubling up to five minutes.

    Each pause after a failure is drawn from the upper half of its range: the jitter keeps the laptops of one hall from
    coming back at the same instant. A failed exchange that brought bytes across counts as the first failure.
    """

    def __init__(self, random: Random) -> None:
        self._random = random
        self._longest = FIRST_RETRY_SECONDS

    def after(self, outcome: Outcome) -> float:
        """Seconds to wait after an exchange that ended so."""
        if outcome.problem is None or outcome.bytes_acknowledged:
            self._longest = FIRST_RETRY_SECONDS
        if outcome.problem is None:
            return BETWEEN_SECONDS
        longest, self._longest = self._longest, min(self._longest * 2, LONGEST_RETRY_SECONDS)
        return self._random.uniform(longest / 2, longest)
