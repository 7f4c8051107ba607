"""Analyse a template file: its blocks, marks and names, and those of all it builds on.

The parsed text is read and nothing is rendered, so that branches which no list takes today are
analysed too.
"""

import fnmatch
import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import jinja2
from jinja2 import nodes

from filings.compose.template_lookup import TemplateFile, TemplateLoader
from filings.model.errors import TemplateError

_MARK = re.compile(r'data-required="([\w-]+)"')
_CODE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_AS_SHIPPED = (
    '{% for row in page.rows %}{% include "frame/row.html" %}{% endfor %}'
    "{% if page.rows %}{% endif %}{% for source in lists %}{% endfor %}"
)
_TAG = re.compile(r"<[^>]*>", re.DOTALL)
_BLOCK_TAG = re.compile(r"\{%-?\s*(?:block\s+(?P<name>\w+)|endblock)[^%]*%\}")
_ENTITY = re.compile(r"&#?\w+;")


@dataclass(frozen=True, slots=True)
class Block:
    """A named part of a file that another file may override."""

    name: str
    line: int  # where it begins
    through: int  # its last line
    within: bool  # whether it is inside another block of the same file


@dataclass(frozen=True, slots=True)
class RequiredMark:
    """Words that must not be lost: an element marked `data-required`."""

    name: str  # "listed-counts-only"
    file: str
    line: int
    block: str  # "" outside every block


@dataclass(frozen=True, slots=True)
class Text:
    """Words between two pieces of Jinja code, where no override has replaced them."""

    words: str
    line: int  # where they begin
    file: str
    block: str

    def line_of(self, at: int) -> int:
        """The line of an index into the words."""
        return self.line + self.words.count("\n", 0, at)

    @property
    def lines(self) -> range:
        """Every line the words are on."""
        return range(self.line, self.line_of(len(self.words)) + 1)


@dataclass(frozen=True, slots=True)
class Outline:
    """The parts of one file, as parsed."""

    file: TemplateFile
    text: str
    tree: nodes.Template
    extends: tuple[str, ...]  # as written: "laws/proposition-64/motion.html"
    includes: tuple[str, ...]  # as written; "*" for a computed name
    strings: tuple[tuple[str, int], ...]  # the texts in its code, each with its line
    blocks: tuple[Block, ...]
    nodes_of: Mapping[str, nodes.Block]  # block name -> what is in it

    def block_at(self, line: int) -> str:
        """The innermost block a line lies in; "" for none."""
        around = [block for block in self.blocks if block.line <= line <= block.through]
        return max(around, key=lambda block: block.line).name if around else ""

    def text_of(self, block: str) -> str:
        """A block as it is written, from `{% block %}` to its `{% endblock %}`."""
        depth = begin = 0
        for tag in _BLOCK_TAG.finditer(self.text):
            if tag["name"] == block and not depth:
                begin, depth = tag.start(), 1
            elif depth:
                depth += 1 if tag["name"] else -1
                if not depth:
                    return self.text[begin : tag.end()]
        return ""

    def words(self) -> str:
        """The visible text of the file, at its own places.

        Code, tags and comments are blanks, line ends are kept: an index into one is an index into
        the other.
        """
        without_code = _CODE.sub(_blank, self.text)
        without_tags = _TAG.sub(_blank, without_code)
        return _ENTITY.sub(lambda match: html.unescape(match[0]).ljust(len(match[0])), without_tags)

    def line_of(self, at: int) -> int:
        """The line of an index into the text."""
        return self.text.count("\n", 0, at) + 1


class Outlines:
    """The outlines of all files of a template loader."""

    def __init__(self, shelves: TemplateLoader, environment: jinja2.Environment) -> None:
        """Files are parsed once, when they are first asked for."""
        self.shelves = shelves
        self._environment = environment
        self._outlines: dict[str, Outline] = {}
        self._kept: dict[str, dict[str, RequiredMark]] = {}

    def of(self, name: str) -> Outline:
        """The outline of a file.

        Raises:
            TemplateError: It is not a template.
        """
        if name not in self._outlines:
            self._outlines[name] = self._read(name)
        return self._outlines[name]

    def lineage(self, file: TemplateFile) -> tuple[TemplateFile, ...]:
        """The file, the file that it extends, the one which that extends in turn, and so on."""
        lineage = [file]
        while True:
            parents = [
                parent
                for asked in self.of(lineage[-1].name).extends
                if (parent := self.shelves.standing(asked, lineage[-1].name))
            ]
            if not parents or parents[0] in lineage:
                return tuple(lineage)
            lineage.append(parents[0])

    def whole(self, file: TemplateFile) -> tuple[TemplateFile, ...]:
        """Every file a document is made from: its lineage, and all that is included."""
        files: dict[str, TemplateFile] = {}
        waiting = [file]
        while waiting:
            one = waiting.pop()
            if one.name not in files:
                files[one.name] = one
                waiting += self.lineage(one)[1:2]
                waiting += self.included(one)
        return tuple(files.values())

    def included(self, file: TemplateFile) -> list[TemplateFile]:
        """The files that a file includes itself."""
        asked = self.of(file.name).includes
        return [standing for name in asked for standing in self._standing_like(name, file)]

    def offered(self, file: TemplateFile) -> dict[str, TemplateFile]:
        """The blocks that a file may override -> the file each is in now, nearest parent first."""
        return {
            block.name: parent
            for parent in reversed(self.lineage(file)[1:])
            for block in self.of(parent.name).blocks
        }

    def marks(self, file: TemplateFile) -> dict[str, RequiredMark]:
        """The marked words that a document keeps after all overrides."""
        if file.name not in self._kept:
            self._kept[file.name] = self._find_marks(file)
        return self._kept[file.name]

    def texts(self, file: TemplateFile) -> Iterator[Text]:
        """The words of a document after all overrides."""
        lineage = self.lineage(file)
        yield from self._texts(self.of(lineage[-1].name).tree.body, lineage, lineage[-1], "", ())

    def is_shipped(self, asked: str) -> bool:
        """Whether the file for a name is a shipped one."""
        file = self.shelves.standing(asked)
        return file is not None and file.shelf == len(self.shelves.folders) - 1

    def rows_stand_alone(self, file: TemplateFile) -> bool:
        """Whether a document's overlays show the rows of its schedule as shipped, if they do.

        They may ask whether a page has rows, and set each with "frame/row.html" in one loop of
        "frame/schedule.html"; nothing else there may name rows.
        """
        shipped = len(self.shelves.folders) - 1
        return all(
            part.shelf == shipped or _sets_rows_plainly(self.of(part.name).tree, part.asked)
            for part in self.whole(file)
        )

    def _find_marks(self, file: TemplateFile) -> dict[str, RequiredMark]:
        marks: dict[str, RequiredMark] = {}
        for text in self.texts(file):
            for mark in _MARK.finditer(text.words):
                line = text.line_of(mark.start())
                marks.setdefault(mark[1], RequiredMark(mark[1], text.file, line, text.block))
        return marks

    def _texts(
        self,
        body: Sequence[nodes.Node],
        lineage: Sequence[TemplateFile],
        file: TemplateFile,
        block: str,
        above: tuple[tuple[nodes.Block, TemplateFile], ...],
    ) -> Iterator[Text]:
        for node in body:
            if isinstance(node, nodes.TemplateData):
                yield Text(node.data, node.lineno, file.name, block)
            elif isinstance(node, nodes.Block):
                (first, where), *rest = self._definitions(node.name, lineage)
                yield from self._texts(first.body, lineage, where, node.name, tuple(rest))
            elif isinstance(node, nodes.Include):
                for asked in _asked(node.template):
                    for other in self._standing_like(asked, file):
                        tree = self.of(other.name).tree
                        yield from self._texts(tree.body, (other,), other, block, ())
            elif _calls_super(node):
                if above:
                    (upper, where), *rest = above
                    yield from self._texts(upper.body, lineage, where, block, tuple(rest))
            else:
                inner = list(node.iter_child_nodes())
                yield from self._texts(inner, lineage, file, block, above)

    def _definitions(
        self, name: str, lineage: Sequence[TemplateFile]
    ) -> list[tuple[nodes.Block, TemplateFile]]:
        return [
            (self.of(file.name).nodes_of[name], file)
            for file in lineage
            if name in self.of(file.name).nodes_of
        ]

    def _standing_like(self, asked: str, asker: TemplateFile) -> list[TemplateFile]:
        names = {other.asked for other in self.shelves.files.values()}
        standing = (
            self.shelves.standing(name, asker.name) for name in sorted(fnmatch.filter(names, asked))
        )
        return [file for file in standing if file]

    def _read(self, name: str) -> Outline:
        file = self.shelves.files[name]
        text = self.shelves.get_source(self._environment, name)[0]
        try:
            return self._outline(file, text)
        except RecursionError:
            what = "has code within code, deeper than any template"
            raise TemplateError(name, what, "Write it in several steps.") from None

    def _outline(self, file: TemplateFile, text: str) -> Outline:
        name = file.name
        try:
            tree = _parsed(text, name)
            code = _CodeOfTemplate(tree)
            # Jinja checks these only when it compiles.
            for nodes_of_kind, known in (
                (code.filters, self._environment.filters),
                (code.tests, self._environment.tests),
            ):
                for node in nodes_of_kind:
                    if node.name not in known:
                        what = f"nothing is called `{node.name}` among the filters and tests"
                        raise jinja2.TemplateSyntaxError(what, node.lineno, name)
        except jinja2.TemplateSyntaxError as error:
            raise TemplateError(
                f"{name}, line {error.lineno}", error.message or "cannot be read"
            ) from error
        return Outline(
            file=file,
            text=text,
            tree=tree,
            extends=tuple(_all_asked(node.template for node in code.extends)),
            includes=tuple(_all_asked(node.template for node in code.includes)),
            strings=tuple(code.strings),
            blocks=tuple(
                Block(node.name, node.lineno, last, node.name in code.within)
                for node, last in zip(code.blocks, code.last_lines, strict=True)
            ),
            nodes_of={node.name: node for node in code.blocks},
        )


class _CodeOfTemplate:
    """The nodes of a template by kind, each kind in the order in which it stands."""

    def __init__(self, tree: nodes.Template) -> None:
        """Walk the tree once: a template has hundreds of nodes, and few of each kind."""
        self.filters: list[nodes.Filter] = []
        self.tests: list[nodes.Test] = []
        self.extends: list[nodes.Extends] = []
        self.includes: list[nodes.Include] = []
        self.strings: list[tuple[str, int]] = []  # each with its line
        self.blocks: list[nodes.Block] = []
        self.last_lines: list[int] = []  # of each block
        self.within: set[str] = set()  # names of blocks that are inside another
        self._walk(tree, in_block=False)

    def _walk(self, node: nodes.Node, *, in_block: bool) -> int:
        """Sort what is below a node; return the last line of it."""
        last = node.lineno or 0
        for child in node.iter_child_nodes():
            if isinstance(child, nodes.TemplateData):
                last = max(last, child.lineno + child.data.rstrip("\n").count("\n"))
                continue
            if isinstance(child, nodes.Block):
                place = len(self.blocks)
                self.blocks.append(child)
                self.last_lines.append(0)
                if in_block:
                    self.within.add(child.name)
                self.last_lines[place] = self._walk(child, in_block=True)
                last = max(last, self.last_lines[place])
                continue
            if isinstance(child, nodes.Const):
                if isinstance(child.value, str):
                    self.strings.append((child.value, child.lineno))
            elif isinstance(child, nodes.Filter):
                self.filters.append(child)
            elif isinstance(child, nodes.Test):
                self.tests.append(child)
            elif isinstance(child, nodes.Include):
                self.includes.append(child)
            elif isinstance(child, nodes.Extends):
                self.extends.append(child)
            last = max(last, self._walk(child, in_block=in_block))
        return last


@lru_cache(maxsize=256)
def _parsed(text: str, name: str) -> nodes.Template:
    # Only these three settings of an environment affect parsing; the trees are never changed.
    return jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).parse(
        text, name
    )


def _sets_rows_plainly(tree: nodes.Template, asked: str) -> bool:
    """Whether a template's only use of rows is one loop that sets each as shipped."""
    loop, branch, lists = _parsed(_AS_SHIPPED, "").body
    assert isinstance(branch, nodes.If)
    loops = [node for node in tree.find_all(nodes.For) if node == loop]
    asking = [node for node in tree.find_all(nodes.If) if node.test == branch.test]
    # The lists that were read have `rows` too, a number.
    counts = [
        n for node in tree.find_all(nodes.For) if _heads(node) == _heads(lists) for n in _rows(node)
    ]
    of_lists = [node for node in counts if node.node == nodes.Name("source", "load")]
    texts = [
        constant.value for constant in tree.find_all(nodes.Const) if isinstance(constant.value, str)
    ]
    pieces = [include.template for include in tree.find_all(nodes.Include)]
    pieces += [extends.template for extends in tree.find_all(nodes.Extends)]
    return (
        len(_rows(tree)) == len(loops) + len(asking) + len(of_lists)
        and len(loops) <= (asked == "frame/schedule.html")
        and not any("rows" in text.split(".") for text in texts)  # map(attribute="rows")
        and all(map(_asked, pieces))
        and not any(tree.find_all((nodes.Import, nodes.FromImport)))
    )


def _heads(loop: nodes.Node) -> tuple[nodes.Node, nodes.Node] | None:
    return (loop.target, loop.iter) if isinstance(loop, nodes.For) else None


def _rows(node: nodes.Node) -> list[nodes.Getattr]:
    return [attribute for attribute in node.find_all(nodes.Getattr) if attribute.attr == "rows"]


def _calls_super(node: nodes.Node) -> bool:
    return (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and node.node.name == "super"
    )


def _all_asked(templates: Iterable[nodes.Expr]) -> Iterator[str]:
    for template in templates:
        yield from _asked(template)


def _asked(template: nodes.Expr) -> list[str]:
    if isinstance(template, nodes.Const):
        return [str(template.value)]
    if isinstance(template, nodes.Concat):
        parts = (str(n.value) if isinstance(n, nodes.Const) else "*" for n in template.nodes)
        return ["".join(parts)]
    return []


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
