"""Do one job of the server in a process of its own, within limits: `python -m filings.web.worker`.

For a build, the process turns into the command `filings build` itself. A check is done here, and
its result is kept in the form that pages show.
"""

import datetime as dt
import os
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filings.model.errors import FilingsError, ListError
from filings.model.fates import Fate
from filings.model.identifiers import CourtId
from filings.storage.run_folder import as_json, write_private
from filings.web import jobs
from filings.web.preview_process import packets_of

if TYPE_CHECKING:
    from filings.model.report import Report
    from filings.screening.screen_lists import RunInputs
    from filings.settings.settings import Settings

_MEMORY = 8 << 30  # bytes of address space of each process
_FILE = 8 << 30  # bytes of a file
_SECONDS: Mapping[str, int] = {"check": 1800, "compare": 3600, "verify": 7200, "build": 86_400}
_FILES = 4096
_NICE: Mapping[str, int] = {"check": 5}  # pages are served first, then what somebody waits for
_LAST = 12
_CHANCE = 10  # rows shown of each answer of law
_YEARS, _MOST_BARS = 60, 14


def main(folder: Path) -> None:
    """Do the job of a folder, unless another process is doing it."""
    if jobs.take(folder / jobs.LOCK, wait=False) is None:
        return
    write_private(folder / "process", str(os.getpid()).encode())
    write_private(folder / jobs.PHASE, b"waiting")
    request = jobs.request_of(folder)
    verb = request["verb"]
    jobs.take(Path(request["home"]) / "web" / f"{verb}.lock", wait=True)
    write_private(folder / jobs.PHASE, b"running")
    _limit(verb)
    if verb == "build":
        _become_build(folder, request)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if verb == "check":
            result = _check(folder, request)
        elif verb == "compare":
            result = _compare(folder, request)
        else:
            result = _verify(request)
    except FilingsError as error:
        _fail(folder, request, error)
    except KeyboardInterrupt:
        return
    except Exception:  # noqa: BLE001 (told to whoever looks at the server)
        traceback.print_exc()
        what = "could not be done: the program failed, or ran out of memory"
        _fail(
            folder,
            request,
            FilingsError(verb, what, "Tell whoever runs the server: the log of the job says more."),
        )
    else:
        write_private(folder / jobs.RESULT, as_json(result))


def _limit(verb: str) -> None:
    """Bound what this process may take, where the system has such limits."""
    try:
        import resource
    except ImportError:
        return
    os.nice(_NICE.get(verb, _LAST))
    wanted = {
        resource.RLIMIT_AS: _MEMORY,
        resource.RLIMIT_FSIZE: _FILE,
        resource.RLIMIT_CPU: _SECONDS[verb],
        resource.RLIMIT_NOFILE: _FILES,
        resource.RLIMIT_CORE: 0,
    }
    for what, limit in wanted.items():
        _, hard = resource.getrlimit(what)
        most = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(what, (most, most))


def _become_build(folder: Path, request: Mapping[str, Any]) -> None:
    """Replace this process by `filings build`; the process id and its lock stay."""
    choices = request["choices"]
    arguments = [sys.executable, "-m", "filings", "build", "--json"]
    arguments += ["--out", str(folder / "packets"), "--config", request["config"]]
    arguments += ["--templates", request["templates"]] if _holds_texts(request) else []
    arguments += ["--filed-on", choices["filed_on"] or request["today"]]
    arguments += ["--jobs", str(request["jobs"]), "--cache", request["cache"]]
    for option, values in (
        ("--court", [choices["court"]]),
        ("--attested", [choices["attested"]]),
        ("--answers", [request["answers"]]),
        ("--already-included", request["already_included"]),
        ("--already-granted", request["granted"]),
        ("--strike", request["strike"]),
        ("--counts", request["counts"]),
    ):
        for value in filter(None, values):
            arguments += [option, value]
    arguments += ["--per-case"] if choices["per_case"] else []
    arguments += ["--", *request["lists"]]
    descriptor = os.open(folder / jobs.RESULT, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    os.dup2(descriptor, sys.stdout.fileno())
    os.execv(sys.executable, arguments)  # noqa: S606 (our own program; no shell)


def _holds_texts(request: Mapping[str, Any]) -> bool:
    return any(path.is_file() for path in Path(request["templates"]).rglob("*"))


def settings_of(request: Mapping[str, Any]) -> "Settings":
    """The settings of a job.

    Raises:
        ConfigError: The office's own say what cannot be.
    """
    from filings.settings.settings import read_settings

    return read_settings([Path(request["config"])])


def inputs_of(request: Mapping[str, Any]) -> "RunInputs":
    """The other inputs of a job, beside the lists.

    Raises:
        UsageError: The attestation names nobody, or no day.
    """
    from filings.screening.screen_lists import RunInputs
    from filings.settings.settings import Attestation

    attested = request["choices"]["attested"]
    return RunInputs(
        attested=Attestation.parse(attested) if attested else None,
        already_included=tuple(map(Path, request["already_included"])),
        already_granted=tuple(map(Path, request["granted"])),
        strike=tuple(map(Path, request["strike"])),
        answers=Path(request["answers"]) if request["answers"] else None,
    )


def options_of(request: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of `pipeline.RunOptions` that a job has."""
    choices = request["choices"]
    return {
        "filed_on": dt.date.fromisoformat(choices["filed_on"] or request["today"]),
        "today": dt.date.fromisoformat(request["today"]),
        "templates": (Path(request["templates"]),) if _holds_texts(request) else (),
        "court": CourtId(choices["court"]) if choices["court"] else None,
        "beside": inputs_of(request),
        "per_case": choices["per_case"],
        "cache": Path(request["cache"]),
    }


def _check(folder: Path, request: Mapping[str, Any]) -> dict[str, Any]:
    from filings import pipeline
    from filings.reports import console_text
    from filings.reports.coverage_page import all_gaps
    from filings.reports.public_totals import reached, read_totals

    settings = settings_of(request)
    lists = [Path(path) for path in request["lists"]]
    options = pipeline.RunOptions(**options_of(request))
    left = folder / "left"
    if left.exists():  # of one that was interrupted
        import shutil

        shutil.rmtree(left)
    report = pipeline.check(
        lists,
        settings,
        options,
        ledger_path=folder / "ledger.csv",
        worklists=left,
        packets_kept=packets_of(folder),
    )
    totals = [total for path in request["counts"] for total in read_totals(Path(path), settings)]
    gaps = all_gaps(report, settings, reached(report.tally, totals, settings))
    return {
        "report": report.plain(),
        "line": console_text.in_one_line(report, built=False),
        "sections": [asdict(s) for s in console_text.closing(report, settings, built=False)],
        "notes": console_text.of_the_lists(report),
        "remarks": console_text.notes(report, built=False),
        "people": console_text.of_the_people(report),
        "texts": console_text.of_the_texts(report, settings),
        "gaps": [asdict(gap) for gap in gaps],
        "charts": list(_charts(report, settings)),
        "values": list(_values(report, settings)),
        "law": _law(lists, request, settings),
        "courts": {court: record.name for court, record in settings.county.courts.items()},
        "agencies": {id_: agency.name for id_, agency in settings.county.agencies.items()},
        "offenses": {id_: kind.label for id_, kind in settings.offense_types.items()},
        "reliefs": {id_: relief.label for id_, relief in settings.reliefs.items()},
        "documents": {
            court: _documents(settings, court)
            for court in sorted({packet.court for packet in report.packets})
        },
    }


def _documents(settings: "Settings", court: CourtId) -> list[dict[str, Any]]:
    """The documents of a court's packets: public or sealed, and the relief each is limited to."""
    paper = settings.paper(court)
    kinds = {**paper.documents, **paper.per_case}
    return [
        {
            "name": name,
            "zone": kind.zone,
            "per_case": name in paper.per_case,
            "of_relief": kind.of_relief,
            "in_place_of": kind.in_place_of,
        }
        for name, kind in kinds.items()
    ]


def _values(report: "Report", settings: "Settings") -> Iterator[dict[str, Any]]:
    """Each value that may be answered, with everything a page needs to ask for it."""
    from filings.screening.answers import ValueQuestions, collected

    asking = ValueQuestions(settings)
    hashes = {one.number: one.sha256[:16] for one in report.lists}
    for value in collected(report.asked, asking):
        asked = asking.about(value)
        yield {
            **asdict(value),
            "of_list": hashes[value.list],
            "kind": asked.kind,
            "who": asking.who(asked.kind),
            "question": asking.question(value),
            "allowed": list(asking.words(asked)),
            "taught_in": asking.taught_in(value),
        }


def _law(
    lists: Sequence[Path], request: Mapping[str, Any], settings: "Settings"
) -> list[dict[str, Any]]:
    """The answers and corrected rows an attorney must approve, with rows chosen at random."""
    from filings.screening.screen_lists import Intake, RunInputs, law_of_worklist

    waiting: list[dict[str, Any]] = []

    def add(path: Path, sha256: str, shown: Sequence[Any]) -> None:
        waiting.extend(
            {
                "file": path.name,
                "path": str(path),
                "sha256": sha256,
                "column": one.column,
                "value": one.value,
                "answer": one.answer,
                "rows": one.rows,
                "sample": [[where.spoken, words] for where, words in one.sample],
                "approved": settings.approval_of(sha256) is not None,
            }
            for one in shown
        )

    if request["answers"]:
        path = Path(request["answers"])
        day = options_of(request)["filed_on"]
        beside = RunInputs(answers=path)
        with closing(Intake(lists, settings, None, day, beside)) as intake:
            assert intake.answers is not None, "they were given"
            court = request["choices"]["court"]
            shown = intake.law(CourtId(court) if court else None, _CHANCE)
            add(path, intake.answers.sha256, shown)
    for path in lists:
        with suppress(ListError):  # not a worklist
            shown, sha256, _ = law_of_worklist(path, settings, _CHANCE)
            add(path, sha256, shown)
    return waiting


def _charts(report: "Report", settings: "Settings") -> Iterator[dict[str, Any]]:
    """Convictions by year, court and section; a gap shows what the lists may lack."""
    courts = settings.county.courts
    ours = (Fate.INCLUDED, Fate.HELD)
    for axis, title in (
        ("year", "By year of conviction"),
        ("court", "By courthouse"),
        ("section", "By section"),
    ):
        inside, waiting = Counter[Any](), Counter[Any]()
        for (value, fate), entries in report.tally.count(axis, "fate", ends=ours).items():
            (inside if fate is Fate.INCLUDED else waiting)[value] += entries
        every = inside + waiting
        known = [value for value in every if value not in (None, "")]
        if not known:
            continue
        if axis == "year":
            last = max(known)
            shown: list[Any] = list(range(max(min(known), last - _YEARS), last + 1))
        else:
            shown = [value for value, _ in every.most_common(_MOST_BARS) if value in known]
        labels = {
            value: courts[value].name if axis == "court" and value in courts else str(value)
            for value in shown
        }
        yield {
            "axis": axis,
            "title": title,
            "bars": [[labels[value], inside[value], waiting[value]] for value in shown],
            "left_out": sum(every.values()) - sum(every[value] for value in shown),
        }


def _compare(folder: Path, request: Mapping[str, Any]) -> dict[str, Any]:
    from filings.comparison import compare_lists

    settings = settings_of(request)
    first, second = map(Path, request["lists"])
    report = compare_lists.compare(first, second, folder / "compared", settings)
    return {"report": report.plain()}


def _verify(request: Mapping[str, Any]) -> dict[str, Any]:
    from filings.verification import verify

    lists = [Path(path) for path in request["lists"]]
    proof = verify(Path(request["packets"]), lists, request["jobs"])
    return {"report": proof.as_json()}


def _fail(folder: Path, request: Mapping[str, Any], error: FilingsError) -> None:
    """Write why a job failed; for a list of unknown layout, with a column mapping to correct."""
    names = request.get("names", {})
    record: dict[str, Any] = {
        "where": names.get(error.where, Path(error.where).name),
        "what": _named(error.what, names),
        "remedy": _named(error.remedy, names),
        "code": int(error.code),
        "list": error.where if error.where in names else "",
        "proposal": "",
    }
    if isinstance(error, ListError) and error.where in request["lists"]:
        from filings.lists.open_list import propose_mapping

        try:
            record["proposal"] = propose_mapping(Path(error.where), settings_of(request))
        except FilingsError:
            record["proposal"] = ""
    write_private(folder / jobs.ERROR, as_json(record))


def _named(text: str, names: Mapping[str, str]) -> str:
    """A text with this program's file names replaced by those of the uploads."""
    for path, name in names.items():
        text = text.replace(path, name)
    return text


if __name__ == "__main__":
    main(Path(sys.argv[1]))
