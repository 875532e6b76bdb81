"""What did not run is said loudly at the end; with BENKOLL_REQUIRE_ALL=1 it is a failure."""

import os
from collections.abc import Generator
from typing import Any

import pytest

REQUIRED = os.environ.get("BENKOLL_REQUIRE_ALL") == "1"


def _why(report: Any) -> str:
    return str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    report = yield
    if REQUIRED and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"did not run, and all is required: {_why(report)}"
    return report


pytest_make_collect_report = pytest_runtest_makereport


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section("DID NOT RUN", sep="!", red=True, bold=True)
        for report in skipped:
            terminalreporter.write_line(f"{report.nodeid}: {_why(report)}", red=True)
