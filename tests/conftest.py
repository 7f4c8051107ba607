"""What every test runs under: the same examples each time in CI, and no skip that hides a hole."""

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

IN_CI = bool(os.environ.get("FILINGS_CI"))

# A busy machine is not a bug, so no deadline. At the browser hypothesis goes on exploring; in CI a
# change must not fail for an example that has nothing to do with it.
settings.register_profile("filings", deadline=None, derandomize=IN_CI, print_blob=True)
settings.load_profile("filings")

# A shell that runs the tests in the background has them ignore Ctrl-C, and every process they begin
# would inherit that: a test of Ctrl-C would then wait for nothing.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Commands keep laid-out pages here, and never in the cache of whoever runs the tests. All processes
# of one run of the tests share the folder: what one laid out, no other lays out again.
if "PYTEST_XDIST_WORKER" not in os.environ:
    KEPT = tempfile.TemporaryDirectory(prefix="filings-kept-")
    os.environ["XDG_CACHE_HOME"] = KEPT.name

# What a terminal can show must not decide whether a test passes: `make test` runs in any.
os.environ["TERM"] = "xterm-256color"

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of third-party lists beside the checkout; the test skips where there is none."""
    if not SHARED.is_dir():
        pytest.skip("needs the third-party lists in ../shared")
    return SHARED


@pytest.fixture
def fake_renderer(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever a run prints comes from a press that needs no time."""
    with_fake_renderer(monkeypatch)
    yield
    _forget_fake_renderer()


@pytest.fixture(scope="module")
def fake_renderer_of_module() -> Iterator[None]:
    """The same for fixtures that a whole module shares."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        with_fake_renderer(monkeypatch)
        yield
    _forget_fake_renderer()


def _forget_fake_renderer() -> None:
    from filings.output import printing

    printing.forget_renderers()


def with_fake_renderer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have runs of this process print by a press that needs no time."""
    import filings.render
    from filings import pipeline
    from filings.output import printing, run_inputs
    from tests.fakes import FakeRenderer

    monkeypatch.setattr(filings.render, "Renderer", FakeRenderer)
    asked = lambda parts: printing.make_renderer(parts.packed())  # noqa: E731
    monkeypatch.setattr(pipeline, "LateRenderer", asked)
    # Somebody may be editing this program while its tests run.
    monkeypatch.setattr(run_inputs, "_code", lambda: "0123456789abcdef")
    printing.forget_renderers()


def unexcused(report: pytest.TestReport | pytest.CollectReport) -> bool:
    """Whether this is a skip that CI must not accept: it has all that any test needs.

    The one excuse is being root, for whom no file is unreadable.
    """
    return (
        IN_CI
        and report.outcome == "skipped"
        and not hasattr(report, "wasxfail")
        and "root" not in str(report.longrepr).rsplit("Skipped:", 1)[-1]
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    report = yield
    if unexcused(report):
        report.outcome, report.longrepr = "failed", f"skipped in CI: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    report = yield
    if unexcused(report):
        report.outcome, report.longrepr = "failed", f"skipped in CI: {report.longrepr}"
    return report
