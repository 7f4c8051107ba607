"""Templates are a stranger's: they print what the guide lists, and reach nothing else."""

import dataclasses
import datetime as dt
import re
from functools import cache
from pathlib import Path
from unittest.mock import patch

import jinja2
import pytest

from filings import compare
from filings.authoring.lint import county_settings
from filings.authoring.stress_rows import made_up
from filings.compose import sandbox, template_context
from filings.compose.composer import Composer
from filings.compose.sandbox import METHODS, NAMES, Sandbox, View, view, word_for
from filings.model.entries import Name
from filings.model.errors import TemplateError
from filings.model.fates import Fate
from filings.model.sources import ListSource, Supplement
from filings.render import paper_texts
from filings.render.renderer import Renderer
from filings.reports import cover_sheets
from filings.reports.coverage_page import coverage_page
from filings.reports.public_totals import PublicTotal, reached
from filings.reports.summary_page import summary_page
from filings.settings.settings import read_settings, shipped_templates
from tests.linkage import Line, write_lines
from tests.render.made import FILED_ON, conviction, packet, shipped_name
from tests.reports.test_summary_page import report
from tests.screened_lines import line as screened
from tests.small_settings import small_settings
from tests.walk import walk

SETTINGS = read_settings()
GUIDE = (shipped_templates() / "README.md").read_text(encoding="utf-8")
SECRET = SETTINGS.office.conviction_key.get_secret_value()


def _packet_of(relief, settings, court):
    """A packet of a relief that has papers of its own, with a conviction of each of its parts."""
    (law,) = (law for law in settings.laws.values() if relief in law.reliefs)
    parts = [name for name, part in law.reliefs.items() if part.part_of == relief]
    rows = made_up(settings, court, law=law, reliefs=parts)
    return dataclasses.replace(packet(*rows), relief=relief)


@cache
def contexts() -> list[dict[str, object]]:
    """What every document of every ruleset, and every style sheet, is composed of."""
    found: list[dict[str, object]] = []

    class Noting(Composer):
        def _render(self, file, context):
            found.append(dict(context))
            return super()._render(file, context)

    papers = set()
    for county, record in SETTINGS.counties.items():
        settings = county_settings(SETTINGS, county)
        court = record.default_court
        if settings.paper(court).id in papers:
            continue
        source = ListSource(
            number=1, sha256="0" * 64, layout="gogen results", rows=3, eligibility="So it says."
        )
        with patch.object(paper_texts, "Composer", Noting):
            press = Renderer(settings, filed_on=FILED_ON, lists=[source])
        rows = tuple(made_up(settings, court))
        paper = press.filings.paper(court)
        papers.add(paper.id)
        for document, kind in {**paper.documents, **paper.per_case}.items():
            pack = packet(*rows if kind.shows == "schedule" else rows[:1])
            if kind.of_relief:
                pack = _packet_of(kind.of_relief, settings, court)
            filing = press.filings.build(pack, document)
            press.composer.compose(filing, county)
            press._style(filing)
            press.composer.rows_alone(filing.schedule.pages[0].rows, filing.form)
    assert papers == set(SETTINGS.rulesets) - {cover_sheets.RULESET}  # whose pages are reports
    return found


def test_whatever_a_template_can_reach_is_plain_data_or_a_view(capsys):
    strange: list[str] = []
    given = contexts()
    assert len(given) > 40
    visited = sum(walk(one, lambda at, it: strange.append(f"{at}: {type(it)}")) for one in given)
    assert strange == []
    assert visited > 10_000
    with capsys.disabled():
        print(f"\n{visited:,} objects in {len(given)} contexts")


@pytest.mark.parametrize(
    "thing", [SETTINGS.office, conviction(), {"a": 1}, (n for n in "ab"), contexts, re.compile("a")]
)
def test_the_walk_finds_what_does_not_belong_there(thing):
    @view
    class BadView(View):
        _hidden: object

    for context in ({"x": thing}, {"x": ("a", [thing])}, {"x": BadView(_hidden=thing)}):
        found: list[str] = []
        walk(context, lambda at, it: found.append(at))  # noqa: B023
        assert found, context


def test_whatever_a_report_can_reach_is_plain_data_or_a_view(tmp_path, monkeypatch):
    given: list[dict[str, object]] = []
    render = Sandbox.render

    def noting(self, name, context):
        given.append(dict(context))
        return render(self, name, context)

    monkeypatch.setattr(Sandbox, "render", noting)
    lines = [screened(n) for n in range(2, 60)]
    held = [screened(n, Fate.HELD, "hand-review") for n in range(60, 90)]
    made, small = report(*lines, *held), small_settings()
    summary_page(made, small)
    coverage_page(made, small, reached(made.tally, [PublicTotal(count=900)], small))
    both = [
        Line(
            number=f"BA{100_000 + 17 * n}",
            last="SPECIMEN" + "ABCDEFGHIJ"[n % 10],
            first="ALEX",
            born=f"{1950 + n}-01-02",
            section="11359 HS",
            level="Felony",
            day="1998-03-04",
            court="FOLTZ",
        )
        for n in range(30)
    ]
    first = write_lines(tmp_path / "first.csv", both[:25])
    compare(first, write_lines(tmp_path / "second.csv", both[5:]), tmp_path / "out", SETTINGS)
    assert len(given) == 3
    strange: list[str] = []
    visited = sum(walk(one, lambda at, it: strange.append(f"{at}: {type(it)}")) for one in given)
    assert strange == []
    assert visited > 1_000


def test_no_value_that_a_template_can_reach_holds_the_key_of_the_office():
    for context in contexts():
        assert SECRET not in str([repr_of(thing) for thing in context.values()])
    assert SECRET not in repr(SETTINGS)


def repr_of(thing: object) -> object:
    if isinstance(thing, View):
        return [
            repr_of(getattr(thing, n))
            for k in type(thing).__mro__
            for n in getattr(k, "__slots__", ())
        ]
    return [repr_of(part) for part in thing] if isinstance(thing, tuple | list) else thing


# --- What an attacker would write. ---

HOSTILE = """
{{ words.parse_raw("x", proto="pickle", allow_pickle=true) }}
{{ words.model_construct() }}
{{ words.model_dump() }}
{{ office.conviction_key }}
{{ office["conviction_key"] }}
{{ office.model_fields }}
{{ office }}
{{ office | string }}
{{ office ~ "" }}
{{ office | e }}
{{ [office] | join }}
{{ "%s" | format(office) }}
{{ office | attr("conviction_key") }}
{{ office | pprint }}
{{ [office] | map("attr", "conviction_key") | list }}
{{ [office] | map(attribute="conviction_key") | list }}
{{ [office] | map(attribute="__class__") | list }}
{{ [office] | map(attribute="__class__.__mro__") | list }}
{{ [office] | sum(attribute="conviction_key") }}
{{ [office] | selectattr("conviction_key") | list }}
{{ [office] | groupby("conviction_key") }}
{{ [office] | sort(attribute="conviction_key") }}
{{ [office] | unique(attribute="conviction_key") | list }}
{{ "{0.conviction_key}".format(office) }}
{{ "{0.__class__}".format(office) }}
{{ "{a.__class__}".format_map({"a": office}) }}
{{ ("{0.__class__}" | safe).format(office) }}
{{ ["{0.__class__}"] | map("format", office) | list | attr("x") }}
{{ ("{0.__class__}" | attr("format"))(office) }}
{{ "".__class__ }}
{{ ""["__class__"] }}
{{ "" | attr("__class__") }}
{{ ().__class__.__base__.__subclasses__() }}
{{ "".join.__self__ }}
{{ "".upper.__self__.__class__ }}
{{ "".encode() }}
{{ "a".zfill(1000000000) }}
{{ count.__class__ }}
{{ count.to_bytes(2, "big") }}
{{ filed_on.__class__ }}
{{ filed_on.__reduce__() }}
{{ filed_on.strftime("%Y") }}
{{ filed_on.today() }}
{{ lists.__class__ }}
{{ lists.__iter__() }}
{{ lists.append(1) }}
{{ lipsum() }}
{{ lipsum.__globals__ }}
{{ cycler("a").__init__ }}
{{ joiner() }}
{{ namespace(a=1) }}
{{ dict(a=1) }}
{{ range.__globals__ }}
{{ range.__call__(3) }}
{{ range(9999999) | list }}
{{ self.__init__ }}
{{ self._TemplateReference__context }}
{{ self["_TemplateReference__context"] }}
{{ self.hearing._context }}
{{ self.hearing.__class__ }}
{{ self.title._stack }}
{{ super.__init__ }}
{{ super._context.environment }}
{{ super.super.super.super() }}
{% macro m() %}{% endmacro %}{{ m._func }}
{% macro m() %}{% endmacro %}{{ m.__init__.__globals__ }}
{% macro m() %}{% endmacro %}{{ m._environment }}
{% macro m() %}{{ caller._func }}{% endmacro %}{% call m() %}{% endcall %}
{% macro m() %}{{ varargs.__class__ }}{% endmacro %}{{ m(1) }}
{% macro m() %}{{ kwargs.__class__ }}{% endmacro %}{{ m(a=1) }}
{% macro m() %}{{ kwargs.update(a=2) }}{% endmacro %}{{ m(a=1) }}
{% for x in [1] %}{{ loop._recurse }}{% endfor %}
{% for x in [1] %}{{ loop.__class__ }}{% endfor %}
{% for x in [1] %}{{ loop._iterator }}{% endfor %}
{% for x in [1] %}{{ loop([2]) }}{% endfor %}
{% for x in [1] %}{{ loop.cycle.__func__ }}{% endfor %}
{% import "frame/judge.html" as r %}{{ r.__class__ }}
{% import "frame/judge.html" as r %}{{ r._body_stream }}
{% import "frame/judge.html" as r %}{{ r.__dict__ }}
{{ (lists | map(attribute="number")).gi_frame }}
{{ (lists | map("upper"))["gi_frame"] }}
{{ (lists | select).gi_frame.f_back }}
{{ (lists | batch(1)).gi_code }}
{{ ({}).items().mapping }}
{{ case.styled }}{{ court.name.upper.__self__ }}
{{ schedule.pages[0].rows[0].conviction }}
{{ schedule.pages[0].rows | map(attribute="conviction.name") | list }}
{{ form.columns[0].text(1, packet.convictions[0]) }}
{{ form.columns[0].text.__globals__ }}
{{ packet.convictions[0].id }}
{{ packet.convictions[0].line }}
{{ packet.convictions[0].name }}
{{ packet.convictions[0]["name"] }}
{{ packet.convictions | map(attribute="name.listed") | join }}
{{ packet.convictions[0].name | default("none") }}
{{ packet.convictions[0].name is defined }}
{{ packet.replace() }}
{{ packet.__replace__() }}
{{ packet.WITHHELD }}
{{ paper.rules }}
{{ county.courts }}
{{ agency.counsel }}
{{ agency.written_as }}
{{ court() }}
{{ court.name() }}
{{ court.changes }}
{{ undefined_name }}
{{ undefined_name.x.y }}
{{ undefined_name() }}
{% set court.name = "x" %}
{% include "/etc/passwd" %}
{% include "../../../../etc/passwd" %}
{% import "os" as os %}
{% from "os" import system %}
{% extends "/etc/passwd" %}
{{ ""[0:1].__doc__ }}
{{ (1).real }}
{{ none.__class__ }}
{{ true.__class__ }}
{{ (lists | random).number }}
{{ [1, 2].pop() }}
{{ {"a": office}.a.conviction_key }}
{{ {"a": 1}.__class__ }}
{{ {"a": 1}.update(b=2) }}
{{ {"a": 1}.setdefault("b", 2) }}
{{ {"a": 1}.fromkeys("ab") }}
"""
HOSTILE_LINES = [line for line in HOSTILE.splitlines() if line]


def composed(folder: Path, line: str, document: str = "motion") -> str:
    name = shipped_name(document)
    (folder / name).parent.mkdir(parents=True)
    text = f'{{% extends "{name}" %}}\n{{% block hearing %}}\n{line}{{% endblock %}}\n'
    (folder / name).write_text(text, encoding="utf-8")
    press = Renderer(SETTINGS, (folder,), filed_on=FILED_ON)
    pack = packet(conviction())
    filing = press.filings.build(pack, document)
    return press.composer.compose(filing, "los-angeles")


@pytest.mark.parametrize("line", HOSTILE_LINES)
def test_a_hostile_template_is_stopped_with_its_file(tmp_path, line):
    with pytest.raises(TemplateError) as caught:
        composed(tmp_path, line)
    assert str(tmp_path) in caught.value.where
    if not re.search(r"include|import|extends|random|attr\(|pprint|set court|attr\"", line):
        assert re.search(r", line [23]\b", caught.value.where)
    assert SECRET not in str(caught.value)


def test_what_the_guide_promises_still_works(tmp_path):
    html = composed(
        tmp_path,
        "{% macro m(x) %}[{{ x }}]{% endmacro %}{{ m(court.name.upper()) }}{{ super() }}"
        '{{ lists | length }}{% for n in range(2) %}{{ loop.cycle("a", "b") }}{% endfor %}'
        '{% set d = {"x": 1} %}{{ d.x }}{{ d["x"] }}{% for k, v in d.items() %}{{ k }}{% endfor %}'
        '{{ court["name"] }}{{ filed_on.isoformat() }}{{ self.title() }}'
        '{{ packet.convictions | map(attribute="statute.short") | join }}'
        '{% for g in packet.convictions | groupby("level") %}{{ g.grouper }}{% endfor %}',
    )
    for words in ("[CLARA", "Department", "ab", "11x", "2026-03-02", "Notice of", "11360(a)felony"):
        assert words in html, words


# --- A document that names nobody has no name to print. ---


def test_a_conviction_of_a_public_document_has_no_name_and_one_under_seal_has(tmp_path):
    line = "{% for c in packet.convictions %}{{ c.name.listed }}{% endfor %}"
    with pytest.raises(TemplateError) as caught:
        composed(tmp_path, line)
    assert caught.value.where.endswith("laws/proposition-64/motion.html, line 3, block hearing")
    assert "`conviction` has no `name`: this document names nobody" in caught.value.what
    (tmp_path / "sealed").mkdir()
    assert "SPECIMEN1, ALEX Q" in composed(tmp_path / "sealed", line, "exhibit-a-sealed")


def test_no_view_of_a_document_that_names_nobody_holds_a_name():
    name = Name(last="HAWTHORN-SPECIMEN", first="ROWAN")
    for names in (False, True):
        shown = template_context.packet_view(packet(conviction(name=name)), names=names)
        case = template_context.case_view(shown, {}, names=names)
        held: list[str] = []
        walk({"packet": shown, "case": case}, lambda at, it: None)
        held = [str(repr_of(shown)), str(repr_of(case))]
        assert [("HAWTHORN" in one) for one in held] == [names, names]


# --- The guide lists every name, and the views have no other. ---


def guide_parts(word: str) -> set[str]:
    return set(re.findall(rf"`{word}\.(\w+)[`(]", GUIDE))


def listed(first: str) -> set[str]:
    row = re.search(rf"^\| `{re.escape(first)}` \| (.+) \|$", GUIDE, re.MULTILINE)
    assert row, first
    return set(re.findall(r"`(\w+)`", row[1]))


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("conviction", template_context.NamedConvictionView),
        ("statute", template_context.StatuteView),
        ("name", template_context.NameView),
        ("box", template_context.BoxView),
        ("packet", template_context.NamedPacketView),
        ("case", template_context.NamedCaseView),
        ("court", template_context.CourtView),
        ("county", template_context.CountyView),
        ("agency", template_context.AgencyView),
        ("counsel", template_context.CounselView),
        ("office", template_context.OfficeView),
        ("schedule", template_context.ScheduleView),
        ("page", template_context.PageView),
        ("row", template_context.RowView),
        ("column", template_context.ColumnView),
        ("form", template_context.FormView),
        ("paper", template_context.PaperView),
        ("words", template_context.WordsView),
    ],
)
def test_the_guide_lists_every_name_of_a_view_and_no_other(word, kind):
    assert guide_parts(word) - {"html", "css", "yaml", "py"} == NAMES[kind]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("lists", template_context.ListView),
        ("supplements", template_context.SupplementView),
        ("paper.page", template_context.SizeView),
        ("paper.margins", template_context.MarginsView),
        ("paper.body", template_context.BodyView),
    ],
)
def test_the_guide_lists_every_name_within_a_row_and_no_other(row, kind):
    assert listed(row) - {"orders"} == NAMES[kind]


def test_every_view_is_frozen_and_says_what_it_is():
    one = template_context.supplement_views(
        [Supplement(run="a", filed_on=FILED_ON, order="", count=1)]
    )[0]
    with pytest.raises(AttributeError):
        one.count = 2
    assert repr(one) == "<SupplementView>"
    assert word_for(template_context.NamedConvictionView) == "conviction"


def test_the_lists_of_what_is_allowed_hold_no_name_that_leads_on():
    for kind, names in NAMES.items():
        for name in names:
            assert not name.startswith("_"), (kind, name)
    for kind in (str, dt.date, dict):
        assert METHODS[kind].isdisjoint({"format", "format_map", "mro", "update", "pop"})
    assert set(sandbox.GLOBALS) == {"range"}
    assert not {"attr", "pprint", "random"} & set(Sandbox(jinja2.DictLoader({})).filters)
