"""Tests that need a tool which this machine lacks: left out by name at a desk, failed where ``CI=true``."""

import os
from collections import Counter
from collections.abc import Generator
from typing import NoReturn

import pytest

MARK = "This machine has no "


def skip(tool: str, remedy: str) -> NoReturn:
    """Leave out a test that needs ``tool``; ``remedy`` says how to get it."""
    pytest.skip(f"{MARK}{tool}: {remedy}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With ``CI=true`` a skipped test is a failed one: green means that everything ran."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: with CI=true nothing is skipped. {_reason(report)}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each tool that was missing, at the end where it is read."""
    reasons = map(_reason, terminalreporter.getreports("skipped"))
    for reason, tests in Counter(one for one in reasons if one.startswith(MARK)).items():
        terminalreporter.write_line(f"{tests} tests were left out. {reason}", yellow=True)


def _reason(report: pytest.TestReport) -> str:
    *_place, reason = report.longrepr if isinstance(report.longrepr, tuple) else (str(report.longrepr),)
    return str(reason).removeprefix("Skipped: ")
