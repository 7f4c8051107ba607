"""Keep the matters of an office as files: lists that belong together, answers to them, and runs.

HOME/matters/<id>/
    matter.json     its title and the choices for its runs
    files.json      what was uploaded, in order; no line is ever deleted
    files/<n>/      each file, under a name that this program chose
    answers.csv     the answers, as `--answers` reads them
    checks/<hash>/  the result of `check` for these files, answers, options and settings
    runs/<n>/       each build: its request, and its output in `packets/`
"""

import csv
import datetime as dt
import hashlib
import io
import json
import re
import secrets
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Literal

from filings.model.errors import ListError, UsageError
from filings.screening.answers import COLUMNS
from filings.storage.csv_xlsx import read_csv, write_csv
from filings.storage.run_folder import as_json, hash_folder, private_file, write_private
from filings.web.office_folder import OfficeFolder

Use = Literal["list", "corrected", "granted", "strike", "counts"]

USES: Mapping[Use, str] = {
    "list": "a list of convictions",
    "granted": "what courts have granted already",
    "strike": "what must not be asked",
    "counts": "public totals to hold the lists against",
    "corrected": "corrected rows",
}
"""What an uploaded file is for, in words."""

KINDS_OF_FILE = (".csv", ".tsv", ".txt", ".dat", ".xlsx", ".parquet")
_ID = re.compile(r"[a-z0-9]{10}")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_CHUNK = 1 << 20
_MOST_TITLE = 120
_REMEDY = "Look at the disk of the server."


class NotHere(UsageError):
    """Raised when something that was asked for does not exist."""


class NotYet(UsageError):
    """Raised when something cannot be done yet."""


class ChangedMeanwhile(NotYet):
    """Somebody else has changed it since it was shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedFile:
    """A file that somebody uploaded."""

    number: int
    name: str  # as it was called
    use: Use
    stored: str  # under the matter's folder
    sha256: str
    bytes: int
    by: int  # user
    at: str
    taken_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunChoices:
    """The options for a check or a build, as on the command line."""

    filed_on: str = ""  # YYYY-MM-DD; "" is the day it is asked on
    court: str = ""  # of rows that name none
    attested: str = ""  # "NAME, BAR NUMBER, DAY"
    per_case: bool = False
    already_included: tuple[str, ...] = ()  # other runs of this office: "matter/run"


@dataclass(frozen=True, slots=True)
class Matter:
    """Lists that belong together."""

    id: str
    folder: Path
    title: str
    made_at: str
    made_by: int
    choices: RunChoices

    @property
    def mark(self) -> str:
        """What tells its title and choices from others."""
        text = json.dumps([self.title, asdict(self.choices)])
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def answers(self) -> Path:
        """The path of its answers."""
        return self.folder / "answers.csv"

    @property
    def runs(self) -> list[int]:
        """The numbers of its runs, the newest first."""
        numbers = (path.name for path in self.folder.glob("runs/*"))
        return sorted((int(name) for name in numbers if name.isdigit()), reverse=True)

    def run(self, number: int) -> Path:
        """The folder of a run.

        Raises:
            NotHere: There is none of this number.
        """
        folder = self.folder / "runs" / str(number)
        if not folder.is_dir():
            raise NotHere(f"build {number}", "is not there", "Go back to the list of builds.")
        return folder


class Matters:
    """All matters of an office."""

    def __init__(self, home: OfficeFolder) -> None:
        """Nothing is read yet."""
        self._home = home
        self._lock = threading.RLock()  # one change of files at a time; SQLite guards the rest

    def all(self) -> list[Matter]:
        """Every matter, the newest first."""
        ids = [path.name for path in self._home.matters.iterdir() if _ID.fullmatch(path.name)]
        matters = [matter for name in ids if (matter := self._read(name))]
        return sorted(matters, key=lambda each: each.made_at, reverse=True)

    def get(self, name: str) -> Matter:
        """A matter by its id.

        Raises:
            NotHere: There is none.
        """
        matter = self._read(name) if _ID.fullmatch(name) else None
        if matter is None:
            raise NotHere(f"matter {name[:20]}", "is not there", "Go back to the list of all.")
        return matter

    def make(self, title: str, by: int, at: str) -> Matter:
        """Begin a matter.

        Raises:
            UsageError: The title is too long.
        """
        line = _title(title) or f"Lists of {at[:10]}"
        name = "".join(secrets.choice(_LETTERS) for _ in range(10))
        folder = self._home.matters / name
        folder.mkdir(mode=0o700)
        matter = Matter(name, folder, line, at, by, RunChoices())
        self._write(matter)
        return matter

    def choose(self, matter: Matter, title: str, choices: RunChoices, read: str) -> Matter:
        """Change its title, and what its runs are told.

        `read` is the mark of the matter as it was shown.

        Raises:
            UsageError: A choice is none.
            ChangedMeanwhile: Somebody else has changed them since.
        """
        if choices.filed_on:
            try:
                dt.date.fromisoformat(choices.filed_on)
            except ValueError:
                raise UsageError(
                    "day of filing", "is no day", "Write it as YYYY-MM-DD, or leave it empty."
                ) from None
        with self._lock:
            if self.get(matter.id).mark != read:
                raise ChangedMeanwhile(
                    "options",
                    "have been changed by somebody else",
                    "Load the page, and look at what they saved.",
                )
            changed = replace(matter, title=_title(title) or matter.title, choices=choices)
            self._write(changed)
        return changed

    def delete(self, matter: Matter) -> None:
        """Delete a matter, its lists and its runs for good."""
        with self._lock:
            shutil.rmtree(matter.folder)

    def files(self, matter: Matter, *, all_of_them: bool = False) -> list[UploadedFile]:
        """What was uploaded and not taken out, in order."""
        path = matter.folder / "files.json"
        if not path.exists():
            return []
        files = [UploadedFile(**record) for record in json.loads(path.read_bytes())["files"]]
        return [file for file in files if all_of_them or not file.taken_out]

    def add(
        self, matter: Matter, name: str, use: Use, source: BinaryIO, by: int, at: str
    ) -> UploadedFile:
        """Keep an uploaded file.

        Raises:
            ListError: It is empty, of a kind that cannot be read, or there already.
        """
        shown = Path(name.replace("\\", "/")).name[:200] or "list"
        suffix = Path(shown).suffix.lower()
        if suffix not in KINDS_OF_FILE:
            raise ListError(
                shown,
                "is not a kind of file that can be read",
                f"One of {', '.join(KINDS_OF_FILE)}.",
            )
        if use not in USES:
            raise ListError(shown, "is given for an unknown use", f"One of {', '.join(USES)}.")
        with self._lock:
            files = self.files(matter, all_of_them=True)
            number = len(files) + 1
            stored = f"files/{number}/{use}{suffix}"
            path, digest, size = matter.folder / stored, hashlib.sha256(), 0
            with private_file(path, _REMEDY) as target:
                while chunk := source.read(_CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    target.write(chunk)
            sha256 = digest.hexdigest()
            same = [file for file in files if file.sha256 == sha256 and not file.taken_out]
            if not size or same:
                path.unlink()
                what = "is empty" if not size else f"was added already, as {same[0].name}"
                raise ListError(shown, what, "Choose another file.")
            file = UploadedFile(
                number=number,
                name=shown,
                use=use,
                stored=stored,
                sha256=sha256,
                bytes=size,
                by=by,
                at=at,
            )
            self._write_files(matter, [*files, file])
        return file

    def take_out(self, matter: Matter, number: int) -> None:
        """Leave a file out from now on; it is kept for the runs that have read it."""
        with self._lock:
            files = self.files(matter, all_of_them=True)
            changed = [replace(f, taken_out=f.taken_out or f.number == number) for f in files]
            self._write_files(matter, changed)

    def answer(
        self, matter: Matter, asked: Sequence[Mapping[str, str]], given: Mapping[str, str]
    ) -> int:
        """Add answers to those given before; return how many there are in all.

        Args:
            matter: Whose.
            asked: The lines of values.csv as they stand.
            given: Mark of a question (`question`) -> its answer; "" takes one back.

        Raises:
            UsageError: An answer is none that is allowed.
            ChangedMeanwhile: Somebody else has given another since it was asked.
        """
        with self._lock:
            before = {question(row): row for row in self._answered(matter)}
            now = {question(row): dict(row) for row in asked}
            for mark, line in now.items():  # somebody may have answered meanwhile
                shown = line["answer"]
                line["answer"] = before[mark]["answer"] if mark in before else ""
                if line["answer"] not in (shown, given.get(mark, line["answer"])):
                    raise ChangedMeanwhile(
                        f"answer to {line['value']}",
                        f"was changed by somebody else, to: {line['answer'] or 'no answer'}",
                        "None of your answers was saved. Load the page, and agree which is right.",
                    )
            for mark, answer in given.items():
                row = now.get(mark)
                if row is None:
                    raise UsageError("answer", "belongs to no question", "Load the page again.")
                if answer and answer not in row["allowed"].split("|"):
                    raise UsageError(
                        f"answer to {row['value']}", "is none of those allowed", "Choose one."
                    )
                row["answer"] = answer
            rows = [row for row in {**before, **now}.values() if row["answer"]]
            if not rows:
                matter.answers.unlink(missing_ok=True)
                return 0
            text = io.BytesIO()
            write_csv(text, COLUMNS, [[row[column] for column in COLUMNS] for row in rows])
            write_private(matter.answers, text.getvalue(), _REMEDY)
            return len(rows)

    def _answered(self, matter: Matter) -> Iterator[dict[str, str]]:
        if matter.answers.exists():
            for _, row in read_csv(matter.answers):
                yield row

    def correct(
        self,
        matter: Matter,
        reason: str,
        heading: Sequence[str],
        rows: Sequence[Sequence[str]],
        by: int,
        at: str,
    ) -> UploadedFile:
        """Keep corrected rows of a worklist, as a list that is read with the others."""
        text = io.BytesIO()
        write_csv(text, heading, rows)
        text.seek(0)
        return self.add(matter, f"{reason}.csv", "corrected", text, by, at)

    def request(self, matter: Matter, today: str) -> dict[str, Any]:
        """Everything that decides the result of a check or a build, as the request of a job.

        Raises:
            UsageError: An earlier run that was chosen is not there.
        """
        files = self.files(matter)
        of = {use: [str(matter.folder / f.stored) for f in files if f.use == use] for use in USES}
        folders = (self._home.config, self._home.templates)
        return {
            "schema": 1,
            "lists": of["list"] + of["corrected"],
            "granted": of["granted"],
            "strike": of["strike"],
            "counts": of["counts"],
            "answers": str(matter.answers) if matter.answers.exists() else "",
            "choices": asdict(matter.choices),
            "already_included": [
                str(self._finished(name)) for name in matter.choices.already_included
            ],
            "today": today,
            "config": str(self._home.config),
            "templates": str(self._home.templates),
            "hashes": {
                "files": [f"{file.use} {file.sha256}" for file in files],
                "answers": _hash(matter.answers),
                "folders": [
                    hash_folder(f, [p for p in f.rglob("*") if p.is_file()]) for f in folders
                ],
            },
        }

    def _finished(self, name: str) -> Path:
        matter, _, number = name.partition("/")
        run = self.get(matter).run(int(number) if number.isdigit() else 0)
        return run / "packets"

    def _read(self, name: str) -> Matter | None:
        folder = self._home.matters / name
        try:
            data = json.loads((folder / "matter.json").read_bytes())
        except (OSError, ValueError):
            return None
        kept = data["choices"]
        choices = RunChoices(**{**kept, "already_included": tuple(kept["already_included"])})
        return Matter(name, folder, data["title"], data["made_at"], data["made_by"], choices)

    def _write(self, matter: Matter) -> None:
        data = {
            "schema": 1,
            "title": matter.title,
            "made_at": matter.made_at,
            "made_by": matter.made_by,
            "choices": asdict(matter.choices),
        }
        write_private(matter.folder / "matter.json", as_json(data), _REMEDY)

    def _write_files(self, matter: Matter, files: Sequence[UploadedFile]) -> None:
        data = {"schema": 1, "files": [asdict(file) for file in files]}
        write_private(matter.folder / "files.json", as_json(data), _REMEDY)


def question(row: Mapping[str, str]) -> str:
    """The mark of a question: list, column and value, in one short text."""
    _, _, rest = row["list"].partition(":")
    return question_mark(rest.partition(":")[0], row["column"], row["value"])


def question_mark(of_list: str, column: str, value: str) -> str:
    """The mark of a question about a value of a column, by the beginning of its list's hash."""
    text = "\0".join((of_list, column, value))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """Read a CSV table that this program wrote; no rows if it does not exist.

    Raises:
        ListError: It is damaged.
    """
    if not path.is_file():
        return
    try:
        for _, row in read_csv(path):
            yield row
    except (OSError, csv.Error) as error:
        raise ListError(path.name, "cannot be read", "Check the lists again.") from error


def _title(text: str) -> str:
    line = " ".join(text.split())
    if len(line) > _MOST_TITLE:
        raise UsageError("title", f"has more than {_MOST_TITLE} characters", "Shorten it.")
    return line


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
