"""Read a YAML file of settings, or raise an error with the line that is wrong."""

import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from filings.model.errors import ConfigError
from filings.settings.merge import leads_out_of

_MOST_VALUES = 200_000  # in one file, with those that an alias repeats counted each time
_DEEPEST = 100
_LARGEST = 1e15
_LARGEST_FILE = 8 << 20  # bytes
_TEXT = "tag:yaml.org,2002:str"
_SPOKEN = {
    "timestamp": "no day of any calendar",
    "int": "no number that a setting takes",
    "float": "no number that a setting takes",
}


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Loads YAML's safe types, and refuses a key twice: the second would silently win."""

    depth = 0

    def descend_resolver(self, above: yaml.Node | None, _: Any) -> None:
        """Called before each node is read: refuse what nests deeper than any setting."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _wrong(above, "nests deeper than any setting")

    def ascend_resolver(self) -> None:
        self.depth -= 1

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        if len(set(keys)) < len(keys):
            twice = next(key for key in keys if keys.count(key) > 1)
            raise _wrong(node, f'the key "{twice}" stands twice')
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping

    def construct_object(self, node: yaml.Node, deep: bool = False) -> object:
        if node.tag == _TEXT and isinstance(node, yaml.ScalarNode):  # most are: no need to look up
            return node.value
        try:
            value = super().construct_object(node, deep)
            if isinstance(value, int | float) and not -_LARGEST < value < _LARGEST:
                raise OverflowError
            return value
        # Errors of the functions that PyYAML gives values to, which it does not translate.
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            kind = node.tag.rpartition(":")[2]
            text = str(node.value)
            shown = f'"{text}"' if len(text) <= 40 else f"what has {len(text):,} characters"
            raise _wrong(node, f"{shown} is {_SPOKEN.get(kind, f'no {kind}')}") from error


def read_settings_file(folder: Path, path: Path) -> dict[str, Any]:
    """The contents of a settings file, without its `schema`.

    Raises:
        ConfigError: It is outside the folder, not YAML, too large, or not of this schema. The line
            is named.
    """
    if leads_out_of(folder, path):
        raise ConfigError(
            str(path), "leads out of its folder by a link", "Put the file itself there."
        )
    try:
        data = _loaded(_text_of(path))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{path}: line {mark.line + 1}" if mark else str(path)
        what = error.problem or error.context or "is not YAML"
        raise ConfigError(where, *_cure(" ".join(what.split()), error)) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        byte = f"byte 0x{error.object[error.start]:02x} is not UTF-8"
        raise ConfigError(f"{path}: line {line}", byte, "Save the file as UTF-8 text.") from error
    except OSError as error:
        raise ConfigError(
            str(path), error.strerror or str(error), "Make it a file that can be read."
        ) from error
    except yaml.YAMLError as error:
        raise ConfigError(str(path), " ".join(str(error).split()), "Correct the file.") from error
    if not isinstance(data, dict):
        raise ConfigError(str(path), "does not hold a mapping", "Begin with `schema: 1`.")
    if data.pop("schema", None) != 1:
        raise ConfigError(
            str(path), "does not say `schema: 1`", "Write `schema: 1` on its first line."
        )
    return data


def _text_of(path: Path) -> str:
    """The text of a file of settings.

    Raises:
        ConfigError: It is not a file (a pipe would block), or is too large.
    """
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise ConfigError(str(path), "is no file", "Put a YAML file in its place.")
    if status.st_size > _LARGEST_FILE:
        what = f"is larger than any settings ({_LARGEST_FILE:,} bytes)"
        raise ConfigError(str(path), what, "Give the lists themselves to `filings check`.")
    return path.read_text(encoding="utf-8")


def _cure(what: str, error: yaml.MarkedYAMLError) -> tuple[str, str]:
    """What is wrong, in plain words, and what to do."""
    begun = f", line {error.context_mark.line + 1}," if error.context_mark else ""
    cures = {
        "tab": (
            "a tab stands where only blanks may",
            "Put blanks in place of the tab, as many as before the lines around it.",
        ),
        "end of stream": (
            "a quotation mark or bracket was opened and never closed",
            f"Look at where it begins{begun} and close it.",
        ),
        "mapping values": (
            "a colon and a blank stand within a text, or the line is indented too far",
            'Put a text that has ": " in it between quotation marks, or let the line begin in the'
            " column of its neighbours.",
        ),
        "expected key": (
            "is no `key: value` line in the column of its neighbours",
            "Let the keys of one block begin in one column, with a colon and a blank behind each;"
            ' lines with "- " stand under a key.',
        ),
        "expected <block end>": (
            "is no `key: value` line in the column of its neighbours",
            "Let the lines of one block begin in one column.",
        ),
        "unhashable": (
            "found unhashable key: a list or block stands where a key belongs",
            "A key is one word or text, with a colon and a blank behind it.",
        ),
        "cannot start any token": (
            "a text begins with a sign that means something in YAML",
            "Put the text between quotation marks.",
        ),
    }
    for sign, cure in cures.items():
        if sign in what:
            return cure
    return what, "Correct that line."


def line_of(path: Path, keys: Sequence[str]) -> int:
    """The line on which the last of these keys that is there stands, from 1; 0 if none is."""
    line = 0
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return 0
    for key in keys:
        if isinstance(node, yaml.MappingNode):
            pairs = [pair for pair in node.value if getattr(pair[0], "value", None) == key]
            if not pairs:
                break
            line, node = pairs[0][0].start_mark.line + 1, pairs[0][1]
        elif isinstance(node, yaml.SequenceNode) and key.isdecimal() and int(key) < len(node.value):
            node = node.value[int(key)]
            line = node.start_mark.line + 1
        else:
            break
    return line


def _loaded(text: str) -> object:
    loader = _Loader(text)  # a safe one; it only refuses more
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        # A value without an alias has a letter of its own: there are no more of them than letters.
        if ("&" in text and "*" in text) or len(text) > _MOST_VALUES:
            _values(node, {})
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _values(node: yaml.Node, known: dict[int, int]) -> int:
    """The number of values in and below a node, counting what an alias repeats each time."""
    if id(node) not in known:
        known[id(node)] = _MOST_VALUES  # until it is counted: it may contain itself
        if isinstance(node, yaml.ScalarNode):
            held = []
        elif isinstance(node, yaml.MappingNode):
            held = [part for pair in node.value for part in pair]
        else:
            held = node.value
        known[id(node)] = 1 + sum(_values(part, known) for part in held)
    if known[id(node)] > _MOST_VALUES:
        raise _wrong(node, "holds more values than any setting, or itself")
    return known[id(node)]


def _wrong(at: Any, what: str) -> yaml.constructor.ConstructorError:
    return yaml.constructor.ConstructorError(None, None, what, at.start_mark)
