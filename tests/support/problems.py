"""What a test expects to go wrong, by its wording or, where code tells it apart, by its class."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import pytest

from fieldkit.errors import PrintProblem, Problem

Expected = type[Exception] | tuple[str, str, str]


def is_one(problem: Problem | PrintProblem | None, *expected: Expected) -> bool:
    """Whether ``problem`` is one of the ``expected``."""
    return problem is not None and any(
        isinstance(problem, one) if isinstance(one, type) else problem.wording == one for one in expected
    )


@contextmanager
def raises(*expected: Expected, match: str | None = None) -> Iterator[pytest.ExceptionInfo[Problem | PrintProblem]]:
    """One of the ``expected`` problems is raised, and its text holds ``match``."""
    with pytest.raises((Problem, PrintProblem), match=match) as caught:
        yield cast("pytest.ExceptionInfo[Problem | PrintProblem]", caught)
    problem = caught.value
    assert isinstance(problem, Problem | PrintProblem)
    assert is_one(problem, *expected)
