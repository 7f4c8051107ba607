"""Lists in; a report, a folder of packets or one document out.

`check` reads and says what would go in, `build` prints it on all cores, `preview` prints one
document of it: the same functions on the same road. The counts close or the run fails, and what a
stopped run finished is not done again: the same command ends in the same bytes.
"""

import datetime as dt
import pickle
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, replace
from functools import lru_cache, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filings.compose.draft_reasons import of_the_run
from filings.matching.conviction_id import VERSION
from filings.model.case_number import folded
from filings.model.errors import (
    ConfigError,
    ListError,
    NotReadyError,
    RenderError,
    VerificationError,
)
from filings.model.nouns import CourtId, DraftReason, Earlier, OffenseType, Packet
from filings.model.results import Effort, PacketReport, Progress, Report, Silent
from filings.output import ledger
from filings.output.assemble import LOT, Job, print_packets
from filings.output.columns import SCHEMA
from filings.output.fingerprint import Inputs, installed, read_inputs
from filings.output.letters import letters
from filings.packets.case_store import Register
from filings.packets.grouping import Outline, cases
from filings.render.blame import print_or_blame
from filings.render.fits_page import Room
from filings.reports.reconcile import Survey, make_report, packet_line, packet_report
from filings.reports.summary_page import summary_page
from filings.screening.answers import value_rows
from filings.screening.intake import Beside, Intake
from filings.settings.rulesets import Ruleset, read_papers
from filings.settings.settings import Settings, shipped_templates
from filings.storage.run_folder import Folder, sha256_of
from filings.storage.workers import Pool, make_pool

if TYPE_CHECKING:
    from filings.render import Press, Printed

SUMMARY = "public/summary.html"

_DRAFTS = "what keeps every document a draft"

_ONE_AT_A_TIME = threading.Lock()

_FEW = 3  # tasks that are done sooner than workers are begun
_MANY = 2_000  # entries that will give workers enough to do
_LOAD = partial(import_module, "filings.render")  # what takes a worker longest to begin


def check(
    lists: Sequence[Path],
    settings: Settings,
    *,
    filed_on: dt.date,
    templates: Sequence[Path] = (),
    court: CourtId | None = None,
    layout: str | None = None,
    beside: Beside | None = None,
    progress: Progress | None = None,
    ledger_path: Path | None = None,
) -> Report:
    """Read, screen and group, and say what would go in; write nothing but a ledger if asked.

    Args:
        lists: The files to read, in order.
        settings: What decides.
        filed_on: The day the papers are for.
        templates: Overlay folders, the last on top.
        court: The court of rows that name none; the county's default without it.
        layout: The layout of every list, to overrule what would be recognised.
        beside: What is given beside the lists: earlier runs, orders, an attestation.
        progress: Who is told how far it is.
        ledger_path: Where to write the ledger that `build` would write.

    Raises:
        ListError: A list as a whole cannot be read, or is given twice.
        ConfigError: There is no such court.
        OutputError: The ledger cannot be written, or something else stands in its place.
        VerificationError: The counts do not close.
    """
    if ledger_path:
        ledger.refuse_other_file(ledger_path)
    told, intake = progress or Silent(), Intake(lists, settings, layout, filed_on, beside)
    room = Room(_make_press(_packed(settings, templates, filed_on)))
    with intake, Register(settings, intake.keepers) as register:
        _read(intake, register, room, court, told)
        survey = Survey()
        lines = survey.of(register.lines())
        if ledger_path:
            ledger.write_ledger_alone(ledger_path, lines, settings)
        deque(lines, maxlen=0)
        packets = tuple(map(packet_report, register.outlines()))
        return _report(register, packets, intake, survey)


def build(
    lists: Sequence[Path],
    out: Path,
    settings: Settings,
    *,
    filed_on: dt.date,
    templates: Sequence[Path] = (),
    jobs: int = 1,
    court: CourtId | None = None,
    strict: bool = False,
    per_case: bool = False,
    layout: str | None = None,
    beside: Beside | None = None,
    today: dt.date | None = None,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> Report:
    """Print every packet into `out`, with the ledger, the worklists and the manifest.

    A stopped run goes on where it was when it is given the same lists, settings, templates and day.

    Args:
        lists: The files to read, in order.
        out: The folder to fill; new, empty, or of a stopped run.
        settings: What decides.
        filed_on: The day the papers are for.
        templates: Overlay folders, the last on top.
        jobs: How many worker processes print; of an `executor`, how many it has.
        court: The court of rows that name none; the county's default without it.
        strict: Stop before the first page if anything needs a human.
        per_case: Print an order for each case besides, as the court's ruleset has it.
        layout: The layout of every list, to overrule what would be recognised.
        beside: What is given beside the lists: earlier runs, orders, an attestation.
        today: The day it is, to doubt a day of filing that is far from it; None: nothing is.
        progress: Who is told how far it is.
        executor: Where to print instead; it is not ended. Its workers need this package, and the
            folders of `templates` in the same places; what they print comes back to be written.

    Raises:
        ListError: A list as a whole cannot be read, or is given twice.
        ConfigError: There is no such court, or a court takes nothing case by case.
        TemplateError: A template is missing or wrong.
        RenderError: A page could not be laid out, or a worker ended before its time.
        OutputError: A file could not be written, or the folder belongs to another run.
        NotReadyError: The run is strict, and something needs a human.
        VerificationError: The counts do not close.
    """
    told, intake = progress or Silent(), Intake(lists, settings, layout, filed_on, beside)
    room = Room(_make_press(_packed(settings, templates, filed_on)), per_case=per_case)
    drafts = _drafts(settings, intake, beside, filed_on, today)
    inputs = read_inputs(
        settings,
        intake.sources,
        *_folders(templates),
        filed_on,
        court,
        layout,
        per_case=per_case,
        beside=intake.facts
        | ({_DRAFTS: "; ".join(f"{its.kind}: {its.what}" for its in drafts)} if drafts else {}),
    )
    with (
        intake,
        Folder(out, inputs.facts, settings.office.conviction_key.get_secret_value()) as folder,
        Register(settings, intake.keepers) as register,
        make_pool(jobs, executor) as pool,
    ):
        _read(intake, register, room, court, told, lambda: pool.wake(_LOAD))
        needy = register.totals().need_a_human
        if strict and needy:
            raise NotReadyError(
                "lists",
                f"{needy:,} of their entries need somebody before anything is printed",
                "`filings check` says who; `filings build` without --strict writes worklists.",
            )
        packed = _packed(
            settings, templates, filed_on, intake, inputs.installed if executor else None, drafts
        )
        kept, effort = _print_all(folder, register, settings, inputs, packed, pool, told)
        told.stage("writing", None)
        survey = Survey()
        ledger.write_ledger(folder, survey.of(register.lines()), settings)
        packets = tuple(packet_report(its, _record(folder, its)) for its in register.outlines())
        report = _report(register, packets, intake, survey)
        report = replace(report, run=folder.run, kept=kept, effort=effort)
        _write_rest(folder, register, report, inputs, intake)
        return report


def preview(
    lists: Sequence[Path],
    settings: Settings,
    *,
    filed_on: dt.date,
    document: str = "motion",
    court: CourtId | None = None,
    offense: OffenseType | None = None,
    case: str | None = None,
    templates: Sequence[Path] = (),
    default_court: CourtId | None = None,
    layout: str | None = None,
    beside: Beside | None = None,
    today: dt.date | None = None,
    progress: Progress | None = None,
) -> "Printed":
    """Print one document of one packet, just as `build` would.

    Args:
        lists: The files to read, in order.
        settings: What decides.
        filed_on: The day the papers are for.
        document: Which of the packet's documents: "motion", "proposed-order" ...
        court: Of a packet to this court; the first packet without it.
        offense: Of a packet of this offense type.
        case: Of the packet that holds this case number.
        templates: Overlay folders, the last on top.
        default_court: The court of rows that name none, as `build` takes it.
        layout: The layout of every list, to overrule what would be recognised.
        beside: What is given beside the lists: earlier runs, orders, an attestation.
        today: As `build` takes it.
        progress: Who is told how far it is.

    Raises:
        ListError: A list as a whole cannot be read, is given twice, or no such packet comes of it.
        ConfigError: There is no such court.
        TemplateError: A template is missing or wrong.
        RenderError: The page could not be laid out.
    """
    told, intake = progress or Silent(), Intake(lists, settings, layout, filed_on, beside)
    room = Room(_make_press(_packed(settings, templates, filed_on)))
    with intake, Register(settings, intake.keepers) as register:
        _read(intake, register, room, default_court, told)
        packet = _choose(register, court, offense, case)
    if document in read_papers([packet.court], settings)[packet.court].per_case:
        alone = (its for _, its in cases(packet))
        packet = next(its for its in alone if case is None or folded(case) in _numbers(its))
    drafts = _drafts(settings, intake, beside, filed_on, today)
    packed = _packed(settings, templates, filed_on, intake, None, drafts)
    return print_or_blame(_make_press(packed), packet, document)


def _read(
    intake: Intake,
    register: Register,
    room: Room,
    court: CourtId | None,
    told: Progress,
    many: Callable[[], None] = lambda: None,
) -> None:
    """Read every list, be told when it is `many`, revise it all by what was decided, close it."""
    for count, screened in enumerate(intake.entries(room.undrawable, court, told, room.crowded)):
        register.add(screened)
        if count == _MANY:
            many()
    if intake.revises:
        register.revise(intake.revise)
    register.close()
    intake.tell_strays(register.strays)


def _report(
    register: Register, packets: tuple[PacketReport, ...], intake: Intake, survey: Survey
) -> Report:
    counts = register.totals(), register.reasons()
    report = make_report(*counts, packets, intake.reports(), survey, intake.settings)
    answers = intake.answers.report(intake.moved) if intake.answers else None
    return replace(report, decided=intake.decided(), answers=answers)


def _choose(
    register: Register, court: CourtId | None, offense: OffenseType | None, case: str | None
) -> Packet:
    for outline in register.outlines():
        series = outline.series
        if (court and series.court != court) or (offense and series.offense != offense):
            continue
        packet = register.packet(outline)
        if case is None or folded(case) in _numbers(packet):
            return packet
    wanted = ", ".join(filter(None, (court, offense, case)))
    what = f"no packet of {wanted}" if wanted else "nothing in the lists can go in"
    remedy = "`filings check` says what goes in, and why the rest does not."
    raise ListError("preview", what, remedy)


def _numbers(packet: Packet) -> set[str]:
    """Its case numbers, with and without the defendant's suffix, folded."""
    return {folded(text) for its in packet.convictions for text in (its.case_number, its.number)}


def _print_all(
    folder: Folder,
    register: Register,
    settings: Settings,
    inputs: Inputs,
    packed: bytes,
    pool: Pool,
    told: Progress,
) -> tuple[int, Effort]:
    """Print every packet that is not finished yet; return how many were, and what it took."""
    outlines = list(register.outlines())
    papers = read_papers({its.series.court for its in outlines}, settings)
    if inputs.per_case:
        _refuse_blanket(papers.values())
    waiting = [outline for outline in outlines if not folder.kept(outline.name)]
    convictions = sum(outline.convictions for outline in waiting)
    told.stage("printing", convictions)
    packets = map(register.packet, waiting)  # each is read when its turn comes
    if len(waiting) + (convictions // LOT if inputs.per_case else 0) <= _FEW:
        pool = make_pool(1)
    effort = print_packets(
        packets, papers, folder, settings, pool, _print, packed, told, per_case=inputs.per_case
    )
    return len(outlines) - len(waiting), effort


def _refuse_blanket(papers: Iterable[Ruleset]) -> None:
    for paper in papers:
        if not paper.per_case and paper.batching == "blanket":
            raise ConfigError(
                f"config: rulesets/{paper.id}.yaml",
                "prints nothing case by case",
                "Build without --per-case, or name a document under `per_case` there.",
            )


def _print(packed: bytes, lot: tuple[Job, ...]) -> "list[Printed]":
    """What a worker does."""
    with _ONE_AT_A_TIME:  # a cluster's worker may have threads; a press has one pair of hands
        press = _make_press(packed)
        return [_named(print_or_blame(press, job.packet, job.document), job.name) for job in lot]


def _named(printed: "Printed", name: str) -> "Printed":
    if printed.name == name:
        return printed
    placements = tuple(replace(placement, document=name) for placement in printed.placements)
    return replace(printed, name=name, placements=placements)


def _packed(
    settings: Settings,
    templates: Sequence[Path],
    filed_on: dt.date,
    intake: Intake | None = None,
    wanted: Mapping[str, str] | None = None,
    drafts: tuple[DraftReason, ...] = (),
) -> bytes:
    """All that a press is made of, packed once for every worker.

    `wanted`: what a worker on another machine must have alike.
    """
    folders = [path.resolve() for path in templates]
    read = (intake.sources, intake.earlier) if intake else ((), Earlier())
    return pickle.dumps((settings, folders, filed_on, *read, drafts, wanted))


def _drafts(
    settings: Settings,
    intake: Intake,
    beside: Beside | None,
    filed_on: dt.date,
    today: dt.date | None,
) -> tuple[DraftReason, ...]:
    """What keeps every document of the run a draft."""
    granted = [sha256_of(path) for path in (beside or Beside()).already_granted]
    own = {source.number for source in intake.lists if not source.sample}
    lists = [its for its in intake.sources if its.number in own]
    return of_the_run(settings, lists, granted, filed_on, today)


@lru_cache(maxsize=1)
def _make_press(packed: bytes) -> "Press":
    """The press of this process; it is expensive, and one is enough."""
    from filings.render import Press

    # Our own bytes, from the process that asked for the work.
    settings, templates, filed_on, sources, earlier, drafts, wanted = pickle.loads(packed)  # noqa: S301
    if wanted is not None:
        here = installed(*_folders(templates))
        other = [what for what in wanted if here[what] != wanted[what]]
        if other:
            raise RenderError(
                "a worker",
                f"has another version of {' and '.join(other)} than this machine",
                "Its pages would differ. Install the same on both; a folder of templates must be"
                " in the same place.",
            )
    return Press(
        settings, templates, filed_on=filed_on, lists=sources, earlier=earlier, drafts=drafts
    )


def _folders(templates: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """The folders of templates, the shipped one first, and the shipped font files."""
    from filings.compose.fonts import font_files

    return [shipped_templates(), *templates], font_files()


def _record(folder: Folder, outline: Outline) -> dict[str, Any]:
    """What was remembered of a packet when it was kept."""
    record = folder.record(outline.name)
    if record is None or record["convictions"] != outline.convictions:
        raise VerificationError(
            outline.name, "its record is gone, or counts otherwise", "Please report this."
        )
    return record


def _write_rest(
    folder: Folder,
    register: Register,
    report: Report,
    inputs: Inputs,
    intake: Intake,
) -> None:
    """Write all that is not a packet, the manifest last: where it is, all of the run is there."""
    outlines = register.outlines()
    records = (_record(folder, outline) for outline in outlines)
    ledger.write_placements(folder, (record["placements"] for record in records))
    reasons = [(reason.fate, reason.reason) for reason in report.reasons]
    values = tuple(
        value_rows(report.asked, intake.lists, intake.settings, intake.answers, intake.moved)
    )
    hashes = {its.number: its.sha256 for its in intake.lists}
    worklists = ledger.write_worklists(
        folder, reasons, register.lines, intake.settings, values, hashes
    )
    folder.write(SUMMARY, summary_page(report, intake.settings).encode())
    handed_over = letters(report.packets, intake.settings)
    for letter in handed_over:
        folder.write(letter.path, letter.text.encode())
    files = (ledger.LEDGER, ledger.REMARKS, ledger.PLACEMENTS, *worklists, SUMMARY)
    files += tuple(letter.path for letter in handed_over)
    facts = {
        "schema": SCHEMA,
        "conviction_id": VERSION,  # how the ids in the ledger were made
        "run": report.run,
        "sample": report.sample,
        **inputs.told(intake.sources),
        "decided": [asdict(its) for its in report.decided],
        **({"answers": asdict(report.answers)} if report.answers else {}),
        "totals": asdict(report.totals),
        "files": [asdict(folder.file(path)) for path in files],
    }
    folder.settle()
    lines = (packet_line(its, _record(folder, its)) for its in register.outlines())
    ledger.write_manifest(folder, facts, lines)
