"""Run the stages in order: report on lists, print a folder of packets, or print one document.

`check` reads and reports what would be included, `build` prints it on all cores, `preview` prints
one document of it, all by the same functions. The counts must agree or the run fails. Finished
parts of a stopped run are not done again, and the same command ends in the same bytes.
"""

import datetime as dt
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filings.compose.draft_reasons import of_the_run
from filings.filing import agreement_sheet
from filings.filing.efiling_plan import PLAN, filing_plan
from filings.matching.conviction_id import VERSION
from filings.model.errors import (
    NotReadyError,
    UsageError,
)
from filings.model.identifiers import CourtId, OffenseType
from filings.model.packet import DraftReason
from filings.model.progress import Progress, Silent
from filings.model.report import ListReport, PacketReport, Report
from filings.output import ledger
from filings.output.assemble_packet import kept_record, refuse_without_case_documents
from filings.output.find_entries import FoundEntry, find_in_lists
from filings.output.kept_packets import keep_packets
from filings.output.letters_to_prosecutors import letters
from filings.output.packet_folders import home
from filings.output.printing import (
    LOAD_RENDERER,
    LateRenderer,
    RendererParts,
    make_renderer,
    print_unfinished,
    template_and_font_files,
    temporary_files_in,
)
from filings.output.run_inputs import Inputs, read_inputs
from filings.output.table_columns import SCHEMA
from filings.output.worklist import OfList
from filings.packets.case_store import CaseStore
from filings.packets.waves import wave_of_each, waves
from filings.render.fits_page import FitsPageCheck
from filings.render.unprintable_conviction import print_or_blame
from filings.reports import cover_sheets
from filings.reports.choose_packet import choose_case, choose_packet
from filings.reports.groupings import groupings
from filings.reports.office_page import OFFICE, office_page
from filings.reports.reconcile import Reconciliation, make_report, packet_line, packet_report
from filings.reports.summary_page import summary_page
from filings.screening.answers import value_rows
from filings.screening.screen_lists import Intake, RunInputs
from filings.screening.shipped_key import refuse_sample_key
from filings.settings.settings import Settings
from filings.storage.cache_folder import CacheFolder
from filings.storage.run_folder import RunFolder, as_json, sha256_of
from filings.storage.workers import make_pool

if TYPE_CHECKING:
    from filings.render import Printed

SUMMARY = "public/summary.html"

_DRAFTS = "what keeps every document a draft"
_PAGES = "how pages are laid out"

_MANY = 2_000  # entries from which workers are worth starting


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """The options of one run, beside its lists and settings.

    `check`, `build` and `preview` take it whole, or its fields as keyword arguments.
    """

    filed_on: dt.date  # the day the papers are for
    today: dt.date | None = None  # a day of filing far from it is doubted; None: none is
    templates: Sequence[Path] = ()  # overlay folders, the last on top
    court: CourtId | None = None  # of rows that name none; the county's default without it
    layout: str | None = None  # of every list, to overrule what would be recognised
    beside: RunInputs = field(default_factory=RunInputs)  # earlier runs, orders, an attestation
    strict: bool = False  # stop before the first page if anything needs a human
    per_case: bool = False  # an order for each case besides, as the court's ruleset has it
    reuse: bool = True  # reuse laid-out pages; else WeasyPrint lays out every page
    cache: Path | None = None  # folder where laid-out pages are kept for later runs
    jobs: int = 1  # worker processes that print; of an `executor`, how many it has
    # Where to print instead; it is not ended. Its workers need this package, and the folders of
    # `templates` in the same places; what they print comes back to be written.
    executor: Executor | None = None
    progress: Progress = field(default_factory=Silent)  # receives the progress

    @classmethod
    def of(cls, options: "RunOptions | None", named: Mapping[str, Any]) -> "RunOptions":
        """The given options, overridden by the named ones.

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
    worklists: Path | None = None,
    packets_kept: Path | None = None,
    **named: Any,
) -> Report:
    """Read, screen and group, and report what would be included; write only what is asked for.

    Args:
        lists: The files to read, in order.
        settings: What decides.
        options: What the run is told besides.
        ledger_path: Where to write the ledger that `build` would write.
        worklists: A folder, new or empty, where to write the worklists that `build` would write.
        packets_kept: A folder where to keep each packet, to be printed later without the lists.
        named: Fields of `RunOptions`, over `options` or without it.

    Raises:
        UsageError: The day of filing is before the law.
        ListError: A list as a whole cannot be read, or is given twice.
        ConfigError: There is no such court.
        OutputError: The ledger or the worklists cannot be written, or something else stands in
            their place.
        VerificationError: The counts do not close.
    """
    options = RunOptions.of(options, named)
    if ledger_path:
        ledger.refuse_other_file(ledger_path)
    intake = _intake(lists, settings, options)
    fits_page = _fits_page(settings, options, per_case=options.per_case)
    with closing(intake), closing(CaseStore(settings, intake.keepers)) as store:
        _read_and_judge(intake, store, fits_page, options)
        reconciliation = Reconciliation()
        lines = reconciliation.of(store.lines())
        if ledger_path:
            ledger.write_ledger_alone(ledger_path, lines, settings)
        deque(lines, maxlen=0)
        packets = tuple(map(packet_report, store.outlines()))
        report = _report(store, packets, intake, reconciliation)
        report = replace(report, lists=_with_unfindable(report.lists, intake))
        if worklists:
            inputs = _inputs(settings, intake, options, ())
            key = settings.office.conviction_key.get_secret_value()
            with RunFolder(worklists, inputs.facts, key) as folder:
                _write_worklists(folder, store, report, intake)
        if packets_kept:
            drafts = _drafts(settings, intake, options)
            parts = _renderer_parts(settings, intake, options, drafts)
            keep_packets(packets_kept, store.packets(), replace(parts, editable=False))
        return replace(report, groupings=groupings(reconciliation.grouped, settings))


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
        UsageError: The day of filing is before the law.
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
    intake = _intake(lists, settings, options)
    fits_page = _fits_page(settings, options, per_case=options.per_case)
    drafts = _drafts(settings, intake, options)
    inputs = _inputs(settings, intake, options, drafts)
    with (
        closing(intake),
        RunFolder(out, inputs.facts, settings.office.conviction_key.get_secret_value()) as folder,
        closing(CaseStore(settings, intake.keepers)) as store,
        temporary_files_in(folder.workroom()) as room,
        closing(make_pool(options.jobs, options.executor, room)) as pool,
    ):
        _read_and_judge(intake, store, fits_page, options, lambda: pool.wake(LOAD_RENDERER))
        if options.strict:
            _refuse_if_any_needs_a_human(store)
        parts = _renderer_parts(settings, intake, options, drafts)
        if options.executor:
            parts = replace(parts, installed=inputs.installed)
        if options.cache:
            CacheFolder(options.cache).drop_old_entries()
        kept, effort = print_unfinished(
            store, folder, parts, pool, options.progress, per_case=options.per_case
        )
        options.progress.stage("writing", None)
        reconciliation = Reconciliation()
        ledger.write_ledger(folder, reconciliation.of(store.lines()), settings)
        packets = tuple(
            packet_report(outline, kept_record(folder, outline)) for outline in store.outlines()
        )
        report = _report(store, packets, intake, reconciliation)
        report = replace(report, run=folder.run, kept=kept, effort=effort)
        sheets = _write_sheets(folder, report, settings, parts)
        sheets += _write_plans(folder, store, report, settings, options.filed_on)
        files = _write_beside_packets(folder, store, report, intake, options.filed_on)
        _write_manifest(folder, store, report, inputs, intake, (*files, *sheets))
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
        UsageError: The day of filing is before the law.
        ListError: A list as a whole cannot be read, is given twice, or no such packet comes of it.
        ConfigError: There is no such court.
        TemplateError: A template is missing or wrong.
        RenderError: The page could not be laid out.
    """
    options = RunOptions.of(options, named)
    intake = _intake(lists, settings, options)
    fits_page = _fits_page(settings, options)
    with closing(intake), closing(CaseStore(settings, intake.keepers)) as store:
        _read_and_judge(intake, store, fits_page, options)
        drafts = _drafts(settings, intake, options)
        parts = _renderer_parts(settings, intake, options, drafts)
        packet = choose_packet(store, settings, court, offense, case)
        if document in settings.paper(packet.court).per_case:
            packet = choose_case(packet, case)
        return print_or_blame(make_renderer(parts.packed()), packet, document)


def find(
    lists: Sequence[Path],
    settings: Settings,
    text: str,
    options: RunOptions | None = None,
    **named: Any,
) -> list[FoundEntry]:
    """Find what would become of every entry with this case number, id or name.

    Args:
        lists: The files to read, in order.
        settings: What decides.
        text: A case number in any form, an id of the ledger, or words of a name.
        options: What the run is told besides.
        named: Fields of `RunOptions`, over `options` or without it.

    Raises:
        UsageError: The day of filing is before the law.
        ListError: A list as a whole cannot be read, or is given twice.
        ConfigError: There is no such court.
    """
    options = RunOptions.of(options, named)
    intake = _intake(lists, settings, options)
    fits_page = _fits_page(settings, options)
    with closing(intake), closing(CaseStore(settings, intake.keepers)) as store:
        _read_and_judge(intake, store, fits_page, options)
        return list(find_in_lists(store.lines(), settings, text))


def _intake(lists: Sequence[Path], settings: Settings, options: RunOptions) -> Intake:
    if options.filed_on < settings.first_day:
        raise UsageError(
            "filed_on",
            f"{options.filed_on} is before {settings.first_day}, the first day of the law these"
            " papers rest on",
            "Give the day on which they are filed.",
        )
    return Intake(lists, settings, options.layout, options.filed_on, options.beside)


def _read_and_judge(
    intake: Intake,
    store: CaseStore,
    fits_page: FitsPageCheck,
    options: RunOptions,
    many: Callable[[], None] = lambda: None,
) -> None:
    """Read and screen every list, and judge all entries together; call `many` if they are many."""
    entries = intake.entries(
        fits_page.undrawable, options.court, options.progress, fits_page.crowded
    )
    for count, screened in enumerate(entries):
        store.add(screened)
        if count == _MANY:
            many()
    store.take_over(intake.taken_over())
    if intake.revises:
        store.revise(intake.revise)
    store.settle()
    if options.per_case:
        courts = {outline.series.court for outline in store.outlines()}
        refuse_without_case_documents(map(intake.settings.paper, sorted(courts)))
    intake.tell_strays(store.strays)
    for court, relief in sorted(
        {(outline.series.court, outline.series.relief) for outline in store.outlines()}
    ):
        fits_page.refuse_foreign(court, relief)


def _report(
    store: CaseStore,
    packets: tuple[PacketReport, ...],
    intake: Intake,
    reconciliation: Reconciliation,
) -> Report:
    counts = store.totals(), store.reasons()
    report = make_report(*counts, packets, intake.reports(), reconciliation, intake.settings)
    answers = intake.answers.report(intake.moved) if intake.answers else None
    return replace(report, decided=intake.decided(), answers=answers)


def _with_unfindable(lists: tuple[ListReport, ...], intake: Intake) -> tuple[ListReport, ...]:
    """The lists, with their numbers of rows that the Department of Justice cannot find."""
    columns = intake.settings.disposition_data.columns
    if not columns.get("cii") or not columns.get("arrested_on"):
        return lists
    return tuple(
        replace(
            each,
            without_cii=opened.rows_without("cii"),
            without_arrest_day=opened.rows_without("arrested_on"),
            unfindable=opened.rows_without("cii", "arrested_on"),
        )
        for each, opened in zip(lists, intake.lists, strict=True)
    )


def _fits_page(settings: Settings, options: RunOptions, *, per_case: bool = False) -> FitsPageCheck:
    parts = RendererParts(
        settings=settings,
        templates=_absolute(options.templates),
        filed_on=options.filed_on,
        reuse=options.reuse,
        cache=options.cache,
    )
    return FitsPageCheck(LateRenderer(parts), per_case=per_case)


def _renderer_parts(
    settings: Settings, intake: Intake, options: RunOptions, drafts: tuple[DraftReason, ...]
) -> RendererParts:
    return RendererParts(
        settings=settings,
        templates=_absolute(options.templates),
        filed_on=options.filed_on,
        lists=intake.sources,
        earlier=intake.earlier,
        drafts=drafts,
        reuse=options.reuse,
        cache=options.cache,
    )


def _absolute(paths: Iterable[Path]) -> list[Path]:
    return [path.resolve() for path in paths]


def _inputs(
    settings: Settings, intake: Intake, options: RunOptions, drafts: tuple[DraftReason, ...]
) -> Inputs:
    """Everything that decides what the run writes."""
    beside = dict(intake.facts)
    if drafts:
        beside[_DRAFTS] = "; ".join(f"{draft.kind}: {draft.what}" for draft in drafts)
    if not options.reuse:
        beside[_PAGES] = "all by WeasyPrint"
    return read_inputs(
        settings,
        intake.sources,
        *template_and_font_files(options.templates),
        options.filed_on,
        options.court,
        options.layout,
        per_case=options.per_case,
        beside=beside,
    )


def _refuse_if_any_needs_a_human(store: CaseStore) -> None:
    if needy := store.totals().need_a_human:
        raise NotReadyError(
            "lists",
            f"{needy:,} of their entries need somebody before anything is printed",
            "`filings check` says who; `filings build` without --strict writes worklists.",
        )


def _drafts(settings: Settings, intake: Intake, options: RunOptions) -> tuple[DraftReason, ...]:
    """The reasons that keep every document of the run a draft."""
    granted = [sha256_of(path) for path in options.beside.already_granted]
    real = {opened.number for opened in intake.lists if not opened.sample}
    lists = [source for source in intake.sources if source.number in real]
    return of_the_run(settings, lists, granted, options.filed_on, options.today)


def _write_sheets(
    folder: RunFolder, report: Report, settings: Settings, parts: RendererParts
) -> list[str]:
    """Write the index, the agreement, and the cover of each packet not of one case alone."""
    if not report.packets:
        return []
    renderer = make_renderer(parts.packed())
    paper = settings.rulesets[cover_sheets.RULESET]
    page = cover_sheets.index_page(report, settings, parts.filed_on)
    folder.write(cover_sheets.INDEX, renderer.print_sheet(page, paper, "index"))
    page = agreement_sheet.agreement_page(report, settings, parts.filed_on)
    folder.write(agreement_sheet.SHEET, renderer.print_sheet(page, paper, "agreement"))
    paths = [cover_sheets.INDEX, agreement_sheet.SHEET]
    in_wave = wave_of_each(waves(report.packets, settings.office, parts.filed_on))
    for packet in report.packets:
        if _of_one_case(packet, settings):
            continue
        page = cover_sheets.cover_page(packet, settings, parts.filed_on, in_wave.get(packet.name))
        paths.append(cover_sheets.cover_path(packet, settings))
        folder.write(paths[-1], renderer.print_sheet(page, paper, "cover"), surely=False)
    return paths


def _write_plans(
    folder: RunFolder, store: CaseStore, report: Report, settings: Settings, filed_on: dt.date
) -> list[str]:
    """Write the plan of each packet's e-filing, beside its sealed papers."""
    paths, in_wave = [], wave_of_each(waves(report.packets, settings.office, filed_on))
    for packet, outline in zip(report.packets, store.outlines(), strict=True):
        record = kept_record(folder, outline)
        plan = filing_plan(packet, record, settings, in_wave.get(packet.name))
        paths.append(f"{home('sealed', packet.name, settings.office.agency)}/{PLAN}")
        folder.write(paths[-1], as_json(plan.model_dump(mode="json", by_alias=True)), surely=False)
    return paths


def _of_one_case(packet: PacketReport, settings: Settings) -> bool:
    office = settings.office
    return office.group_by_court.get(packet.court, office.group_by) == "case"


def _write_beside_packets(
    folder: RunFolder, store: CaseStore, report: Report, intake: Intake, filed_on: dt.date
) -> tuple[str, ...]:
    """Write placements, worklists, summaries and letters; return every file but the packets'."""
    records = (kept_record(folder, outline) for outline in store.outlines())
    ledger.write_placements(folder, (record["placements"] for record in records))
    worklists = _write_worklists(folder, store, report, intake)
    folder.write(SUMMARY, summary_page(report, intake.settings, filed_on).encode())
    page = office_page(report, intake.settings, filed_on, intake.earlier.runs)
    folder.write(OFFICE, page.encode())
    handed_over = letters(report.packets, intake.settings)
    for letter in handed_over:
        folder.write(letter.path, letter.text.encode())
    files = (ledger.LEDGER, ledger.REMARKS, ledger.PLACEMENTS, *worklists, SUMMARY, OFFICE)
    return (*files, *(letter.path for letter in handed_over))


def _write_worklists(
    folder: RunFolder, store: CaseStore, report: Report, intake: Intake
) -> list[str]:
    """Write the worklists, and the values that one answer settles; return the files."""
    reasons = [(reason.fate, reason.reason) for reason in report.reasons]
    values = tuple(
        value_rows(report.asked, intake.lists, intake.settings, intake.answers, intake.moved)
    )
    lists = {opened.number: OfList(opened.sha256, opened.layout) for opened in intake.lists}
    return ledger.write_worklists(folder, reasons, store.lines, intake.settings, values, lists)


def _write_manifest(
    folder: RunFolder,
    store: CaseStore,
    report: Report,
    inputs: Inputs,
    intake: Intake,
    files: Iterable[str],
) -> None:
    """Write the manifest last: its presence means that the run is complete."""
    facts = {
        "schema": SCHEMA,
        "conviction_id": VERSION,  # how the ids in the ledger were made
        "run": report.run,
        "sample": report.sample,
        **inputs.for_manifest(intake.sources),
        "decided": [asdict(decided) for decided in report.decided],
        **({"answers": asdict(report.answers)} if report.answers else {}),
        "totals": asdict(report.totals),
        "texts": _texts(folder, store),
        "files": [asdict(folder.file(path)) for path in files],
    }
    folder.sync_to_disk()
    lines = (packet_line(outline, kept_record(folder, outline)) for outline in store.outlines())
    ledger.write_manifest(folder, facts, lines)


def _texts(folder: RunFolder, store: CaseStore) -> dict[str, Any]:
    """The texts of all documents, each once."""
    texts: dict[str, Any] = {}
    for outline in store.outlines():
        texts |= kept_record(folder, outline).get("texts", {})
    return dict(sorted(texts.items()))
