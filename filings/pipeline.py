"""Run the stages: report on lists, print a folder of packets, or print one document.

`check` reads and says what would go in, `build` prints it on all cores, `preview` prints one
document of it: the same functions on the same road. The counts close or the run fails, and what a
stopped run finished is not done again: the same command ends in the same bytes.
"""

import datetime as dt
import pickle
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache, partial
from importlib import import_module
from itertools import islice
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
from filings.output.worklist import OfList
from filings.packets.case_store import CaseStore
from filings.packets.grouping import PacketOutline, cases
from filings.render.blame import print_or_blame
from filings.render.fits_page import FitsPageCheck
from filings.reports.console_text import ENDS
from filings.reports.groupings import groupings
from filings.reports.reconcile import Reconciliation, make_report, packet_line, packet_report
from filings.reports.summary_page import summary_page
from filings.screening.answers import value_rows
from filings.screening.intake import Intake, RunInputs, refuse_sample_key
from filings.settings.rulesets import Ruleset
from filings.settings.settings import Settings, shipped_templates
from filings.storage.run_folder import RunFolder, sha256_of
from filings.storage.workers import Pool, make_pool

if TYPE_CHECKING:
    from filings.render import Printed, Renderer

SUMMARY = "public/summary.html"

_DRAFTS = "what keeps every document a draft"
_PAGES = "how pages are laid out"

_ONE_AT_A_TIME = threading.Lock()

_MOST_ENDS = 5  # entries of one case that are in no packet, told one by one
_SEE_WORKLISTS = "`filings check LIST --ledger FILE` tells the fate of every row."

_FEW = 3  # tasks that are done sooner than workers are begun
_MANY = 2_000  # entries that will give workers enough to do
_LOAD = partial(import_module, "filings.render")  # what takes a worker longest to begin


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What one run is told besides its lists and its settings.

    `check`, `build` and `preview` take it whole, or its fields as keyword arguments.
    """

    filed_on: dt.date  # the day the papers are for
    today: dt.date | None = None  # to doubt a day of filing far from it; None: nothing is doubted
    templates: Sequence[Path] = ()  # overlay folders, the last on top
    court: CourtId | None = None  # of rows that name none; the county's default without it
    layout: str | None = None  # of every list, to overrule what would be recognised
    beside: RunInputs = field(default_factory=RunInputs)  # earlier runs, orders, an attestation
    strict: bool = False  # stop before the first page if anything needs a human
    per_case: bool = False  # an order for each case besides, as the court's ruleset has it
    reuse: bool = True  # fill pages that were laid out before; else WeasyPrint lays out every page
    jobs: int = 1  # worker processes that print; of an `executor`, how many it has
    # Where to print instead; it is not ended. Its workers need this package, and the folders of
    # `templates` in the same places; what they print comes back to be written.
    executor: Executor | None = None
    progress: Progress = field(default_factory=Silent)  # who is told how far it is

    @classmethod
    def of(cls, options: "RunOptions | None", named: Mapping[str, Any]) -> "RunOptions":
        """The options that were given, with what was named besides on top.

        Raises:
            TypeError: There is no such option, or no day of filing.
        """
        return replace(options, **named) if options else cls(**named)


def check(
    lists: Sequence[Path],
    settings: Settings,
    options: RunOptions | None = None,
    *,
    ledger_path: Path | None = None,
    **named: Any,
) -> Report:
    """Read, screen and group, and say what would go in; write nothing but a ledger if asked.

    Args:
        lists: The files to read, in order.
        settings: What decides.
        options: What the run is told besides.
        ledger_path: Where to write the ledger that `build` would write.
        named: Fields of `RunOptions`, over `options` or without it.

    Raises:
        ListError: A list as a whole cannot be read, or is given twice.
        ConfigError: There is no such court.
        OutputError: The ledger cannot be written, or something else stands in its place.
        VerificationError: The counts do not close.
    """
    options = RunOptions.of(options, named)
    if ledger_path:
        ledger.refuse_other_file(ledger_path)
    intake = _open(lists, settings, options)
    room = FitsPageCheck(_make_renderer(_packed(settings, options)), per_case=options.per_case)
    with closing(intake), closing(CaseStore(settings, intake.keepers)) as register:
        _read(intake, register, room, options)
        survey = Reconciliation()
        lines = survey.of(register.lines())
        if ledger_path:
            ledger.write_ledger_alone(ledger_path, lines, settings)
        deque(lines, maxlen=0)
        packets = tuple(map(packet_report, register.outlines()))
        report = _report(register, packets, intake, survey)
        return replace(report, groupings=groupings(survey.grouped, settings))


def build(
    lists: Sequence[Path],
    out: Path,
    settings: Settings,
    options: RunOptions | None = None,
    **named: Any,
) -> Report:
    """Print every packet into `out`, with the ledger, the worklists and the manifest.

    A stopped run goes on where it was when it is given the same lists, settings, templates and day.

    Args:
        lists: The files to read, in order.
        out: The folder to fill; new, empty, or of a stopped run.
        settings: What decides.
        options: What the run is told besides.
        named: Fields of `RunOptions`, over `options` or without it.

    Raises:
        ListError: A list as a whole cannot be read, or is given twice.
        ConfigError: There is no such court, a court takes nothing case by case, or a list that is
            no sample would be written of under the shipped key.
        TemplateError: A template is missing or wrong.
        RenderError: A page could not be laid out, or a worker ended before its time.
        OutputError: A file could not be written, or the folder belongs to another run.
        NotReadyError: The run is strict, and something needs a human.
        VerificationError: The counts do not close.
    """
    options = RunOptions.of(options, named)
    refuse_sample_key(lists, settings, options.layout)
    intake = _open(lists, settings, options)
    room = FitsPageCheck(_make_renderer(_packed(settings, options)), per_case=options.per_case)
    drafts = _drafts(settings, intake, options)
    inputs = read_inputs(
        settings,
        intake.sources,
        *_folders(options.templates),
        options.filed_on,
        options.court,
        options.layout,
        per_case=options.per_case,
        beside=intake.facts
        | ({_DRAFTS: "; ".join(f"{its.kind}: {its.what}" for its in drafts)} if drafts else {})
        | ({} if options.reuse else {_PAGES: "all by WeasyPrint"}),
    )
    with (
        closing(intake),
        RunFolder(out, inputs.facts, settings.office.conviction_key.get_secret_value()) as folder,
        closing(CaseStore(settings, intake.keepers)) as register,
        closing(make_pool(options.jobs, options.executor)) as pool,
    ):
        _read(intake, register, room, options, lambda: pool.wake(_LOAD))
        needy = register.totals().need_a_human
        if options.strict and needy:
            raise NotReadyError(
                "lists",
                f"{needy:,} of their entries need somebody before anything is printed",
                "`filings check` says who; `filings build` without --strict writes worklists.",
            )
        elsewhere = inputs.installed if options.executor else None
        packed = _packed(settings, options, intake, elsewhere, drafts)
        kept, effort = _print_all(
            folder, register, settings, inputs, packed, pool, options.progress
        )
        options.progress.stage("writing", None)
        survey = Reconciliation()
        ledger.write_ledger(folder, survey.of(register.lines()), settings)
        packets = tuple(packet_report(its, _record(folder, its)) for its in register.outlines())
        report = _report(register, packets, intake, survey)
        report = replace(report, run=folder.run, kept=kept, effort=effort)
        _write_rest(folder, register, report, inputs, intake)
        return report


def preview(
    lists: Sequence[Path],
    settings: Settings,
    options: RunOptions | None = None,
    *,
    document: str = "motion",
    court: CourtId | None = None,
    offense: OffenseType | None = None,
    case: str | None = None,
    **named: Any,
) -> "Printed":
    """Print one document of one packet, just as `build` would.

    Args:
        lists: The files to read, in order.
        settings: What decides.
        options: What the run is told besides.
        document: Which of the packet's documents: "motion", "proposed-order" ...
        court: Of a packet to this court; the first packet without it. (The court of rows that
            name none is `options.court`.)
        offense: Of a packet of this offense type.
        case: Of the packet that holds this case number.
        named: Fields of `RunOptions`, over `options` or without it.

    Raises:
        ListError: A list as a whole cannot be read, is given twice, or no such packet comes of it.
        ConfigError: There is no such court.
        TemplateError: A template is missing or wrong.
        RenderError: The page could not be laid out.
    """
    options = RunOptions.of(options, named)
    intake = _open(lists, settings, options)
    room = FitsPageCheck(_make_renderer(_packed(settings, options)))
    with closing(intake), closing(CaseStore(settings, intake.keepers)) as register:
        _read(intake, register, room, options)
        packet = _choose(register, settings, court, offense, case)
    if document in settings.paper(packet.court).per_case:
        alone = (its for _, its in cases(packet))
        packet = next(its for its in alone if case is None or folded(case) in _numbers(its))
    drafts = _drafts(settings, intake, options)
    packed = _packed(settings, options, intake, None, drafts)
    return print_or_blame(_make_renderer(packed), packet, document)


def _open(lists: Sequence[Path], settings: Settings, options: RunOptions) -> Intake:
    return Intake(lists, settings, options.layout, options.filed_on, options.beside)


def _read(
    intake: Intake,
    register: CaseStore,
    room: FitsPageCheck,
    options: RunOptions,
    many: Callable[[], None] = lambda: None,
) -> None:
    """Read every list, be told when it is `many`, revise it all by what was decided, close it."""
    entries = intake.entries(room.undrawable, options.court, options.progress, room.crowded)
    for count, screened in enumerate(entries):
        register.add(screened)
        if count == _MANY:
            many()
    if intake.revises:
        register.revise(intake.revise)
    register.settle()
    if options.per_case:
        courts = {outline.series.court for outline in register.outlines()}
        _refuse_blanket(map(intake.settings.paper, sorted(courts)))
    intake.tell_strays(register.strays)


def _report(
    register: CaseStore, packets: tuple[PacketReport, ...], intake: Intake, survey: Reconciliation
) -> Report:
    counts = register.totals(), register.reasons()
    report = make_report(*counts, packets, intake.reports(), survey, intake.settings)
    answers = intake.answers.report(intake.moved) if intake.answers else None
    return replace(report, decided=intake.decided(), answers=answers)


def _choose(
    register: CaseStore,
    settings: Settings,
    court: CourtId | None,
    offense: OffenseType | None,
    case: str | None,
) -> Packet:
    for outline in register.outlines():
        series = outline.series
        if (court and series.court != court) or (offense and series.offense != offense):
            continue
        packet = register.packet(outline)
        if case is None or folded(case) in _numbers(packet):
            return packet
    wanted = ", ".join(filter(None, (court, offense, case)))
    if case is not None and (ends := list(islice(_ends_of(register, settings, case), _MOST_ENDS))):
        raise ListError(f"preview --case {case}", "; ".join(ends), _SEE_WORKLISTS)
    what = f"no packet of {wanted}" if wanted else "nothing in the lists can go in"
    remedy = "`filings check` says what goes in, and why the rest does not."
    raise ListError("preview", what, remedy)


def _ends_of(register: CaseStore, settings: Settings, case: str) -> Iterator[str]:
    """Why each entry of a case is in no packet, who can act, and on what."""
    number = folded(case)
    for line in register.lines():
        screened, source = line.screened, line.screened.source
        if source is None or line.packet:
            continue
        own = source.case_number or ""
        numbers = (own, f"{own}{source.defendant_suffix}", *source.other_numbers)
        if number not in map(folded, numbers):
            continue
        reason = settings.screening.reason(screened.fate, screened.reason)
        why = reason.words.rstrip(".") + (f" ({screened.detail})" if screened.detail else "")
        who = f"; who can act: {reason.who_can_act}" if reason.who_can_act else ""
        yield f"list {screened.list}, line {screened.line}: {ENDS[screened.fate]}: {why}{who}"


def _numbers(packet: Packet) -> set[str]:
    """Its case numbers, with and without the defendant's suffix, folded."""
    return {folded(text) for its in packet.convictions for text in (its.case_number, its.number)}


def _print_all(
    folder: RunFolder,
    register: CaseStore,
    settings: Settings,
    inputs: Inputs,
    packed: bytes,
    pool: Pool,
    told: Progress,
) -> tuple[int, Effort]:
    """Print every packet that is not finished yet; return how many were, and what it took."""
    outlines = list(register.outlines())
    papers = {its.series.court: settings.paper(its.series.court) for its in outlines}
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
        renderer = _make_renderer(packed)
        return [_named(print_or_blame(renderer, job.packet, job.document), job.name) for job in lot]


def _named(printed: "Printed", name: str) -> "Printed":
    if printed.name == name:
        return printed
    placements = tuple(replace(placement, document=name) for placement in printed.placements)
    return replace(printed, name=name, placements=placements)


def _packed(
    settings: Settings,
    options: RunOptions,
    intake: Intake | None = None,
    wanted: Mapping[str, str] | None = None,
    drafts: tuple[DraftReason, ...] = (),
) -> bytes:
    """All that a press is made of, packed once for every worker.

    `wanted`: what a worker on another machine must have alike.
    """
    folders = [path.resolve() for path in options.templates]
    read = (intake.sources, intake.earlier) if intake else ((), Earlier())
    return pickle.dumps((settings, folders, options.filed_on, *read, drafts, wanted, options.reuse))


def _drafts(settings: Settings, intake: Intake, options: RunOptions) -> tuple[DraftReason, ...]:
    """What keeps every document of the run a draft."""
    granted = [sha256_of(path) for path in options.beside.already_granted]
    own = {source.number for source in intake.lists if not source.sample}
    lists = [its for its in intake.sources if its.number in own]
    return of_the_run(settings, lists, granted, options.filed_on, options.today)


@lru_cache(maxsize=1)
def _make_renderer(packed: bytes) -> "Renderer":
    """The press of this process; it is expensive, and one is enough."""
    from filings.render import Renderer

    # Our own bytes, from the process that asked for the work.
    settings, templates, filed_on, sources, earlier, drafts, wanted, reuse = pickle.loads(packed)  # noqa: S301
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
    return Renderer(
        settings,
        templates,
        filed_on=filed_on,
        lists=sources,
        earlier=earlier,
        drafts=drafts,
        reuse=reuse,
    )


def _folders(templates: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """The folders of templates, the shipped one first, and the shipped font files."""
    from filings.compose.fonts import font_files

    return [shipped_templates(), *templates], font_files()


def _record(folder: RunFolder, outline: PacketOutline) -> dict[str, Any]:
    """What was remembered of a packet when it was kept."""
    record = folder.record(outline.name)
    if record is None or record["convictions"] != outline.convictions:
        raise VerificationError(
            outline.name, "its record is gone, or counts otherwise", "Please report this."
        )
    return record


def _write_rest(
    folder: RunFolder,
    register: CaseStore,
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
    lists = {its.number: OfList(its.sha256, its.layout) for its in intake.lists}
    worklists = ledger.write_worklists(
        folder, reasons, register.lines, intake.settings, values, lists
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
