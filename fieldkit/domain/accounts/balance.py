"""What should be there against what was counted: one arithmetic for cash in a till and blanks in a box. Pure."""

import msgspec


class Balance(msgspec.Struct, frozen=True):
    """Cents or pieces.

    ``book`` is what the facts say is there; ``counted`` is what a person last counted, carried on by what moved
    since, None while nobody counted; ``moved`` is how many moves no count and no signature has covered yet.
    """

    book: int = 0
    counted: int | None = None
    moved: int = 0

    @property
    def difference(self) -> int:
        """Counted less expected: negative when something is missing."""
        return 0 if self.counted is None else self.counted - self.book

    @property
    def there(self) -> int:
        """The best that is known about what is really there."""
        return self.book if self.counted is None else self.counted

    @property
    def settled(self) -> bool:
        """Counted since the last move with nothing missing or over, or signed for."""
        return not self.moved and not self.difference

    def begin(self, found: int) -> "Balance":
        """What is found is what there should be: the float of an empty till."""
        return Balance(book=found, counted=found)

    def move(self, by: int) -> "Balance":
        """Something came or went."""
        counted = None if self.counted is None else self.counted + by
        return Balance(self.book + by, counted, self.moved + 1)

    def count(self, found: int) -> "Balance":
        """A person counted; the book stays what it was until somebody signs for the difference."""
        return Balance(self.book, found)

    def write_off(self, lost: int) -> "Balance":
        """It is known what is missing: it is not expected any more, and was not there to be counted."""
        return Balance(self.book - lost, self.counted, self.moved)

    def sign(self, difference: int) -> "Balance":
        """Somebody answers for a difference; for none, that nobody counted. A difference does not replace a count."""
        return Balance(self.book + difference, self.counted, self.moved if difference else 0)
