"""What hostile templates and settings come to: the exit code, and the words of the message."""

import pytest

from filings.model.errors import FilingsError
from filings.render import Renderer
from filings.settings.settings import read_settings, shipped_templates
from tests.render.made import FILED_ON, many

SETTINGS = read_settings()
ORDER = '{% extends "laws/proposition-64/proposed-order.html" %}\n'


def sheet(more, name="frame/paper.css"):
    return (shipped_templates() / name).read_text(encoding="utf-8") + f"\n{more}\n"


def written(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def printing(folder, files, document="proposed-order", convictions=2):
    """The exit code and the message of a page made with these templates; 0 and "" when it is."""
    written(folder, files)
    try:
        press = Renderer(SETTINGS, [folder], filed_on=FILED_ON)
        press.print_document(many(convictions), document)
    except FilingsError as error:
        return int(error.code), str(error)
    return 0, ""


@pytest.mark.parametrize(
    "css",
    [
        ".draft-mark p { top: 5000pt }",
        ".draft-mark p { left: -5000pt }",
        ".draft-mark p { margin-left: -900pt }",
        ".draft-mark p { left: 420pt; top: 0 }",
        ".draft-mark p { opacity: 0.02 }",
        ".draft-mark p { clip-path: inset(50%) } .draft-mark { overflow: hidden }",
        "@page :nth(2) { @top-center { content: none } }",
    ],
)
def test_a_draft_whose_mark_nobody_sees_is_refused(tmp_path, css):
    code, message = printing(tmp_path, {"frame/paper.css": sheet(css)})
    assert code in (5, 6), message
    assert code == 6 or '`draft-mark` does not say "DRAFT' in message


def test_a_mark_moved_by_a_style_of_the_markup_is_missed_too(tmp_path):
    text = ORDER + "{% block findings %}<style>.draft-mark p { left: -5000pt }</style>{{ super() }}"
    code, message = printing(tmp_path, {"courts/ccb/proposed-order.html": text + "{% endblock %}"})
    assert (code, "`draft-mark`" in message) == (5, True), message


@pytest.mark.parametrize(
    "css",
    [
        ".line-to-sign { border-color: white }",
        ".signature .line-to-sign { border: none }",
        ".signature .line-to-sign { display: none }",
        ".signature .line-to-sign { position: relative; top: -200pt }",
        ".signature .line-to-sign { width: 40pt }",
    ],
)
def test_a_paper_that_nobody_could_sign_is_refused(tmp_path, css):
    code, message = printing(tmp_path, {"frame/paper.css": sheet(css)})
    assert (code, "no line to sign on above it" in message) == (5, True), message


def test_a_row_of_underscores_is_a_line_to_sign_on_and_no_line_is_refused(tmp_path):
    judge = (
        '<p>IT IS SO ORDERED.</p><div data-required="judge"><p>LINE</p>'
        "<p>JUDGE OF THE COURT</p></div>"
    )
    ours = tmp_path / "ours"
    code, message = printing(ours, {"frame/judge.html": judge.replace("LINE", "_" * 30)})
    assert code == 0, message
    code, message = printing(ours, {"frame/judge.html": judge.replace("LINE", "Signed:")})
    assert (code, "nobody could sign" in message) == (5, True), message
