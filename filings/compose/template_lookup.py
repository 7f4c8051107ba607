"""Find the file that a template's name stands for on a day, among all folders.

A document is looked up in the folder of its courthouse, its county, its ruleset, its law, and last
in `frame`; overlay folders come before the shipped one. A file's name may have the day from which
it is valid: `motion.from-2026-03-01.html` replaces `motion.html` on that day. `extends` and
`include` follow the same rules, and never find the same file again: an overlay's `frame/judge.html`
that extends "frame/judge.html" builds on the shipped one, and a dated file on the one it replaces.
"""

import datetime as dt
import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2

from filings.compose.markup import refuse_faulty, with_pictures
from filings.model.errors import TemplateError
from filings.model.identifiers import CourtId
from filings.settings.laws import LawId
from filings.settings.merge import did_you_mean, leads_out_of
from filings.settings.settings import Settings

_LARGEST = 1 << 18  # bytes of a template; the largest shipped one has 14 thousand
_FILE = re.compile(r"(?P<stem>.+?)(?:\.from-(?P<since>[^/]*?))?(?P<ending>\.(?:html|css))")


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """One template file."""

    name: str  # unique: "frame/judge.html"; in an overlay its path, "./ours/frame/judge.html"
    path: Path
    asked: str  # the name that templates use for it, without folder and date: "frame/judge.html"
    since: dt.date | None  # its first valid day; None: always valid
    shelf: int  # 0 is searched first; the last is the shipped folder

    def text(self, shipped: int) -> str:
        """Its name in approvals.yaml: "motion", "courts/ccb/motion.from-2026-03-01"."""
        bare = self.asked.rpartition(".")[0]
        if self.since is None and self.shelf == shipped and bare.startswith("frame/"):
            return bare.removeprefix("frame/")
        return f"{bare}.from-{self.since}" if self.since else bare


@dataclass(frozen=True, slots=True)
class LookupStep:
    """One step of the lookup: a place, and whom its file is for."""

    asked: str  # "courts/ccb/motion.html"
    whose: str  # "this courthouse's own"


def places(
    document: str, law: LawId, court: CourtId, county: str, ruleset: str
) -> tuple[LookupStep, ...]:
    """The places where a document ("motion") is looked up, in order."""
    return (
        LookupStep(f"courts/{court}/{document}.html", "this courthouse's own"),
        LookupStep(f"counties/{county}/{document}.html", "its county's"),
        LookupStep(f"rulesets/{ruleset}/{document}.html", "its ruleset's"),
        LookupStep(f"laws/{law}/{document}.html", "its law's"),
        LookupStep(f"frame/{document}.html", "everyone's"),
    )


def law_of_file(asked: str) -> str:
    """The law whose folder a file is in: "proposition-64"; "" for files of any law."""
    folder, _, rest = asked.partition("/")
    return rest.partition("/")[0] if folder == "laws" else ""


class TemplateLoader(jinja2.BaseLoader):
    """All template files of some folders that are valid on one day."""

    def __init__(self, folders: Sequence[Path], filed_on: dt.date | None) -> None:
        """Look through `folders`, the first on top.

        Without a day, dated files are left out.

        Raises:
            TemplateError: A folder is absent, a link in it leads out of it, or a file's day cannot
                be read.
        """
        self.folders = tuple(dict.fromkeys(folders))
        self.filed_on = filed_on
        self.files: dict[str, TemplateFile] = {}
        self._standing: dict[str, list[TemplateFile]] = {}
        for shelf, folder in enumerate(self.folders):
            if not folder.is_dir():
                raise TemplateError(
                    str(folder),
                    "is not a folder",
                    did_you_mean(folder, "templates")
                    or "Give the folder that holds your templates.",
                )
            shipped = shelf == len(self.folders) - 1
            beneath = "" if shipped else f"{folder}/" if folder.is_absolute() else f"./{folder}/"
            if not shipped:
                _refuse_moved(folder, beneath, self.folders[-1])
            for file in _files(folder, shelf, beneath):
                self.files[file.name] = file
                self._standing.setdefault(file.asked, []).append(file)
        for files in self._standing.values():
            files.sort(key=lambda file: (file.shelf, -(file.since or dt.date.min).toordinal()))

    def standing(self, asked: str, asker: str = "") -> TemplateFile | None:
        """The file for the name `asked`; if `asker` is one of its files, the next one below."""
        below = self.files.get(asker)
        files = self._standing.get(asked, [])
        if below is not None and below.asked == asked:
            files = files[files.index(below) + 1 :]
        return next((file for file in files if self._stands(file)), None)

    def waiting(self) -> list[TemplateFile]:
        """Dated files that are not valid yet, or replaced by a later one."""
        winners = {
            next((f.name for f in files if f.shelf == shelf and self._stands(f)), "")
            for files in self._standing.values()
            for shelf in {file.shelf for file in files}
        }
        return [file for file in self.files.values() if file.name not in winners]

    def _stands(self, file: TemplateFile) -> bool:
        return file.since is None or (self.filed_on is not None and file.since <= self.filed_on)

    def get_source(
        self,
        environment: jinja2.Environment,  # noqa: ARG002 - Jinja asks so
        template: str,
    ) -> tuple[str, str, Callable[[], bool]]:
        """A file's text for Jinja, with pictures embedded; `template` is a `TemplateFile.name`.

        Raises:
            TemplateError: It cannot be read, its markup is not sound, or a picture is not there.
        """
        file = self.files.get(template)
        if file is None:
            raise jinja2.TemplateNotFound(template)
        text = self.text_of(file)
        if file.path.suffix == ".html":
            refuse_faulty(text, file.name)
            text = with_pictures(text, file.name, file.path.parent, self.folders[file.shelf])
        return text, str(file.path), lambda: True

    def text_of(self, file: TemplateFile) -> str:
        """The text of a file.

        Raises:
            TemplateError: It cannot be read, or is larger than any template.
        """
        try:
            if file.path.stat().st_size > _LARGEST:
                raise TemplateError(
                    file.name,
                    f"is larger than any template ({_LARGEST:,} bytes)",
                    "Put pictures beside it as files; write each document in a file of its own.",
                )
            return file.path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise TemplateError(
                f"{file.name}, line {line}",
                f"byte 0x{error.object[error.start]:02x} is not UTF-8",
                "Save the file as UTF-8 text.",
            ) from error
        except OSError as error:
            raise TemplateError(
                file.name, error.strerror or str(error), "Make it a file that can be read."
            ) from error

    def place_of(self, path: str) -> str:
        """The name of the template file at `path`; "" when it is not one."""
        return next((file.name for file in self.files.values() if str(file.path) == path), "")


def refuse_unknown_folders(loader: TemplateLoader, settings: Settings) -> None:
    """Raise if an overlay has a folder in which no document is looked up.

    Raises:
        TemplateError: A folder is none of those that are searched, is named after no courthouse,
            county, ruleset or law, or an overlay holds settings in place of texts.
    """
    counties = settings.counties
    known: Mapping[str, Iterable[str]] = {
        "frame": (),
        "laws": settings.laws,
        "courts": dict.fromkeys(court for each in counties.values() for court in each.courts),
        "counties": counties,
        "rulesets": settings.rulesets,
    }
    shelved = {file.shelf for file in loader.files.values()}
    for shelf, folder in enumerate(loader.folders[:-1]):
        if shelf not in shelved and any(folder.rglob("*.yaml")):
            raise TemplateError(
                str(folder),
                "holds settings, and no template",
                did_you_mean(folder, "templates") or "Give it as --config.",
            )
    for file in loader.files.values():
        kind, *inner = Path(file.asked).parts
        if file.shelf == len(loader.folders) - 1 or not inner:
            continue
        place = loader.folders[file.shelf]
        if kind not in known:
            inside = place / "templates"
            raise TemplateError(
                str(place if inside.is_dir() else place / kind),
                "is no folder that templates are looked for in",
                f"Did you mean {inside}?"
                if inside.is_dir()
                else _one_of(kind, known, "/") or _known(known),
            )
        if known[kind] and len(inner) > 1 and inner[0] not in known[kind]:
            raise TemplateError(
                str(place / kind / inner[0]),
                f"there is no {_KINDS[kind]} {inner[0]}, and its texts would be used by nobody",
                _one_of(inner[0], known[kind]) or _known(known[kind]),
            )


_KINDS = {"laws": "law", "courts": "court", "counties": "county", "rulesets": "ruleset"}


def _one_of(name: str, known: Iterable[str], behind: str = "") -> str:
    near = difflib.get_close_matches(name, list(known), 1, 0.4)
    return f"Did you mean {near[0]}{behind}?" if near else ""


def _known(names: Iterable[str]) -> str:
    return f"Known: {', '.join(names)}."


def _refuse_moved(folder: Path, beneath: str, shipped: Path) -> None:
    """Raise for texts of an earlier version, which had all of them in `base/`."""
    old = folder / "base"
    if not old.is_dir():
        return
    moves = []
    for path in sorted(path for path in old.rglob("*") if path.is_file()):
        inner = path.relative_to(old)
        asked = inner.with_name(re.sub(r"\.from-[^.]*", "", inner.name))
        files = [*sorted(shipped.glob(f"laws/*/{asked}")), *shipped.glob(f"frame/{asked}")]
        place = files[-1].relative_to(shipped).with_name(inner.name) if files else f"frame/{inner}"
        moves.append(f"base/{inner} to {place}")
    raise TemplateError(
        f"{beneath}base",
        "is of an earlier version: texts stand under their law now, and the page in frame/",
        f"Move {'; '.join(moves)}; and name the new places in what extends or includes them.",
    )


def _files(folder: Path, shelf: int, beneath: str) -> Iterator[TemplateFile]:
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder).as_posix()
        if path.is_symlink() and leads_out_of(folder, path):
            raise TemplateError(
                beneath + inner,
                "is a link that leads out of its folder",
                "Put the file itself there: what lies elsewhere is printed by nobody.",
            )
        parts = _FILE.fullmatch(inner)
        if parts is None or not path.is_file():
            continue
        name = beneath + inner
        yield TemplateFile(
            name=name,
            path=path,
            asked=parts["stem"] + parts["ending"],
            since=_day(name, parts["since"]),
            shelf=shelf,
        )


def _day(name: str, text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise TemplateError(
            name, f'"{text}" is no day', "Write it so: motion.from-2026-03-01.html"
        ) from None
