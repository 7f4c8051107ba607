"""Write the text at the end of a run: what is included, what needs a human, and what does not.

Every entry is in exactly one section, so the sections add up to what was read. The program's own
terms (ledger, fate, held) are avoided here.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from filings.lists.case_numbers import without_personal
from filings.model.fates import Fate
from filings.model.identifiers import OffenseType
from filings.model.plain_words import counted, day_in_words
from filings.model.report import AskedValue, DecidedReport, PacketReport, ReasonCount, Report
from filings.output.ledger import REMARKS, WORKLISTS
from filings.packets.waves import waves
from filings.reports.human_time import in_words
from filings.screening.answers import UNAPPROVED, ValueQuestions
from filings.screening.earlier_decisions.revise_candidates import Kind
from filings.settings.settings import LawId, Settings

_MOST_VALUES = 5  # values of a column shown under a reason
_BY_VALUE = ("reading", "law")
_MOST_WAVES = 12  # told one by one; the index has them all
_MOST_PLACES = 30  # lines for packets, before offenses share one


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLine:
    """One line of the closing table."""

    what: str
    who: str = ""  # who can act; for packets, the prosecutor
    where: str = ""  # the worklist; for packets, how many and how long
    entries: int
    values: tuple[str, ...] = ()  # values not understood, commonest first, and where to teach them


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section of the closing table: a fate, in plain words."""

    title: str
    who: str = ""  # headings of its lines' `who` and `where`
    where: str = ""
    lines: tuple[TableLine, ...]
    entries: int


def closing(report: Report, settings: Settings, *, built: bool) -> tuple[Section, ...]:
    """The closing table: its sections add up to all entries, its lines to their sections.

    Args:
        report: The report of the run.
        settings: Names of courts and offenses.
        built: Whether anything was written; after `check` nothing was.
    """
    worklists = {
        code: f"{code}.csv" if built and reason.worklist else ""
        for code, reason in settings.screening.reasons.items()
    }

    def because(*fates: Fate) -> tuple[TableLine, ...]:
        return tuple(
            TableLine(
                what=reason.words,
                who=reason.who_can_act,
                where=worklists.get(reason.reason, ""),
                entries=reason.entries,
                values=tuple(_values(report, reason, settings)),
            )
            for fate in fates
            for reason in report.reasons
            if reason.fate is fate
        )

    totals = report.totals
    return (
        Section(
            title="In a packet" if built else "Would go in",
            who="prosecutor",
            lines=_places(report.packets, settings),
            entries=totals.included,
        ),
        Section(
            title="Needs you",
            who="who can act",
            where=f"in {WORKLISTS}" if built else "",
            lines=because(Fate.HELD, Fate.UNREADABLE),
            entries=totals.need_a_human,
        ),
        Section(title="Already there", lines=because(Fate.DUPLICATE), entries=totals.duplicate),
        Section(
            title="Not for this motion",
            lines=because(Fate.OUT_OF_SCOPE),
            entries=totals.out_of_scope,
        ),
    )


def _values(report: Report, reason: ReasonCount, settings: Settings) -> Iterator[str]:
    """Lines under a reason: the commonest values not understood, and the setting that teaches them.

    Without such values, what to do. Values that only the court's record answers are not shown,
    since they may name a case.
    """
    if reason.fate is not Fate.HELD:
        return
    asking = ValueQuestions(settings)
    columns: defaultdict[tuple[int, str], list[AskedValue]] = defaultdict(list)
    for asked in report.asked:
        if (
            asked.reason == reason.reason
            and asked.entries
            and asking.about(asked).kind in _BY_VALUE
        ):
            columns[asked.list, asked.column].append(asked)
    remedy = settings.screening.reason(reason.fate, reason.reason).remedy
    if remedy and not columns:
        yield remedy
    for (number, column), values in columns.items():
        values.sort(key=lambda each: (-each.entries, each.value))
        total = sum(value.entries for value in values)
        shown = ", ".join(
            f"`{without_personal(value.value)}` ({value.entries:,})"
            for value in values[:_MOST_VALUES]
        )
        more = len(values) - _MOST_VALUES
        also = f" and {more:,} more" if more > 0 else ""
        of_list = f" of list {number}" if len(report.lists) > 1 else ""
        are = "is" if len(values) == 1 else "are"
        yield f"{total:,}: {shown}{also} of column {column}{of_list} {are} not known"
        if taught := asking.taught_in(values[0]):
            yield f"taught in {taught}"


def in_one_line(report: Report, *, built: bool) -> str:
    """The result in one line."""
    totals = report.totals
    went = "in" if built else "would go in"
    packets = counted(len(report.packets), "packet")
    line = f"{totals.included:,} of {counted(totals.entries, 'entry', 'entries')} {went} {packets}"
    if built:
        line += f", {counted(report.pages, 'page')}"
    if not totals.entries:
        line = "nothing to do: there is no row below the header"
    elif not totals.included:
        line = f"nothing {'went' if built else 'would go'} in"
    if totals.need_a_human:
        line += f"; {counted(totals.need_a_human, 'needs', 'need')} you"
    if totals.out_of_scope and not totals.included:
        line += f"; {totals.out_of_scope:,} {'is' if totals.out_of_scope == 1 else 'are'} not for"
        line += " this motion"
    return line


def notes(report: Report, *, built: bool) -> list[str]:
    """Remarks on included convictions: how many have each, and where they are listed."""
    lines = [f"{warning.words} ({warning.convictions:,})" for warning in report.warnings]
    return [*lines, f"Each is told in {REMARKS}."] if lines and built else lines


def of_the_people(report: Report) -> list[str]:
    """The estimated time that waiting entries take, by role, and the setting of the estimate."""
    needed = in_words(report.minutes)
    return [f"{needed[0].upper()}{needed[1:]} (screening.yaml, asked > minutes)."] if needed else []


def of_the_lists(report: Report) -> list[str]:
    """How each list was read, and which of its columns were not."""
    lines = []
    for one in report.lists:
        lines.append(f"List {one.number}: {one.layout}, {one.form}, {counted(one.rows, 'row')}.")
        if not one.rows:
            lines.append(f"List {one.number}: it holds no rows; was it exported whole?")
        if one.ignored_columns:
            lines.append(
                f"List {one.number}: not read, because these columns are not known:"
                f" {', '.join(one.ignored_columns)}."
            )
        lines += [f"List {one.number}: {note.removesuffix('.')}." for note in one.notes]
    lines += [line for decided in report.decided for line in _decided(decided)]
    lines += _answered(report)
    if report.sample:
        lines.append("It is a sample: its people are invented, and every page says DRAFT.")
    if report.kept:
        lines.append(
            f"{counted(report.kept, 'packet was', 'packets were')} there already, from the run that"
            " was stopped."
        )
    return lines


def _answered(report: Report) -> Iterator[str]:
    """The effect of the file of answers, and its lines that do not count yet."""
    answers = report.answers
    if answers is None:
        return
    for kind in dict.fromkeys(answer.kind for answer in answers.settled):
        entries = [answer.entries for answer in answers.settled if answer.kind == kind]
        by = (
            f", approved by {answers.approved_by} on {answers.approved_on}" if kind == "law" else ""
        )
        read = f"{counted(len(entries), 'answer')} of {kind} read"
        yield f"Answers: {read} {counted(sum(entries), 'entry', 'entries')}{by}."
    whys: defaultdict[str, list[int]] = defaultdict(list)
    for line, why in answers.waiting:
        whys[why].append(line)
    for why, lines in whys.items():
        yield f"Answers: {_some(lines[:20], len(lines))} do not count: {why}."
    if any(why == UNAPPROVED for _, why in answers.waiting):
        yield "Answers: `filings approve FILE LIST --by NAME --bar-number NUMBER --config DIR`."
    if not (answers.settled or answers.waiting or answers.unmet):
        yield "Answers: the file holds none; write them into its column `answer`."
    if answers.unmet:
        yield f"Answers: {counted(answers.unmet, 'answer')} of another list met no value of these."


def _decided(decided: DecidedReport) -> Iterator[str]:
    """The effect of an earlier run, or of a list of decisions, on these lists."""
    name = decided.name[:1].upper() + decided.name[1:]
    if decided.kind == Kind.INCLUDED:
        are = "is" if decided.met == 1 else "are"
        met = f"{decided.met:,} of them {are} in these lists too, or may be"
        yield f"{name}: {counted(decided.lines, 'conviction')} in its packets; {met}."
        if decided.withdraw:
            what = counted(decided.withdraw, "conviction")
            yield (
                f"{name}: its motions ask for {what} that a row of these lists speaks against; look"
                " at the worklist already-asked, and withdraw what must not be asked."
            )
        return
    met = f"{decided.met:,} of {counted(decided.lines, 'line')} met a conviction"
    yield f"{name}: {decided.layout}, {met}."
    unmet = decided.lines - decided.met
    if unmet:
        yield f"{name}: {_some(decided.unmet, unmet)} met nothing; look for a misprint."
    if decided.unread:
        some = _some(decided.unread, decided.unreadable)
        yield f"{name}: {some} cannot be read, or names no case."


def _some(lines: Sequence[int], number: int) -> str:
    more = " and more" if number > len(lines) else ""
    return f"{'line' if number == 1 else 'lines'} {', '.join(map(str, lines))}{more}"


def of_the_pages(report: Report) -> list[str]:
    """How many pages this run printed, and how many of them had to be laid out."""
    effort = report.effort
    if not effort.pages:
        return []
    return [
        f"{counted(effort.pages, 'page')} printed: {effort.filled:,} quickly, from pages that are"
        f" alike; {effort.laid_out:,} each laid out anew, which takes most of the time."
    ]


def by_offense(report: Report, settings: Settings) -> list[str]:
    """Numbers of convictions by offense type, for when offenses share a line of the table."""
    if not _crowded(report.packets):
        return []
    counts: Counter[OffenseType] = Counter()
    for packet in report.packets:
        counts[packet.offense] += packet.convictions
    return [f"{_label(offense, settings)}: {n:,}" for offense, n in counts.most_common()]


def of_the_waves(report: Report, settings: Settings, filed_on: dt.date) -> list[str]:
    """What is filed in which week, the first weeks one by one; nothing where all goes at once."""
    dealt = waves(report.packets, settings.office, filed_on)
    lines = [
        f"{wave.words[0].upper()}{wave.words[1:]}: {counted(len(wave.packets), 'packet')},"
        f" {counted(wave.convictions, 'conviction')}."
        for wave in dealt[:_MOST_WAVES]
    ]
    if left := len(dealt) - len(lines):
        lines.append(
            f"And {counted(left, 'more wave')}, the last in the week from"
            f" {day_in_words(dealt[-1].begins_on)}."
        )
    return lines


def of_the_texts(report: Report, settings: Settings) -> list[str]:
    """Texts that the office must supply, and how many convictions wait for each."""
    return [
        f"{counted(text.convictions, 'conviction')} in {counted(text.packets, 'packet')}"
        f" {'rests' if text.convictions == 1 else 'rest'} on"
        f' the ground "{settings.laws[LawId(text.law)].grounds[text.ground].label}", which wants'
        " the office's own text: drafts until it is there (office.yaml, policies >"
        f" {text.law}). All others need no text of the office."
        for text in report.awaited
    ]


def _crowded(packets: Sequence[PacketReport]) -> bool:
    return len({(p.court, p.agency, p.offense, p.relief) for p in packets}) > _MOST_PLACES


def _label(offense: OffenseType, settings: Settings) -> str:
    kind = settings.offense_types.get(offense)
    return kind.label if kind else "all offenses"


def _places(packets: Sequence[PacketReport], settings: Settings) -> tuple[TableLine, ...]:
    """A line for each court, prosecutor and offense; offenses share one if too many."""
    crowded = _crowded(packets)
    parts: defaultdict[tuple[str, ...], list[PacketReport]] = defaultdict(list)
    for packet in packets:
        what = () if crowded else (packet.offense, packet.relief)
        parts[packet.court, packet.agency, *what].append(packet)
    return tuple(_place(those, settings, crowded=crowded) for those in parts.values())


def _place(parts: Sequence[PacketReport], settings: Settings, *, crowded: bool) -> TableLine:
    first = parts[0]
    what = [settings.court(first.court).name]
    if not crowded:
        what += [_label(first.offense, settings), settings.reliefs[first.relief].label]
    pages = sum(part.pages for part in parts)
    alone = sum(part.case_documents for part in parts)
    size = [
        counted(len(parts), "packet"),
        f"{alone:,} for one case each" if alone else "",
        counted(pages, "page") if pages else "",
    ]
    return TableLine(
        what=": ".join(filter(None, what)),
        who=settings.county.agencies[first.agency].short,
        where=", ".join(filter(None, size)),
        entries=sum(part.convictions for part in parts),
    )
