"""Whatever a disk refuses, and wherever a run is killed: nothing is half written, and it goes on.

A request is what a run asks of its folder: to make, write, settle or rename. Each is refused once,
with each error that a disk has; a process is killed before some of them. What then lies there is
whole, and the same command ends in the same bytes. The pages are made by a fake press.
"""

import contextlib
import errno
import io
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

import filings
from filings.model.errors import OutputError
from filings.settings.settings import Settings, read_settings
from filings.storage import run_folder
from tests.small_settings import with_own_key
from tests.test_pipeline import DAY, MIXED, tree, write_list

ERRORS = ("ENOSPC", "EIO", "EDQUOT", "EACCES", "EINTR")
KILLED = 30


class _File(io.FileIO):
    """A file whose every write is a request."""

    asked: Callable[[], None]

    def write(self, data, /):
        _File.asked()
        return super().write(data)


@contextlib.contextmanager
def requests(out: Path, asked: Callable[[], None]) -> Iterator[None]:
    """Call `asked` before each request to the folder."""
    with pytest.MonkeyPatch.context() as patch:
        private, fsync = run_folder._private, os.fsync

        def opened(path):
            asked()
            with private(path):
                pass
            return io.BufferedRandom(_File(path, "r+"))

        def settled(file):
            asked()
            fsync(file)

        def of_path(name):
            own = getattr(Path, name)

            def done(path, *args, **more):
                if out in (path, *path.parents):
                    asked()
                return own(path, *args, **more)

            return done

        _File.asked = staticmethod(asked)
        patch.setattr(run_folder, "_private", opened)
        patch.setattr(os, "fsync", settled)
        for name in ("mkdir", "replace"):
            patch.setattr(Path, name, of_path(name))
        yield


def build(listed: Path, out: Path) -> None:
    filings.build([listed], out, _settings(), filed_on=DAY)


@cache
def _settings() -> Settings:
    return with_own_key(read_settings())


def finished(root: Path) -> dict[str, bytes]:
    return {path: data for path, data in tree(root).items() if not path.startswith(".run")}


@pytest.fixture(scope="module")
def listed(tmp_path_factory):
    return write_list(tmp_path_factory.mktemp("faults") / "list.csv", MIXED)


@pytest.fixture
def whole(listed, tmp_path, fake_renderer):
    """What an undisturbed run writes, and how many requests it makes."""
    count = [0]

    def asked():
        count[0] += 1

    with requests(tmp_path / "whole", asked):
        build(listed, tmp_path / "whole")
    return finished(tmp_path / "whole"), count[0]


def refuse_once(number: int, name: str) -> Callable[[], None]:
    """Refuse the request of this number, from 1."""
    count = [0]

    def asked():
        count[0] += 1
        if count[0] == number:
            raise OSError(getattr(errno, name), os.strerror(getattr(errno, name)))

    return asked


def is_part_of(left: dict[str, bytes], whole: dict[str, bytes]) -> bool:
    """Whether every file that is left is one of the whole, whole."""
    return all(whole.get(path) == data for path, data in left.items())


@pytest.mark.slow
@pytest.mark.parametrize("name", ERRORS)
def test_an_error_of_the_disk_at_any_request_leaves_whole_files_and_the_run_goes_on(
    name, listed, whole, tmp_path
):
    every, most = whole
    assert most > 60
    for number in range(1, most + 1):
        out = tmp_path / f"{name}-{number}"
        # Whatever else is raised is a fault of ours.
        with requests(out, refuse_once(number, name)), contextlib.suppress(OutputError):
            build(listed, out)
        assert is_part_of(finished(out), every), number
        build(listed, out)
        assert finished(out) == every, number


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(KILLED))
def test_a_process_killed_at_any_request_leaves_whole_files_and_the_run_goes_on(
    seed, listed, whole, tmp_path
):
    every, most = whole
    number, out = random.Random(seed).randint(1, most), tmp_path / "killed"
    ended = subprocess.run(
        [sys.executable, "-m", "tests.test_faults", str(number), str(listed), str(out)],
        cwd=Path(__file__).parents[1],
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    left = finished(out) if out.exists() else {}
    assert is_part_of({p: d for p, d in left.items() if not p.endswith(".part")}, every)
    build(listed, out)
    assert finished(out) == every


def killed_at(number: int, listed: Path, out: Path) -> None:
    """Build, and kill this process before a request."""
    from tests.conftest import with_fake_renderer

    count = [0]

    def asked():
        count[0] += 1
        if count[0] == number:
            os.kill(os.getpid(), signal.SIGKILL)

    with pytest.MonkeyPatch.context() as patch, requests(out, asked):
        with_fake_renderer(patch)
        build(listed, out)


if __name__ == "__main__":
    killed_at(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
