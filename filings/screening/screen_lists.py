"""Read all lists of a run, and what is given beside them, as screened entries."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import zip_longest
from pathlib import Path

from filings.lists.open_list import OpenList, open_list
from filings.lists.worklist_rows import SentRows, row_of
from filings.matching.record import Keeper, keepers_of
from filings.model.conviction import Conviction
from filings.model.entries import Entry, Question, Unreadable, Where
from filings.model.errors import ListError
from filings.model.fates import Fate, Screened
from filings.model.identifiers import CourtId, ReasonCode
from filings.model.keyed_hash import KeyedHash
from filings.model.plain_words import counted
from filings.model.progress import Progress, Silent
from filings.model.report import DecidedReport, ListReport
from filings.model.sources import Earlier, ListSource
from filings.screening.answers import Answers, ShownAnswer, changed_law, signed
from filings.screening.doj_with_gogen import RawWithResults
from filings.screening.earlier_decisions.revise_candidates import EarlierDecisions
from filings.screening.eligibility_basis import EligibilityBasis, UngroundedList, find_grounds
from filings.screening.rules import Screener
from filings.settings.settings import Attestation, Settings

_GLYPH_MISSING, _CAPTION_FULL = ReasonCode("glyph-missing"), ReasonCode("caption-full")
_MOST_TOLD = 10  # characters of one conviction
_HASH = 16  # characters of a list's hash by which a corrected row finds it
_MOST_ABSENT = 500  # lists of earlier runs
_STEP = 500  # entries between two words to whoever watches


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInputs:
    """What is given beside the lists."""

    attested: Attestation | None = None  # for the one list that says nothing of eligibility
    already_included: Sequence[Path] = ()  # folders of earlier runs
    already_granted: Sequence[Path] = ()  # lists of what courts have granted
    strike: Sequence[Path] = ()  # lists of what is not to be asked
    answers: Path | None = None  # values of the lists, and what somebody answered that they mean


class Intake:
    """All that a run reads, recognised before any of it is read."""

    def __init__(
        self,
        paths: Sequence[Path],
        settings: Settings,
        layout: str | None,
        filed_on: dt.date,
        beside: RunInputs | None = None,
    ) -> None:
        """Recognise it.

        Raises:
            ListError: A list cannot be read, is given twice, or something beside is not what it
                should be.
            ConfigError: An attestation or the criteria are of a later day.
        """
        given = beside or RunInputs()
        self.settings = settings
        self.filed_on = filed_on
        self.lists = open_lists(paths, settings, layout)
        self.grounds = grounds_of(self.lists, settings, given.attested, filed_on)
        self._attested = given.attested
        self.answers = Answers(given.answers, self.lists, settings) if given.answers else None
        # Entries that were read by answers: by the answer's line, and by list and kind.
        self.moved: Counter[int] = Counter()
        self._read_by: Counter[tuple[int, str]] = Counter()
        self._arrests = RawWithResults(self.lists, settings)
        # Of corrected rows whose own list is not here the entries they stand for, and where the
        # lists of this run tell what those were sent out with.
        self._sent = SentRows(settings)
        self._corrected: defaultdict[str, dict[Where, int]] = defaultdict(dict)
        self._alike: defaultdict[str, list[Where]] = defaultdict(list)
        self._decided = EarlierDecisions.open(
            settings, given.already_included, given.already_granted, given.strike
        )

    def close(self) -> None:
        """Drop what was set aside of earlier decisions."""
        self._decided.close()

    @property
    def keepers(self) -> dict[int, Keeper]:
        """Whose each list is, by its number."""
        return keepers_of([(opened.number, opened.layout) for opened in self.lists], self.settings)

    @property
    def sources(self) -> tuple[ListSource, ...]:
        """The lists as the declaration and the manifest name them."""
        return tuple(
            replace(source, eligibility=" ".join(filter(None, (source.eligibility, *said))))
            for source, said in zip(
                sources(self.lists, self.settings, self.grounds),
                map(self._answered, self.lists),
                strict=True,
            )
        )

    def _answered(self, opened: OpenList) -> Iterator[str]:
        """What the declaration says of the answers by which a list was read, or that it holds."""
        if self.answers:
            yield self.answers.sentence(opened.number, self._read_by)
        yield self._arrests.sentence(opened.number)
        if opened.approval and opened.approved:
            yield (
                f"What {counted(opened.approved, 'corrected row', 'corrected rows')} of it decide"
                f" was answered row by row, as {signed(opened.approval)}."
            )

    @property
    def earlier(self) -> Earlier:
        """What was decided before, as the motions tell it."""
        return Earlier(runs=self._decided.runs, sentences=self._decided.sentences)

    @property
    def facts(self) -> dict[str, str]:
        """What decides beside the lists, in words; nothing when nothing is given."""
        word = self._attested.model_dump_json() if self._attested else ""
        answers = {"the answers": self.answers.sha256} if self.answers else {}
        return {**({"the attestation": word} if word else {}), **answers, **self._decided.facts}

    def reports(self) -> tuple[ListReport, ...]:
        """How each list was read, once it was."""
        return tuple(
            ListReport(
                number=opened.number,
                sha256=opened.sha256,
                layout=opened.label,
                form=opened.form,
                rows=opened.rows,
                sample=opened.sample,
                ignored_columns=opened.ignored_columns,
                eligibility=ground.kind,
                notes=(
                    *opened.notes,
                    *self._arrests.notes(opened.number),
                    *filter(None, (self._note(opened.number, ground.note),)),
                ),
            )
            for opened, ground in zip(self.lists, self.grounds, strict=True)
        )

    def _note(self, number: int, note: str) -> str:
        """Why a list's convictions are held; not those of which another list says it."""
        sentence = self._arrests.sentence(number)
        return (
            note.replace("all its convictions", "all its other convictions") if sentence else note
        )

    def decided(self) -> tuple[DecidedReport, ...]:
        """What came of each run and list of decisions, once all entries were judged."""
        return self._decided.reports()

    def entries(
        self,
        undrawable: Callable[[Conviction], str],
        court: CourtId | None,
        progress: Progress,
        crowded: Callable[[Conviction], str] = lambda _: "",
    ) -> Iterator[Screened]:
        """Every entry of every list, screened; what was decided before is read first.

        Args:
            undrawable: The characters of a conviction that no font draws.
            court: The court of rows that name none.
            progress: Who is told how far it is.
            crowded: Which paper has no room for a conviction.

        Raises:
            ListError: A list was changed meanwhile, or a line that must be followed cannot be read.
            ConfigError: There is no such court.
        """
        screener = Screener(self.settings, court, self.filed_on)
        if self._decided:
            progress.stage("reading what was decided before", None)
            self._decided.read(screener, self.settings)
        if self.answers:
            progress.stage("reading what was answered", None)
            self.answers.settle(lambda: self._alone(screener))
        self._arrests.read()
        return self._counted(
            screened_entries(
                self.lists, screener, undrawable, progress, self.grounds, crowded, self._arrests
            )
        )

    def taken_over(self) -> dict[Where, Where]:
        """For entries of lists that are not here, which were corrected, the same ones of new lists.

        The same is what tells every cell alike, under the same layout, law and rules: to ask it
        again would be to ask what was answered. Where the new lists tell it less often than it was
        corrected nobody can say which of them it is.
        """
        same: dict[Where, Where] = {}
        for mark, origins in self._corrected.items():
            if len(origins) <= len(here := self._alike.get(mark, ())):
                same |= zip(origins, here, strict=False)
                for number in list(origins.values()):
                    self.lists[number - 1].taken_over += 1
        return same

    def tell_strays(self, strays: Mapping[int, int]) -> None:
        """Be told, by list, how many of its rows correct a row that is not in these lists."""
        for number, rows in strays.items():
            self.lists[number - 1].strays += rows

    def law(self, court: CourtId | None, most: int) -> list[ShownAnswer]:
        """Each answer of law that is for these lists, with its rows and some of them by chance.

        Args:
            court: The court of rows that name none.
            most: How many rows of each.

        Raises:
            ListError: An answer is not one, or is for nothing in these lists.
        """
        if self.answers is None:
            return []
        screener = Screener(self.settings, court, self.filed_on)
        waiting = self.answers.unapproved()
        waiting.settle(lambda: self._alone(screener))
        return waiting.law(lambda: self._alone(screener), most)

    def _alone(self, screener: Screener) -> Iterator[Screened]:
        """Every entry, each screened by itself, and nothing else told of it."""
        self._arrests.read()
        return screened_entries(
            self.lists, screener, lambda _: "", Silent(), self.grounds, together=self._arrests
        )

    def _counted(self, entries: Iterable[Screened]) -> Iterator[Screened]:
        """The same entries; those that were read by answers are counted, and corrections noted."""
        keepers, layouts = self.keepers, {opened.number: opened.layout for opened in self.lists}
        corrected = Keeper.ANSWERS in keepers.values()
        for screened in entries:
            if corrected and (source := screened.source) and not source.aside:
                where = Where(source.list, source.line, source.entry)
                if keepers.get(source.list) is not Keeper.ANSWERS:
                    self._alike[self._sent.row(source, layouts[source.list])].append(where)
                elif (mark := row_of(source.sent)) and source.corrects:
                    origin = Where(*map(int, source.corrects.split(":")))
                    if origin.list > len(self.lists):
                        self._corrected[mark].setdefault(origin, source.list)
            if self.answers and screened.source and screened.source.answered:
                lines = screened.source.answered
                self.moved.update(lines)
                kinds = {self.answers.kind_of(line) for line in lines}
                self._read_by.update((screened.list, kind) for kind in kinds)
            yield screened

    def revise(self, candidates: Sequence[Screened]) -> Iterable[Screened]:
        """Of all candidates under one case number, those that a decision changes, as they stand."""
        return self._decided.revise(candidates) if self._decided else ()

    @property
    def revises(self) -> bool:
        """Whether anything was decided before."""
        return bool(self._decided)


def law_of_worklist(
    path: Path, settings: Settings, most: int
) -> tuple[list[ShownAnswer], str, bytes]:
    """What a corrected worklist changes of the law, its SHA-256 and its bytes.

    Args:
        path: The file.
        settings: What decides.
        most: How many rows of each change are shown.

    Raises:
        ListError: It cannot be read, or is no worklist of ours.
    """
    opened = open_list(path, 1, settings)
    if keepers_of([(1, opened.layout)], settings).get(1) is not Keeper.ANSWERS:
        raise ListError(
            str(path),
            "is no file of answers, and no worklist",
            "Give the values.csv of a build with its answers filled in, or a corrected worklist.",
        )
    opened.approval = None
    return changed_law(opened, most), opened.sha256, path.read_bytes()


def open_lists(paths: Sequence[Path], settings: Settings, layout: str | None) -> list[OpenList]:
    """Recognise every list, before any is read.

    Raises:
        ListError: One cannot be read, or is given twice.
    """
    opened: list[OpenList] = []
    for number, path in enumerate(paths, 1):
        this = open_list(path, number, settings, layout)
        for other in opened:
            if other.sha256 == this.sha256:
                raise ListError(
                    str(path),
                    f"is the same file as list {other.number}, {paths[other.number - 1]}",
                    "Give each list once.",
                )
        opened.append(this)
    return opened


def grounds_of(
    opened: Iterable[OpenList],
    settings: Settings,
    attested: Attestation | None,
    filed_on: dt.date,
) -> tuple[EligibilityBasis, ...]:
    """On what the eligibility of each list rests; the arguments are those of `find_grounds`.

    Raises:
        ListError: It is not plain for which list the attestation was given.
        ConfigError: An attestation or the criteria are of a later day.
    """
    ungrounded = [
        UngroundedList(
            layout=source.layout,
            sha256=source.sha256,
            has_column=source.eligibility == "column",
            blank=source.eligibility_blank,
            unread_answers=partial(source.unread_answers, settings),
        )
        for source in opened
    ]
    return find_grounds(ungrounded, settings, attested, filed_on)


def sources(
    opened: Sequence[OpenList], settings: Settings, grounds: Sequence[EligibilityBasis] = ()
) -> tuple[ListSource, ...]:
    """The lists as the declaration and the manifest name them; their rows are those read so far."""
    keyed = KeyedHash(settings.office.conviction_key.get_secret_value())
    sentences = [ground.sentence for ground in grounds] or [""] * len(opened)
    return tuple(
        ListSource(
            number=source.number,
            sha256=source.sha256,
            layout=source.label,
            sworn_as=source.sworn_as,
            rows=source.rows,
            eligibility=sentence,
            ignored_columns=source.ignored_columns,
            keyed_hash=keyed.of(f"list {source.sha256}"),
        )
        for source, sentence in zip(opened, sentences, strict=True)
    )


def screened_entries(
    opened: Iterable[OpenList],
    screener: Screener,
    undrawable: Callable[[Conviction], str],
    progress: Progress,
    grounds: Sequence[EligibilityBasis] = (),
    crowded: Callable[[Conviction], str] = lambda _: "",
    together: RawWithResults | None = None,
) -> Iterator[Screened]:
    """Every entry of every list, screened, in the order of the lists.

    Args:
        opened: The lists.
        screener: Gives each entry its fate.
        undrawable: The characters of a conviction that no font draws. A page with a box in place
            of a letter would name nobody, so that one is held.
        progress: Who is told how far it is.
        grounds: On what the eligibility of each list rests; without them on its own words alone.
        crowded: Which paper has no room for what it shows of a conviction; it would stop there.
        together: What a raw file and gogen's results of it tell each other.

    Raises:
        ListError: A list was changed meanwhile.
    """
    progress.stage("reading", None)
    opened, absent = list(opened), dict[str, int]()
    for source, ground in zip_longest(opened, grounds):
        for place, entry in enumerate(source.entries(), 1):
            if isinstance(entry, Entry) and entry.corrects:
                entry = _found_back(entry, source, opened, absent)
            entry = ground.determine(entry) if ground else entry
            if given := _list_of(entry, ground, grounds):
                entry = given.authorize(entry)
            screened = screener.screen(together.fill(entry) if together else entry)
            screened = together.settle(screened) if together else screened
            if screened.asks:
                screened = replace(screened, asks=tuple(_placed(source, screened.asks)))
            if screened.conviction and (missing := undrawable(screened.conviction)):
                screened = _held(screened, _GLYPH_MISSING, _undrawn(missing))
            elif screened.conviction and (where := crowded(screened.conviction)):
                screened = _held(screened, _CAPTION_FULL, where)
            yield screened
            if place % _STEP == 0:
                progress.advance(_STEP)


def _list_of(
    entry: Entry | Unreadable, ground: EligibilityBasis | None, grounds: Sequence[EligibilityBasis]
) -> EligibilityBasis | None:
    """The ground of the list that an entry is of; of a corrected row that of its origin."""
    if isinstance(entry, Unreadable) or not entry.corrects:
        return ground
    origin = int(entry.corrects.partition(":")[0])
    return grounds[origin - 1] if 0 < origin <= len(grounds) else ground


def _found_back(
    entry: Entry, source: OpenList, lists: Sequence[OpenList], absent: dict[str, int]
) -> Entry:
    """A corrected row, with the number that the list of its origin has in this run.

    A worklist of an earlier version does not tell that list's hash: then its number must do. A list
    that is not here gets a number that none has, so that two corrections of one row still meet.
    """
    sha256, number, line, place = entry.corrects.rsplit(":", 3)
    origin = next(
        (
            opened.number
            for opened in lists
            if opened is not source
            and (
                opened.sha256.startswith(sha256)
                if len(sha256) >= _HASH
                else opened.number == int(number)
            )
        ),
        None,
    )
    if origin is None:
        if len(absent) == _MOST_ABSENT:
            return replace(entry, corrects="")
        origin = len(lists) + 1 + absent.setdefault(sha256 or number, len(absent))
    return replace(entry, corrects=f"{origin}:{line}:{place}")


def _placed(source: OpenList, asks: Iterable[Question]) -> Iterator[Question]:
    """Questions that screening asks, with the headings of the list's own columns."""
    for question in asks:
        yield replace(question, column=question.column or source.column_of(question.field))


def _held(screened: Screened, reason: ReasonCode, detail: str) -> Screened:
    return replace(screened, fate=Fate.HELD, reason=reason, detail=detail, conviction=None)


def _undrawn(missing: str) -> str:
    seen = "".join(filter(str.isprintable, missing))
    points = ", ".join(f"U+{ord(character):04X}" for character in missing[:_MOST_TOLD])
    return f"no font draws {seen[:_MOST_TOLD]} ({points})"
