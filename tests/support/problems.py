"""What a test expects to go wrong, by its wording."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from fieldkit.errors import PrintProblem, Problem


@contextmanager
def raises(
    *wordings: tuple[str, str, str], match: str | None = None
) -> Iterator[pytest.ExceptionInfo[Problem | PrintProblem]]:
    """A problem with one of ``wordings`` is raised, and its text holds ``match``."""
    with pytest.raises((Problem, PrintProblem), match=match) as caught:
        yield caught
    assert caught.value.wording in wordings
