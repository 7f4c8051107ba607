"""Check whether an attorney has approved templates, law and rulesets as they are now.

An approval is of exact words. It holds the SHA-256 of every file that a text is made from, of the
law and citations it rests on, and for a ruleset of its numbers and style sheets; a copy of the
files is kept beside it. After any edit the approval no longer counts, and the papers are drafts
again.
"""

import datetime as dt
import difflib
import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import yaml

from filings.compose.composer import Composer
from filings.compose.template_lookup import TemplateFile, law_of_file
from filings.model.errors import ConfigError, OutputError
from filings.settings.settings import ANSWERS, Approval, Settings
from filings.storage.run_folder import write_private

State = Literal["approved", "changed", "missing"]

LAW = "law-"
"""The prefix under which a law's offenses, reliefs and citations are approved."""

COPIES = "approved"
"""The folder of the copies, within a folder of settings."""

TAUGHT = "determinations"
"""The name under which an office's own words of eligibility are approved; `-LAYOUT` is added for
those of one layout."""

_RULESET = "ruleset-"
_STYLES = ("paper.css", "schedule.css", "fonts.css")
_HEAD = """\
schema: 1
# What an attorney has read and lets be filed, as `filings templates approve` writes it. Each holds
# the SHA-256 of every file it is made from: whatever is edited afterwards is a draft again.
"""


class Approvals:
    """The approvals of one set of settings and templates."""

    def __init__(self, settings: Settings, composer: Composer) -> None:
        """Nothing is read until it is asked for."""
        self._settings = settings
        self._composer = composer
        self._states: dict[str, State] = {}

    @property
    def names(self) -> set[str]:
        """The names of everything that can be approved."""
        files = self._composer.shelves.files.values()
        return {
            *(file.text(self._shipped) for file in files if file.asked.endswith(".html")),
            *(f"{LAW}{name}" for name in self._settings.laws),
            *(f"{_RULESET}{name}" for name in self._settings.rulesets),
            *map(taught_name, self._settings.taught),
        }

    def refuse_impossible(self, filed_on: dt.date) -> None:
        """Raise if an approval is of something unknown, or dated after the day of filing.

        Raises:
            ConfigError: There is one.
        """
        known = self.names
        for name, approval in self._settings.approvals.items():
            where = f"config: approvals.yaml: {name}"
            if name not in known and not name.startswith(ANSWERS):
                texts = {path.rpartition("/")[2]: path for path in sorted(known)}
                near = difflib.get_close_matches(name.rpartition("/")[2], texts, 1, 0.5)
                raise ConfigError(
                    where,
                    "there is no such text",
                    (f"Is it {texts[near[0]]}? " if near else "")
                    + "A text of your own is known when its folder is given with --templates.",
                )
            if approval.approved_on and approval.approved_on > filed_on:
                raise ConfigError(
                    where,
                    f"is approved on {approval.approved_on}, after the day of filing, {filed_on}",
                    "Correct the day, or approve it when that day has come.",
                )

    def state(self, name: str) -> State:
        """Whether a text, a law's offenses or a ruleset is approved as it is now."""
        if name not in self._states:
            approval = self._settings.approvals.get(name, Approval())
            if not (approval.given and approval.files):
                self._states[name] = "missing"
            else:
                same = approval.files == self.hashes(name)
                self._states[name] = "approved" if same else "changed"
        return self._states[name]

    def hashes(self, name: str) -> dict[str, str]:
        """The SHA-256 of each file or setting that an approval of this name covers."""
        return {
            label: hashlib.sha256(text).hexdigest() for label, text in self.contents(name).items()
        }

    def contents(self, name: str) -> dict[str, bytes]:
        """The same with their contents: "laws/proposition-64/motion.html" -> bytes."""
        if name.startswith(LAW):
            return self._law({name.removeprefix(LAW)})
        for layout, words in self._settings.taught.items():
            if name == taught_name(layout):
                return {f"{name}.yaml": _canonical(words)}
        if name.startswith(_RULESET):
            return dict(self._of_ruleset(name.removeprefix(_RULESET)))
        files: dict[str, TemplateFile] = {}
        for file in self._composer.shelves.files.values():
            if file.text(self._shipped) == name and file.asked.endswith(".html"):
                files |= {part.name: part for part in self._composer.outlines.whole(file)}
        laws = {law for part in files.values() if (law := law_of_file(part.asked))}
        return dict(self._labelled(files.values())) | self._law(laws)

    @property
    def _shipped(self) -> int:
        return len(self._composer.folders) - 1

    def _labelled(self, files: Iterable[TemplateFile]) -> Iterator[tuple[str, bytes]]:
        """Files by the names that templates use, those of the topmost overlay first."""
        times: dict[str, int] = {}
        for file in sorted(files, key=lambda each: (each.asked, each.shelf, each.name)):
            n = times[file.asked] = times.get(file.asked, 0) + 1
            yield file.asked if n == 1 else f"{file.asked} ({n})", _bytes_of(file.path)

    def _of_ruleset(self, ruleset: str) -> Iterator[tuple[str, bytes]]:
        known = self._settings.rulesets.get(ruleset)
        yield f"rulesets/{ruleset}.yaml", _canonical(_as_hashed(known.written) if known else None)
        shelves = self._composer.shelves
        for style in _STYLES:
            asked = (f"rulesets/{ruleset}/{style}", f"frame/{style}")
            file = next(filter(None, map(shelves.standing, asked)), None)
            if file:
                yield file.asked, _bytes_of(file.path)
        # Pictures and fonts of an overlay may be used on any page.
        for folder in self._composer.folders[: self._shipped]:
            for path in sorted(folder.rglob("*")):
                if path.is_file() and path.suffix not in (".html", ".css"):
                    yield path.relative_to(folder).as_posix(), _bytes_of(path)

    def _law(self, laws: Collection[str]) -> dict[str, bytes]:
        settings = self._settings
        return {
            **{
                f"laws/{law}.yaml": _canonical(record.model_dump(mode="json"))
                for law, record in sorted(settings.laws.items())
                if law in laws
            },
            "citations.yaml": _canonical(settings.citations.model_dump(mode="json")),
            "words.yaml": _canonical(settings.words.model_dump(mode="json")),
        }


def taught_name(layout: str) -> str:
    """The name under which a layout's words of eligibility are approved; "" for every layout's."""
    return f"{TAUGHT}-{layout}" if layout else TAUGHT


def write_approval(
    name: str,
    contents: Mapping[str, bytes],
    by: str,
    bar_number: str,
    on: dt.date,
    folder: Path,
) -> Path:
    """Write an approval of the present files into a folder of settings, with a copy of them.

    `contents` are the files that are approved under this name, each with its bytes. Returns the
    path of approvals.yaml.

    Raises:
        ConfigError: approvals.yaml there cannot be read.
        OutputError: It cannot be written.
    """
    path = folder / "approvals.yaml"
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(str(path), " ".join(str(error).split()), "Correct the file.") from error
    if not isinstance(data or {}, dict):
        raise ConfigError(str(path), "does not hold a mapping", "Begin with `schema: 1`.")
    own = {key: value for key, value in (data or {}).items() if key != "schema"}
    own[name] = {
        "approved_by": by,
        "bar_number": bar_number,
        "approved_on": on,
        "files": {label: hashlib.sha256(text).hexdigest() for label, text in contents.items()},
    }
    for label, content in contents.items():
        write_private(_copy(folder, name, label), content)
    text = yaml.safe_dump(own, sort_keys=True, allow_unicode=True, width=100)
    write_private(path, (_HEAD + text).encode())
    return path


def changes_since(approvals: Approvals, name: str, folders: Sequence[Path]) -> list[str]:
    """The changes of an approved text since its approval, line by line.

    Raises:
        OutputError: No copy of what was approved is kept in these folders.
    """
    kept = next((f for f in reversed(folders) if (f / COPIES / _safe(name)).is_dir()), None)
    if kept is None:
        raise OutputError(
            name, "no copy of what was approved is kept", "Give its settings with --config."
        )
    root, now = kept / COPIES / _safe(name), approvals.contents(name)
    then = {
        path.relative_to(root).as_posix(): _bytes_of(path)
        for path in root.rglob("*")
        if path.is_file()
    }
    lines: list[str] = []
    for label in sorted({*then, *now}):
        old, new = (texts.get(label, b"").decode("utf-8", "replace") for texts in (then, now))
        lines += difflib.unified_diff(
            old.splitlines(), new.splitlines(), f"{label} (approved)", label, lineterm="", n=1
        )
    return lines


def _copy(folder: Path, name: str, label: str) -> Path:
    return folder / COPIES / _safe(name) / label


def _safe(name: str) -> str:
    return name.replace("/", "__")


def _as_hashed(ruleset: Mapping[str, Any]) -> Mapping[str, Any]:
    """A ruleset as it was written when the first approvals were given.

    `shows: case` was written `schedule: false`, and `shows: schedule` not at all: what an attorney
    has approved means the same, and so has the same hash.
    """
    kinds = {key: ruleset[key] for key in ("documents", "per_case") if ruleset.get(key)}
    return {
        **ruleset,
        **{
            key: {name: _kind_as_hashed(kind) for name, kind in of.items()}
            for key, of in kinds.items()
        },
    }


def _kind_as_hashed(kind: Mapping[str, Any]) -> Mapping[str, Any]:
    rest = {key: value for key, value in kind.items() if key != "shows"}
    match kind.get("shows", "schedule"):
        case "schedule":
            return rest
        case "case":
            return rest | {"schedule": False}
    return dict(kind)


def _canonical(data: object) -> bytes:
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, indent=1, default=str)
    return f"{text}\n".encode()


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise OutputError(str(path), error.strerror or str(error), "Make it readable.") from error
