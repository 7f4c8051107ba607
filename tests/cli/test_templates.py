"""`filings templates ...` and `filings preview --watch`, as somebody at a terminal meets them."""

import json
import re
import textwrap
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from filings.authoring import watch
from filings.authoring.template_browser import TemplateBrowser
from filings.cli import main
from filings.model.errors import ExitCode, OutputError
from filings.model.identifiers import CourtId
from filings.settings.settings import read_settings, shipped_templates
from tests.compose.test_composer import write
from tests.render.made import FILED_ON, conviction

DAY = ("--filed-on", "2026-03-02")


@pytest.fixture
def filings(capsys) -> Callable[..., tuple[int, str, str]]:
    """Run a command; its exit code, stdout and stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stopped:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return int(stopped.value.code or 0), printed.out, printed.err

    return call


# --- list ---


def test_list_says_which_file_wins_for_each_court_and_why(filings, tmp_path):
    write(tmp_path, "courts/tor/motion.html", '{% extends "laws/proposition-64/motion.html" %}')
    code, out, _ = filings("templates", "list", "--templates", tmp_path, *DAY)
    assert code == ExitCode.DONE
    lines = {tuple(re.split(r" {2,}", line)) for line in out.splitlines()}
    mine = f"{tmp_path}/courts/tor/motion.html"
    assert (
        "los-angeles",
        "tor",
        "motion",
        mine,
        "this courthouse's own, laid over the shipped ones",
    ) in lines
    assert (
        "los-angeles",
        "33 courts",
        "motion",
        "laws/proposition-64/motion.html",
        "its law's",
    ) in lines


def test_list_of_all_counties_as_one_object(filings):
    code, out, _ = filings("templates", "list", "--county", "all", "--json", *DAY)
    assert code == ExitCode.DONE
    found = json.loads(out)["templates"]
    assert len(found) > 140
    assert {
        "county": "lake-il",
        "court": "waukegan",
        "document": "motion",
        "ruleset": "il-lake",
        "file": "rulesets/il-lake/motion.html",
        "why": "its ruleset's",
        "passed_over": ["courts/waukegan/motion.html", "counties/lake-il/motion.html"],
    } in found


# --- show ---


def test_show_tells_chain_blocks_names_and_approvals(filings):
    code, out, _ = filings("templates", "show", "order", "--county", "sacramento", *DAY)
    assert code == ExitCode.DONE
    for words in (
        "order of sac is made from laws/proposition-64/order.html: its law's.",
        r"courts/sac/order.html +- +this courthouse's own",
        r"It builds on frame/case-document.html",
        r"order_signature +laws/proposition-64/order.html, line \d+ +",
        r"count +number",
        r"laws/proposition-64/order +not approved",
        r"ruleset-ca-sacramento +not approved",
    ):
        assert re.search(words, out), words


@pytest.mark.parametrize(
    ("arguments", "code", "what"),
    [
        (("show", "moton"), ExitCode.TEMPLATE, "It has motion, proposed-order"),
        (
            ("show", "motion", "--court", "tro"),
            ExitCode.USAGE,
            "has no court tro; nearest:",
        ),
        (("show", "motion", "--county", "marin"), ExitCode.USAGE, "there is no marin; known:"),
        (("list", "--court", "nowhere"), ExitCode.USAGE, "has no court nowhere; nearest:"),
        (("check", "--templates", "absent"), ExitCode.TEMPLATE, "is not a folder"),
    ],
)
def test_a_name_nobody_knows_is_told_with_those_there_are(filings, arguments, code, what):
    stopped, _, err = filings("templates", *arguments)
    assert (stopped, what in err) == (code, True), err


def test_show_prints_a_block_as_it_stands_to_be_copied(filings):
    code, out, _ = filings("templates", "show", "motion", "--block", "memorandum", *DAY)
    assert code == ExitCode.DONE
    assert out.startswith("{% block memorandum %}")
    assert out.rstrip().endswith("{% endblock %}")
    assert out.count("{% block ") == out.count("{% endblock %}") == 5  # four lie in it
    code, _, err = filings("templates", "show", "motion", "--block", "memo", *DAY)
    assert (code, "It has title, footer_title" in err) == (ExitCode.TEMPLATE, True)


# --- new, diff, check: a text of one's own from beginning to end. ---


def test_a_text_of_ones_own_prints_at_once_changes_what_it_says_and_is_looked_through(
    filings, tmp_path
):
    office = tmp_path / "my-office"
    own = ("--court", "tor", "--templates", office, *DAY)
    code, out, _ = filings("templates", "new", "proposed-order", *own)
    path = office / "courts/tor/proposed-order.html"
    assert (code, str(path) in out) == (ExitCode.DONE, True)
    assert "order_signature" in path.read_text(encoding="utf-8")

    code, out, _ = filings("templates", "diff", "proposed-order", *own)
    assert code == ExitCode.DONE
    assert "print the same words" in out

    with path.open("a", encoding="utf-8") as file:
        file.write("{% block order_signature %}<p>Ours alone.</p>{% endblock %}\n")
    pictures = tmp_path / "changes"
    code, out, _ = filings("templates", "diff", "proposed-order", *own, "--png", pictures)
    assert code == ExitCode.DONE
    assert "+Ours alone." in out
    drawn = sorted(pictures.iterdir())
    assert [picture.name for picture in drawn][:2] == [
        "tor-proposed-order-1.png",
        "tor-proposed-order-2.png",
    ]
    with Image.open(drawn[0]) as side_by_side:
        assert side_by_side.width > 2 * side_by_side.height * 0.7

    code, out, _ = filings("templates", "check", "--document", "proposed-order", *own)
    assert code == ExitCode.TEMPLATE
    assert "block order_signature: the words marked `without-prejudice`" in out
    assert "the passage `line-to-sign` stands 0 times" in out
    assert "3 things to put right" in out


def test_new_does_not_write_over_a_file(filings, tmp_path):
    arguments = ("templates", "new", "motion", "--court", "tor", "--templates", tmp_path, *DAY)
    assert filings(*arguments)[0] == ExitCode.DONE
    code, _, err = filings(*arguments)
    assert (code, "is there already" in err) == (ExitCode.OUTPUT, True)


def test_new_for_a_county_serves_all_its_courts(filings, tmp_path):
    own = ("--templates", tmp_path, *DAY)
    assert filings("templates", "new", "motion", "--county", "los-angeles", *own)[0] == 0
    _, out, _ = filings("templates", "list", "--document", "motion", *own)
    assert re.fullmatch(r"los-angeles +34 courts +motion +\S+/motion.html +its county's.*\n", out)


def test_check_prints_the_longest_values_of_a_list(filings, tmp_path):
    # The sample layout's own headings; the name is one word that no column holds.
    filings("sample", "--cases", 60, "--seed", 3, "--out", tmp_path / "list.csv")
    rows = (tmp_path / "list.csv").read_text(encoding="utf-8")
    code, out, _ = filings(
        "templates", "check", tmp_path / "list.csv", "--document", "order", "--json", *DAY
    )
    assert code == ExitCode.DONE
    assert json.loads(out)["documents"] == 1
    assert rows  # it was read, not written


def test_shipped_texts_pass_their_own_check(filings):
    code, out, _ = filings("templates", "check", "--county", "lake-il", *DAY)
    assert (code, "nothing to put right, 3 to look at." in out) == (ExitCode.DONE, True), out
    assert "words are still missing: [statute" in out


# --- preview --watch ---


def watched(tmp_path: Path, convictions=()) -> watch.Preview:
    """A preview of Torrance's per-case order, which prints fast."""
    texts = tmp_path / "texts"
    texts.mkdir(exist_ok=True)
    return watch.Preview(
        lambda: TemplateBrowser(read_settings(), [texts], FILED_ON),
        lambda browser: browser.choose("los-angeles", CourtId("tor"), "order"),
        tmp_path / "shown",
        convictions,
    )


def state(tmp_path: Path) -> dict[str, object]:
    script = (tmp_path / "shown" / "state.js").read_text(encoding="utf-8")
    return json.loads(re.fullmatch(r"show\((.*)\);\n", script)[1])


def test_the_page_follows_the_text_and_keeps_its_last_good_pictures(tmp_path):
    preview = watched(tmp_path)
    first = preview.print()
    assert (first.error, first.pages) == (None, 2)
    good = state(tmp_path)["pages"]
    page = tmp_path / "shown" / good[0]
    was = page.read_bytes()

    own = tmp_path / "texts/courts/tor/order.html"
    write(
        tmp_path / "texts",
        "courts/tor/order.html",
        '{% extends "laws/proposition-64/order.html" %}\n{{ x',
    )
    broken = preview.print()
    assert "order.html, line 2" in broken.error.where
    told = state(tmp_path)
    assert (told["pages"], page.read_bytes()) == (good, was)
    assert "order.html, line 2" in told["error"][0]

    own.write_text(
        '{% extends "laws/proposition-64/order.html" %}{% block hearing %}<p>HERE</p>{% endblock %}'
        "{% block hearng %}{% endblock %}",
        encoding="utf-8",
    )
    mended = preview.print()
    assert mended.error is None
    assert "no template above has a block `hearng`" in mended.notes[0]
    told = state(tmp_path)
    assert told["error"] is None
    assert told["pages"] != good
    assert (tmp_path / "shown" / told["pages"][0]).read_bytes() != was


def test_a_page_that_breaks_its_ruleset_is_shown_with_the_rule(tmp_path):
    preview = watched(tmp_path)
    body = '{% block hearing %}<p style="font-size: 9pt">Dept. 104</p>{% endblock %}'
    write(
        tmp_path / "texts",
        "courts/tor/order.html",
        '{% extends "laws/proposition-64/order.html" %}' + body,
    )
    shot = preview.print()
    assert (shot.error, shot.pages) == (None, 2)
    assert "rule 2.104" in shot.notes[0]


def test_a_page_that_may_hold_names_is_its_readers_alone(tmp_path):
    watched(tmp_path, [conviction()]).print()
    folder = tmp_path / "shown"
    assert folder.stat().st_mode & 0o077 == 0
    for path in folder.iterdir():
        if path.name != watch.PAGE:  # it holds nothing
            assert path.stat().st_mode & 0o077 == 0, path.name


@pytest.mark.slow
def test_old_pictures_do_not_pile_up(tmp_path):
    preview = watched(tmp_path)
    for _ in range(5):
        preview.print()
    assert len(list((tmp_path / "shown").glob("page-*.png"))) <= 4


def test_the_open_page_asks_for_nothing_but_the_file_beside_it():
    page = watch._PAGE
    assert "http" not in page
    assert "innerHTML" not in page
    assert page.count(".src = ") == 2


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "shown").write_text("a file", encoding="utf-8")
    with pytest.raises(OutputError, match="Choose another folder"):
        watched(tmp_path)


def test_a_save_is_seen(tmp_path):
    (tmp_path / "a.html").write_text("1", encoding="utf-8")
    seen = watch.changes_in([tmp_path])
    timer = threading.Timer(0.4, lambda: (tmp_path / "a.html").write_text("2", encoding="utf-8"))
    timer.start()
    assert any("a.html" in str(change) for change in next(seen))
    timer.join()
    seen.close()


def test_show_words_prints_each_sentence_for_one_and_for_several(filings):
    _, out, _ = filings("templates", "show", "proposed-order", "--court", "ccb", "--words", *DAY)
    lines = out.splitlines()
    assert any(line.startswith("[one]     The conviction listed in Exhibit A is") for line in lines)
    assert any(line.startswith("[several] Each conviction listed in Exhibit A") for line in lines)
    assert "No access to the sealed information shall be permitted without court order." in lines
    assert not [line for line in lines if "{" in line or "<" in line]


def test_watch_refuses_a_document_nobody_knows_before_it_waits(filings, tmp_path):
    code, _, err = filings(
        "preview", "--watch", "--document", "moton", "--out", tmp_path / "p.pdf", *DAY
    )
    assert (code, "is no document of ccb" in err) == (ExitCode.TEMPLATE, True)


def test_watch_tells_where_the_page_is_and_each_attempt(filings, tmp_path, monkeypatch):
    own = write(
        tmp_path / "texts",
        "courts/tor/order.html",
        '{% extends "laws/proposition-64/order.html" %}',
    )

    def saves(_folders):
        (own / "courts/tor/order.html").write_text("{% nonsense %}", encoding="utf-8")
        yield {"one change"}
        raise KeyboardInterrupt  # how one ends it

    monkeypatch.setattr(watch, "changes_in", saves)
    code, _, err = filings(
        "preview", "--watch", "--document", "order", "--court", "tor",
        "--templates", own, "--out", tmp_path / "p.pdf", *DAY,
    )  # fmt: skip
    assert code == ExitCode.DONE
    assert f"Open {tmp_path}/p/preview.html" in err
    assert re.search(r"2 pages in \d+\.\d\d s", err)
    assert "nonsense" in err


# --- The guide. ---


def test_every_setting_the_guide_shows_is_taken(tmp_path):
    guide = (shipped_templates() / "README.md").read_text(encoding="utf-8")
    blocks = [
        textwrap.dedent(block) for block in re.findall(r"```yaml\n(.+?)```", guide, re.DOTALL)
    ]
    homes = {
        "new:": "counties/los-angeles.yaml",
        "changes:": "counties/los-angeles.yaml",
        "default_court": "counties/marin.yaml",
        "county: marin": "office.yaml",
        "misdemeanors_by": "counties/marin.yaml",
        "extends:": "rulesets/example.yaml",
        "ex-152:": "laws/example.yaml",
    }
    assert len(blocks) == len(homes)
    for number, (words, home) in enumerate(homes.items()):
        block = next(block for block in blocks if words in block)
        schema = "" if block.startswith("schema") else "schema: 1\n"
        folder = write(tmp_path / str(number), home, schema + block)
        marin = words in ("county: marin", "misdemeanors_by")
        settings = read_settings([tmp_path / "2", tmp_path / "3", folder] if marin else [folder])
        if words == "misdemeanors_by":
            assert settings.county.name == "Marin"
            assert settings.county.misdemeanors_by == "da"
            assert "example-city" in settings.county.agencies
