"""Ask each value that nobody understands once, and read the answers that come back.

What may be answered, by whom and in which words stands in `config/screening.yaml` (`asked`), never
in the file that comes back. An answer settles what a word says; whether another row says otherwise
is judged afterwards, as if the list itself had said it.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, Self

from filings.lists.delimited_text import RowFault, Table, TextRow, filled_to, head_of, read_text
from filings.lists.open_list import Meaning, OpenList
from filings.lists.worklist_rows import RULES
from filings.lists.xlsx import read_workbook
from filings.model.entries import Entry, Unreadable, Where
from filings.model.errors import ListError
from filings.model.fates import Fate, Screened
from filings.model.identifiers import ReasonCode
from filings.model.plain_words import counted, day_in_words
from filings.model.report import AnswersReport, AskedValue, SettledAnswer
from filings.settings.questions import KINDS, Asked, Kind
from filings.settings.settings import ANSWERS, Approval, Settings
from filings.storage.csv_xlsx import unguard

COLUMNS = (
    "list", "column", "value", "rows", "kind", "who_may_answer", "question", "allowed", "follows",
    "answer",
)  # fmt: skip
"""The headings of worklists/values.csv, in order."""

WIDTHS = (30, 22, 34, 8, 10, 22, 44, 60, 30, 24)
"""How many characters wide a workbook shows them."""

UNAPPROVED = "no attorney has approved them"
"""Why an answer of law does not count yet."""

SHEET = "values"
_MANY = re.compile(r"[0-9]{1,9}")  # rows of a value: more are in no list
_TENFOLD = 10  # a value that has so many times its rows is another matter: it is asked again
_CUT = "…"  # ends a value that is too long to be shown whole, so no answer can be meant for it
_SHOWN = 80  # characters of a value
_ROW_BY_ROW = Asked(kind="record")
_MOST_BYTES = 50_000_000  # of the file
_DATES = {"month first": "month first", "day first": "day first"}


class Key(NamedTuple):
    """What an answer is for: a value of a column of a list."""

    list: str  # SHA-256 of the list, the first 16 digits
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class _AnswerLine:
    """One answer, as it came back."""

    number: int  # of the file's line
    key: Key
    layout: str
    rules: str
    rows: int
    kind: str
    answer: str


class ShownAnswer(NamedTuple):
    """An answer of law, as the attorney sees it who approves it."""

    line: int
    column: str
    value: str
    answer: str
    rows: int
    sample: Sequence[tuple[Where, str]]  # rows that hold it, and what they are about


@dataclass(slots=True)
class ValueCount:
    """Counts, by value that nobody understands, the held entries that wait for its answer."""

    _rows: dict[tuple[int, ReasonCode, str, str, str], list[int]] = field(default_factory=dict)

    def add(self, screened: Screened) -> None:
        """Count what one entry leaves open, if it is held."""
        if screened.fate is not Fate.HELD:
            return
        questions = screened.questions
        for question in questions:
            key = (screened.list, question.reason, question.field, question.column, question.value)
            counts = self._rows.setdefault(key, [0, 0, 0, 0])
            counts[0] += counts[3] != screened.line  # rows, each once
            counts[1] += question.reason == screened.reason
            counts[2] += len(questions) == 1 and question.reason == screened.reason
            counts[3] = screened.line

    @property
    def values(self) -> tuple[AskedValue, ...]:
        """Each value, the most frequent of a list first."""
        shown = (
            AskedValue(
                list=number,
                reason=reason,
                field=about,
                column=column,
                value=value,
                rows=rows,
                entries=first,
                alone=alone,
            )
            for (number, reason, about, column, value), (rows, first, alone, _) in (
                self._rows.items()
            )
        )
        return tuple(
            sorted(shown, key=lambda each: (each.list, -each.rows, each.column, each.value))
        )


class ValueQuestions:
    """What may be asked of values under one run's settings."""

    def __init__(self, settings: Settings) -> None:
        """Prepare the words."""
        self._settings = settings
        self._asked = settings.screening.asked
        self._choices: dict[str, Mapping[str, str]] = {}

    def about(self, value: AskedValue) -> Asked:
        """What is asked of a value; row by row, where nothing says otherwise."""
        asked = self._asked.about(value.reason, value.field)
        if asked is None or not (value.column and value.value) or value.value.endswith(_CUT):
            return _ROW_BY_ROW if asked is None or asked.kind != "never" else asked
        return asked

    def who(self, kind: Kind) -> str:
        """Who may answer."""
        return self._asked.who_may_answer.get(kind, "")

    def question(self, value: AskedValue) -> str:
        """The question in a plain sentence."""
        asked = self.about(value)
        reason = self._settings.screening.reason(Fate.HELD, value.reason)
        return asked.question or f"Row by row, in {value.reason}.csv: {reason.remedy}"

    def taught_in(self, value: AskedValue) -> str:
        """File and key that teach the word for good; "" where nothing does."""
        laws = self._settings.laws_of(self._settings.county.state)
        law = next(iter(laws)) if len(laws) == 1 else "<law>"
        taught_in = self.about(value).taught_in.replace("LAW", law)
        return taught_in.replace("COUNTY", self._settings.office.county)

    def words(self, asked: Asked) -> Mapping[str, str]:
        """Each answer that is taken, and the words that are read for it."""
        if asked.choice is None:
            return asked.answers
        if asked.choice not in self._choices:
            self._choices[asked.choice] = {
                choice: choice for choice in self._of_table(asked.choice)
            }
        return self._choices[asked.choice]

    def _of_table(self, choice: str) -> Iterable[str]:
        county = self._settings.county
        if choice == "courts":
            return [court.name for court in county.courts.values()]
        if choice == "counties":
            state = self._settings.county_names.get(county.state)
            return dict.fromkeys((county.name, *(sorted(state.counties) if state else ())))
        if choice == "prosecutors":
            return [agency.name for agency in county.agencies.values()]
        if choice in ("police", "places"):
            by = "arresting-agency" if choice == "police" else "place"
            routes = [route for route in county.routes.values() if route.by == by]
            return dict.fromkeys(route.written_as[0] for route in routes if route.written_as)
        if choice == "sections":
            offenses = self._settings.offenses.values()
            return dict.fromkeys(
                f"{offense.section}{_bracketed(offense.subdivision)} {offense.code}".strip()
                for offense in offenses
            )
        return _DATES


def _bracketed(subdivision: str) -> str:
    head, _, rest = subdivision.partition("(")
    return f"({head})" + (f"({rest}" if rest else "") if subdivision else ""


def collected(values: Iterable[AskedValue], asking: ValueQuestions) -> list[AskedValue]:
    """The values as they are asked: each once; of dates that can be read in two ways a column.

    Where two questions are asked of one value, the graver kind stands.
    """
    by_value: dict[tuple[int, str, str], AskedValue] = {}
    for value in values:
        if asking.about(value).choice == "dates":
            value = replace(value, value="")
            value = replace(value, value=_ANY_DAY)
        key = (value.list, value.column, value.value)
        if (other := by_value.get(key)) is None:
            by_value[key] = value
            continue
        same = (other.reason, other.field) == (value.reason, value.field)
        graver = max(other, value, key=lambda one: KINDS.index(asking.about(one).kind))
        by_value[key] = replace(
            graver,
            rows=other.rows + value.rows if same else max(other.rows, value.rows),
            entries=other.entries + value.entries,
            alone=other.alone + value.alone,
        )
    return sorted(
        by_value.values(), key=lambda each: (each.list, -each.rows, each.column, each.value)
    )


_ANY_DAY = "every day that can be read in two ways"


class Answers:
    """A file of answers, and what it says of the lists of one run."""

    def __init__(self, path: Path, lists: Sequence[OpenList], settings: Settings) -> None:
        """Read it.

        Raises:
            ListError: It cannot be read, is no file of answers, or a line of it says what is not
                allowed there.
        """
        self._path = path
        self._settings = settings
        self._asking = ValueQuestions(settings)
        self._rules_of = lru_cache(settings.rules_of)
        self._lists = {opened.sha256[:16]: opened for opened in lists}
        self._by_number = {opened.number: opened for opened in lists}
        try:
            if path.stat().st_size > _MOST_BYTES:
                raise ListError(str(path), "is too long for a file of answers", "Is it a list?")
            self.content = path.read_bytes()
        except OSError as error:
            raise ListError(
                str(path), error.strerror or str(error), "Give the values.csv of an earlier build."
            ) from error
        self.sha256 = hashlib.sha256(self.content).hexdigest()
        self._lines = list(self._read())
        self._settled: dict[int, tuple[_AnswerLine, Kind]] = {}
        self._waiting: dict[int, str] = {}  # line -> why it does not count yet
        self._approval = settings.approval_of(self.sha256)

    def unapproved(self) -> Self:
        """The same answers, as they stand before any attorney approved them."""
        again = copy(self)
        again._approval, again._settled, again._waiting = None, {}, {}
        return again

    def _read(self) -> Iterator[_AnswerLine]:
        seen: dict[tuple[str, str, str], int] = {}
        for number, row in _rows(self._path):
            answer = " ".join(row["answer"].split())
            if not answer:
                continue
            parts = row["list"].split(":")
            if len(parts) != len(("number", "hash", "layout", "rules")):
                raise self._refusal(number, f'"{row["list"]}" names no list', "Leave it as it was.")
            key = Key(parts[1], row["column"].strip(), " ".join(row["value"].split()))
            if key in seen:
                raise self._refusal(
                    number,
                    f"answers what line {seen[key]} has answered",
                    "Leave one answer for each value.",
                )
            seen[key] = number
            rows = row["rows"].replace(",", "").strip()
            if not _MANY.fullmatch(rows):
                raise self._refusal(
                    number, "its column rows holds no number", "Leave them as they were."
                )
            yield _AnswerLine(
                number=number,
                key=key,
                layout=parts[2],
                rules=parts[3],
                rows=int(rows),
                kind=row["kind"].strip(),
                answer=answer,
            )

    def settle(self, screened: Callable[[], Iterable[Screened]]) -> None:
        """Have the lists read by the answers, each once it is known for what it is.

        Args:
            screened: Reads all lists again, and screens them.

        Raises:
            ListError: An answer is for nothing there, or not one of its kind.
        """
        left = list(self._lines)
        while left:
            survey = ValueCount()
            for entry in screened():
                survey.add(entry)
            asked: dict[Key, AskedValue] = {}
            alike: dict[tuple[str, str, str], list[Key]] = {}
            for value in collected(survey.values, self._asking):
                source = self._by_number[value.list]
                key = Key(source.sha256[:16], value.column, value.value)
                asked[key] = value
                alike.setdefault((source.layout, value.column, value.value), []).append(key)
            met = []
            for line in left:
                if line.key.list in self._lists:
                    keys = [line.key] if line.key in asked else []
                else:  # of another list: what was read there is taken over here
                    keys = alike.get((line.layout, line.key.column, line.key.value), [])
                for key in keys:
                    self._take(line, asked[key], own=line.key.list in self._lists)
                if keys:
                    met.append(line)
            left = [line for line in left if line not in met]
            if not met:
                break
        for line in left:
            if line.key.list in self._lists:
                raise self._refusal(
                    line.number,
                    f'answers a value that is not asked: "{line.key.value}" of column'
                    f" {line.key.column}",
                    "Take the line out, or build again for a new values.csv. If a spreadsheet"
                    " changed the value (0040 to 40), answer in the sheet `values` of"
                    " worklists.xlsx, where a cell stays as it is.",
                )

    def _take(self, line: _AnswerLine, value: AskedValue, *, own: bool) -> None:
        asked = self._asking.about(value)
        kind = asked.kind
        if line.kind != kind:
            raise self._refusal(
                line.number,
                f'says that its kind is "{line.kind}"; it is "{kind}"',
                "The kind is fixed in screening.yaml; leave it as it was.",
            )
        words = self._asking.words(asked)
        if kind in ("record", "never"):
            raise self._refusal(
                line.number,
                f"answers for all rows at once what has to be answered row by row (kind: {kind})",
                f"Correct each row in worklists/{value.reason}.csv, and give that as a list.",
            )
        folded = {word.casefold(): word for word in words}
        answer = folded.get(line.answer.casefold())
        if answer is None:
            few = " | ".join([*words][:6]) + (" ..." if len(words) > 6 else "")
            raise self._refusal(
                line.number, f'"{line.answer}" is not an allowed answer', f"One of: {few}"
            )
        why = self._why_not(line, value, kind, own=own)
        if why:
            self._waiting[line.number] = why
            return
        self._settled[line.number] = (line, kind)
        self._by_number[value.list].read_as(
            Meaning(
                column=value.column,
                value="" if asked.choice == "dates" else value.value,
                words=words[answer],
                number=line.number,
            )
        )

    def _why_not(self, line: _AnswerLine, value: AskedValue, kind: Kind, *, own: bool) -> str:
        """Why an answer does not count, or not any more."""
        if line.rules != self._rules_of(line.layout):
            return "the law or the rules changed since"
        if value.rows >= line.rows * _TENFOLD:
            return f"it stood in {line.rows:,} rows, and stands in {value.rows:,} now"
        if kind == "law" and not own:
            return "it was given for another list"
        if kind == "law" and self._approval is None:
            return UNAPPROVED
        return ""

    def _refusal(self, line: int, what: str, remedy: str) -> ListError:
        return ListError(f"{self._path}: line {line}", what, remedy)

    # --- What came of it. ---

    def sentence(self, number: int, read: Mapping[tuple[int, str], int]) -> str:
        """What the declaration says of a list's answers; "" when it was read by none.

        Args:
            number: The list's.
            read: How many entries were read by answers, by list and kind.
        """
        sentences = []
        if law := read.get((number, "law"), 0):
            assert self._approval is not None, "an answer of law counts once it is approved"
            sentences.append(
                f"What the words of {counted(law, 'entry', 'entries')} of it decide was answered"
                f" once for each word, as {signed(self._approval)}."
            )
        if reading := read.get((number, "reading"), 0):
            sentences.append(
                "How courts, police, dates or levels are written in"
                f" {counted(reading, 'entry', 'entries')} of it was answered once for each word, by"
                " the staff of this office."
            )
        return " ".join(sentences)

    def law(self, screened: Callable[[], Iterable[Screened]], most: int) -> list[ShownAnswer]:
        """Each answer of law for these lists, with how many rows it is for, and some by chance.

        The same rows of the same lists are shown each time: chance is drawn from the file's hash.

        Args:
            screened: Reads all lists, and screens them.
            most: How many rows of each.
        """
        unapproved = {
            answer.key: answer
            for answer in self._lines
            if self._waiting.get(answer.number) == UNAPPROVED
        }
        rows: dict[Key, int] = dict.fromkeys(unapproved, 0)
        last: dict[Key, int] = {}
        drawn: dict[Key, list[tuple[bytes, Where, str]]] = {key: [] for key in unapproved}
        for entry in screened():
            for asked in entry.questions if entry.fate is Fate.HELD else ():
                key = Key(self._by_number[entry.list].sha256[:16], asked.column, asked.value)
                if key not in unapproved or last.get(key) == entry.line:
                    continue
                last[key] = entry.line
                rows[key] += 1
                where = Where(entry.list, entry.line, entry.entry)
                chance = hashlib.sha256(f"{self.sha256}{key}{where}".encode()).digest()
                drawn[key].append((chance, where, _in_short(entry.source)))
                if len(drawn[key]) > most * 2:
                    drawn[key] = sorted(drawn[key])[:most]
        return [
            ShownAnswer(
                line=line.number,
                column=key.column,
                value=key.value,
                answer=line.answer,
                rows=rows[key],
                sample=[(where, text) for _, where, text in sorted(drawn[key])[:most]],
            )
            for key, line in unapproved.items()
        ]

    def kind_of(self, line: int) -> str:
        """The kind of a settled answer."""
        return self._settled[line][1]

    def report(self, moved: Mapping[int, int]) -> AnswersReport:
        """What came of the answers.

        Args:
            moved: How many entries were read by each, by its line.
        """
        approval = self._approval
        return AnswersReport(
            sha256=self.sha256,
            approved_by=approval.approved_by if approval else "",
            bar_number=approval.bar_number if approval else "",
            approved_on=approval.approved_on.isoformat()
            if approval and approval.approved_on
            else "",
            settled=tuple(
                SettledAnswer(line=number, kind=kind, entries=moved.get(number, 0))
                for number, (_, kind) in sorted(self._settled.items())
            ),
            waiting=tuple(sorted(self._waiting.items())),
            unmet=len(self._lines) - len(self._settled) - len(self._waiting),
        )

    def given_for(self, value: AskedValue) -> str:
        """The answer that was given for a value and does not count yet, to be filled in again."""
        source = self._by_number[value.list]
        for line in self._lines:
            here = line.key.list == source.sha256[:16] or (
                line.key.list not in self._lists and line.layout == source.layout
            )
            if here and (line.key.column, line.key.value) == (value.column, value.value):
                return line.answer
        return ""

    def settled_rows(self, moved: Mapping[int, int]) -> Iterator[list[str]]:
        """The settled values, as values.csv holds them: given back whole they settle again."""
        own = {answer.number: answer for answer in self._lines}
        for number in sorted(self._settled):
            line, kind = own[number], self._settled[number][1]
            for source in self._lists.values():
                here = line.key.list == source.sha256[:16] or (
                    line.key.list not in self._lists and line.layout == source.layout
                )
                if here:
                    yield [
                        list_cell(source, self._settings),
                        line.key.column,
                        line.key.value,
                        str(max(line.rows, moved.get(number, 0))),
                        kind,
                        self._asking.who(kind),
                        "Answered.",
                        line.answer,
                        f"settled {moved.get(number, 0)}",
                        line.answer,
                    ]


def _section_of(source: Entry) -> str:
    return source.statute.cited if source.statute else source.statute_as_written


def _in_short(source: Entry | None) -> str:
    """What a row is about, for the attorney who decides what a word of it means; no name."""
    if source is None:
        return ""
    section = _section_of(source)
    day = source.convicted_on.isoformat() if source.convicted_on else source.convicted_as_written
    parts = (source.case_number or "", section, day, source.disposition)
    return ", ".join(dict.fromkeys(filter(None, parts)))


def signed(approval: Approval) -> str:
    """Who approved answers, and when, in the words of the declaration."""
    assert approval.approved_on is not None, "an approval that is given has its day"
    day = day_in_words(approval.approved_on)
    return f"{approval.approved_by}, State Bar No. {approval.bar_number}, approved on {day}"


def changed_law(opened: OpenList, most: int) -> list[ShownAnswer]:
    """What the rows of a corrected worklist change of the law, by cell and by what it says now.

    Args:
        opened: The worklist.
        most: How many rows of each are shown; the same of the same file each time.
    """
    by_change: dict[tuple[str, str], list[tuple[bytes, Where, str]]] = {}
    for entry in opened.entries():
        if isinstance(entry, Unreadable) or RULES in entry.law_changed:
            continue
        said = {
            "determination": entry.determination_as_written,
            "section": _section_of(entry),
            "prosecutor": entry.prosecutor or "none",
        }
        for column in (name for name in said if name in entry.law_changed):
            where = Where(entry.list, entry.line, entry.entry)
            chance = hashlib.sha256(f"{opened.sha256}{column}{where}".encode()).digest()
            by_change.setdefault((column, said[column]), []).append(
                (chance, where, _in_short(entry))
            )
    return [
        ShownAnswer(
            line=min(where.line for _, where, _ in rows),
            column=column,
            value="",
            answer=answer,
            rows=len(rows),
            sample=[(where, text) for _, where, text in sorted(rows)[:most]],
        )
        for (column, answer), rows in by_change.items()
    ]


def approval_name(sha256: str) -> str:
    """The name under which approvals.yaml holds a file of answers."""
    return f"{ANSWERS}{sha256[:16]}"


def list_cell(source: OpenList, settings: Settings) -> str:
    """A list as values.csv names it: number, hash, layout, and the rules it was read by."""
    return (
        f"{source.number}:{source.sha256[:16]}:{source.layout}:{settings.rules_of(source.layout)}"
    )


def value_rows(
    values: Iterable[AskedValue],
    lists: Iterable[OpenList],
    settings: Settings,
    answers: Answers | None = None,
    moved: Mapping[int, int] | None = None,
) -> Iterator[list[str]]:
    """The lines of values.csv: what is asked, then what was answered already."""
    asking = ValueQuestions(settings)
    named = {opened.number: list_cell(opened, settings) for opened in lists}
    for value in collected(values, asking):
        asked = asking.about(value)
        out = " or out" if asked.kind == "law" else ""
        follows = (
            f"lets {counted(value.alone, 'entry', 'entries')} in{out}"
            if value.alone
            else "its rows wait for more"
        )
        yield [
            named[value.list],
            value.column,
            value.value,
            str(value.rows),
            asked.kind,
            asking.who(asked.kind),
            asking.question(value),
            "|".join(asking.words(asked)),
            follows if asked.kind in ("reading", "law") else "",
            answers.given_for(value) if answers else "",
        ]
    if answers:
        yield from answers.settled_rows(moved or {})


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a file of answers: a CSV as any office saves it, or the workbook's `values`."""
    heading: list[str] = []
    for row in _table(path).rows():
        if isinstance(row, TextRow) and not filled_to(row.cells):
            continue
        if isinstance(row, RowFault):
            raise ListError(
                f"{path}: line {row.line}",
                f"cannot be read ({row.detail}, or a cell is longer than any answer)",
                "Look for one quotation mark alone, and double it or take it away.",
            )
        if not heading:
            heading = [cell.strip() for cell in row.cells]
            _refuse_headings(path, heading)
        else:
            cells = [unguard(cell) for cell in row.cells]
            yield row.line, dict.fromkeys(COLUMNS, "") | dict(zip(heading, cells, strict=False))
    if not heading:
        _refuse_headings(path, heading)


def _table(path: Path) -> Table:
    head = head_of(path)
    if not head.startswith(b"PK"):
        return read_text(path, head, COLUMNS)
    for table in read_workbook(path):
        if table.sheet == SHEET:
            return table
    raise _no_answers(path)


def is_answers(path: Path) -> bool:
    """Whether a file is a values.csv or a workbook that holds one; a corrected worklist is not.

    Raises:
        ListError: It cannot be read.
    """
    try:
        first = next(iter(_table(path).rows()), None)
        _refuse_headings(path, first.cells if isinstance(first, TextRow) else [])
    except ListError as error:
        if error.what == _NO_ANSWERS:
            return False
        raise
    return True


_NO_ANSWERS = f"is no file of answers: its first line is not {','.join(COLUMNS)}"


def _no_answers(path: Path) -> ListError:
    return ListError(
        str(path),
        _NO_ANSWERS,
        "Fill in the column `answer` of worklists/values.csv, and change nothing else.",
    )


def _refuse_headings(path: Path, heading: Sequence[str]) -> None:
    """Refuse what has not each heading once; in which order they stand says nothing."""
    named = [cell.strip() for cell in heading]
    if any(named.count(column) != 1 for column in COLUMNS):
        raise _no_answers(path)
