"""Build the same lists with two versions of the program, and say whether every byte is the same.

    .venv/bin/python tests/same_bytes.py main             this checkout against a git revision of it
    .venv/bin/python tests/same_bytes.py ../a-checkout    this checkout against another
    .venv/bin/python tests/same_bytes.py ONE OTHER        two checkouts or revisions
    ... --only cook --only sample main                    of all trials these two

For whoever moves code and must not move a page. For each list, `diff -r -x .run -x manifest.json`
of the two folders must be empty, and the manifests equal without `run`, which hashes the program's
own text. Prints one line for each list and ends with 0 if all are the same, with 1 if any is not.
A list that is not there (../shared) is skipped with its reason.
"""

import argparse
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
SHARED = HOUSE.parent / "shared" / "data" / "gogen" / "los_angeles" / "Prop64_Results.csv"
DAY = ("--filed-on", "2026-03-02")
FINE = (0, 10)  # done; done, and some entries need a human
FOR_EARLIER = 300  # rows of the list that the kept earlier run was built from

# One page a case with names on it, which is what San Francisco prints.
SAN_FRANCISCO = """\
Case Number,Last Name,First Name,Person Number,Section,Count,Level,Conviction Date,Court,County,\
Arresting Agency,Place of Offense,Prosecutor,Eligibility,Other Numbers,Disposition,Sample
SCN 123456,SPECIMEN,JANE,P1,HS 11357(a),1,Felony,1990-02-03,HALL OF JUSTICE,SAN FRANCISCO,SFPD,\
SAN FRANCISCO,DA,Eligible for Dismissal,MCN 12345678,CONVICTED,S
SCN 123456,SPECIMEN,JANE,P1,HS 11358,2,Felony,1990-02-03,HALL OF JUSTICE,SAN FRANCISCO,SFPD,\
SAN FRANCISCO,DA,Eligible for Dismissal,MCN 12345678,CONVICTED,S
MCN 7654321,SPECIMEN,ALEX,P2,HS 11357(b),1,Misdemeanor,1991-02-03,HALL OF JUSTICE,SAN FRANCISCO,\
SFPD,SAN FRANCISCO,DA,Eligible for Dismissal,,CONVICTED,S
"""


@dataclass(frozen=True)
class Version:
    """A checkout of the program, run as it stands there."""

    name: str
    root: Path

    def python(self, program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a line of Python that finds this version first."""
        return subprocess.run(
            [sys.executable, "-c", program, *map(str, arguments)],
            env={**os.environ, "PYTHONPATH": str(self.root), "PYTHONDONTWRITEBYTECODE": "1"},
            cwd=tempfile.gettempdir(),
            capture_output=True,
            text=True,
        )

    def filings(self, *arguments: str | Path) -> None:
        """Run a command of this version.

        Raises:
            SystemExit: It ends with anything but 0 or 10.
        """
        done = self.python("from filings.cli import main; main()", *arguments)
        if done.returncode not in FINE:
            told = " ".join(map(str, arguments))
            sys.exit(f"error: {self.name}: filings {told}\n{done.stdout}{done.stderr}")


@dataclass(frozen=True)
class Trial:
    """One folder that both versions write."""

    name: str
    run: Callable[[Version, Path], None]  # writes the folder it is given
    skip: str = ""  # why it cannot be tried here


def version(named: str, spare: Path) -> Version:
    """The checkout at a path, or a git revision of this one unpacked to `spare`."""
    if (Path(named) / "filings").is_dir():
        return _tried(Version(named, Path(named).resolve()))
    packed = subprocess.run(["git", "archive", named], cwd=HOUSE, capture_output=True)
    if packed.returncode:
        sys.exit(f"error: {named}: neither a checkout nor a revision of this one")
    root = spare / f"revision-{named.replace('/', '-')}"
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as files:
        files.extractall(root, filter="data")
    return _tried(Version(named, root))


def _tried(version: Version) -> Version:
    """The version, once it is sure that its own code runs and not what is installed."""
    done = version.python("import filings; print(filings.__file__)")
    if done.stdout.strip() != str(version.root / "filings" / "__init__.py"):
        sys.exit(f"error: {version.name}: its code is not what runs\n{done.stdout}{done.stderr}")
    return version


def trials(one: Version, work: Path, cases: int, jobs: int) -> Iterator[Trial]:
    """What is built. Lists that both read are written once, by `one`, when they are first asked."""

    @cache
    def sample(rows: int) -> Path:
        path = work / f"sample-{rows}.csv"
        one.filings("sample", "--cases", str(rows), "--seed", "1", "--out", path)
        return path

    # Under the shipped key nothing but samples is built.
    office = work / "office"
    office.mkdir(exist_ok=True)
    (office / "office.yaml").write_text("schema: 1\nconviction_key: a key for tests\n")

    def build(version: Version, out: Path, *given: str | Path) -> None:
        told = (*DAY, "--jobs", str(jobs), "--out", out)
        version.filings("build", "--config", office, *given, *told)

    def drawn(version: Version, out: Path) -> None:
        out.mkdir()
        for layout in ("sample", "gogen"):
            of = ("--cases", str(cases), "--seed", "1", "--layout", layout)
            version.filings("sample", *of, "--out", out / f"{layout}.csv")

    def san_francisco(version: Version, out: Path) -> None:
        city = work / "san-francisco"
        city.mkdir(exist_ok=True)
        (city / "office.yaml").write_text("schema: 1\ncounty: san-francisco\nagency: sfda\n")
        (city / "list.csv").write_text(SAN_FRANCISCO)
        build(version, out, city / "list.csv", "--config", city)

    @cache
    def earlier() -> Path:
        build(one, work / "earlier", sample(FOR_EARLIER))
        return work / "earlier"

    def supplement(version: Version, out: Path) -> None:
        # More rows of one seed begin with the same rows.
        build(version, out, sample(2 * FOR_EARLIER), "--already-included", earlier())

    cook = HOUSE / "examples" / "cook_county"
    signed = (cook / "list.csv", "--config", cook / "config", "--config", cook / "signed")
    lists = HOUSE / "examples" / "los_angeles" / "compare"
    both = ("compare", lists / "state.csv", lists / "court.csv", "--court", "tor", "--out")
    absent = "" if SHARED.is_file() else "needs the third-party lists in ../shared"
    splink = "" if find_spec("splink") else "needs Splink"
    yield Trial("cook", lambda of, out: build(of, out, *signed))
    yield Trial("san-francisco", san_francisco)
    yield Trial("sample-lists", drawn)
    yield Trial("per-case", lambda of, out: build(of, out, sample(FOR_EARLIER), "--per-case"))
    yield Trial("supplement", supplement)
    yield Trial("compare", lambda of, out: of.filings(*both, out), splink)
    yield Trial("sample", lambda of, out: build(of, out, sample(cases)))
    yield Trial("shared-los-angeles", lambda of, out: build(of, out, SHARED), absent)


def differences(one: Path, other: Path) -> list[str]:
    """How two folders that a run wrote differ: `diff`'s lines, and the keys of the manifests."""
    apart = ["diff", "-r", "-q", "-x", ".run", "-x", "manifest.json", str(one), str(other)]
    found = subprocess.run(apart, capture_output=True, text=True)
    told = [*found.stdout.splitlines(), *found.stderr.splitlines()]
    kept = [folder / "manifest.json" for folder in (one, other)]
    if any(path.exists() for path in kept):
        left, right = (json.loads(path.read_text()) if path.exists() else {} for path in kept)
        for manifest in (left, right):
            manifest.pop("run", None)
        keys = sorted(left.keys() | right.keys())
        told += [f"manifest.json: {key}" for key in keys if left.get(key) != right.get(key)]
    return told


def main() -> int:
    """Try all; 0 if every folder is the same."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("versions", nargs="+", metavar="CHECKOUT|REVISION")
    parser.add_argument("--cases", type=int, default=3000, help="rows of the sample (3000)")
    parser.add_argument("--jobs", type=int, default=0, help="processes; 0 takes every core")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="one trial")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave what was built there")
    given = parser.parse_args()
    if len(given.versions) > 2:
        parser.error("two versions at most")
    work = given.keep or Path(tempfile.mkdtemp(prefix="same-bytes-"))
    work.mkdir(parents=True, exist_ok=True)
    different = 0
    try:
        one, other = (version(name, work) for name in (*[str(HOUSE)], *given.versions)[-2:])
        every = {its.name: its for its in trials(one, work, given.cases, given.jobs)}
        if unknown := set(given.only) - every.keys():
            parser.error(f"no such trial: {', '.join(sorted(unknown))}; {', '.join(every)}")
        for trial in (every[name] for name in given.only or every):
            if trial.skip:
                print(f"{trial.name:20} skipped: {trial.skip}", flush=True)
                continue
            folders = [work / f"{trial.name}-{letter}" for letter in "ab"]
            for of, folder in zip((one, other), folders, strict=True):
                trial.run(of, folder)
            told = differences(*folders)
            files = sum(path.is_file() for path in folders[0].rglob("*"))
            print(f"{trial.name:20} {'DIFFERENT' if told else 'same'}, {files} files", flush=True)
            for line in told[:20]:
                print(f"    {line}", flush=True)
            different += bool(told)
    finally:
        if given.keep is None:
            shutil.rmtree(work, ignore_errors=True)
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
