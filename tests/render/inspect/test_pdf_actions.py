"""A filed paper leads nowhere but where its ruleset lets it, and carries no file."""

import io
import re

import pikepdf
import pytest
from pikepdf import Dictionary, Name
from pydantic import ValidationError

from filings.model.errors import ExitCode, PageError
from filings.render import Renderer
from filings.render.inspect import inspect
from filings.render.inspect.pdf_actions import is_allowed, look_at_actions
from filings.settings.rulesets import Pdf
from filings.settings.settings import read_settings
from tests.render.made import FILED_ON, conviction, many, packet, shipped_name
from tests.render.mutations import _link, spoilt, to
from tests.render.specimens import ruleset

SETTINGS = read_settings()
COURT = "www.courts.ca.gov"


def print_with(
    tmp_path, words, document="motion", of=None, block="service", settings=SETTINGS, keep=""
):
    path = tmp_path / shipped_name(document)
    path.parent.mkdir(parents=True)
    head = f'{{% extends "{shipped_name(document)}" %}}{{% block {block} %}}{keep}'
    path.write_text(f'{head}<p class="body">{words}</p>{{% endblock %}}', encoding="utf-8")
    press = Renderer(settings, (tmp_path,), filed_on=FILED_ON)
    return press.print_document(of or packet(conviction()), document)


def letting(host: str):
    ours = SETTINGS.rulesets["ca-superior"]
    changed = ours.model_copy(update={"pdf": ours.pdf.model_copy(update={"link_hosts": [host]})})
    return SETTINGS.model_copy(update={"rulesets": {**SETTINGS.rulesets, "ca-superior": changed}})


@pytest.mark.parametrize(
    "address",
    [
        "https://tracker.example/?p={{ packet.name }}",
        pytest.param("http://www.courts.ca.gov/", marks=pytest.mark.slow),
        "javascript:alert(1)",
        pytest.param("file:///etc/hostname", marks=pytest.mark.slow),
        pytest.param("mailto:somebody@office.example", marks=pytest.mark.slow),
    ],
)
def test_no_motion_is_printed_with_a_link_that_leads_out(tmp_path, address):
    with pytest.raises(PageError) as caught:
        print_with(tmp_path, f'See <a style="color: black" href="{address}">this</a>.')
    assert caught.value.code == ExitCode.PAGE
    assert "a link to " in caught.value.what
    assert re.search(r"motion\.pdf, page \d$", caught.value.where)
    assert "link_hosts" in caught.value.remedy


@pytest.mark.parametrize("rows", [1, pytest.param(300, marks=pytest.mark.slow)])
def test_nor_is_a_long_schedule_whose_pages_are_filled_in_or_the_order_of_a_case(tmp_path, rows):
    link = '<a style="color: black" href="https://tracker.example/">this</a>'
    with pytest.raises(PageError, match="a link to"):
        print_with(tmp_path / "a", link, of=many(rows))
    with pytest.raises(PageError, match="a link to"):
        print_with(tmp_path / "b", link, "order", block="findings", keep="{{ super() }}")


def test_a_link_within_the_paper_and_one_to_a_host_of_the_list_are_let_be(tmp_path):
    assert (
        print_with(
            tmp_path / "a", 'See <a style="color: black" href="#sheet-1">Exhibit A</a>.'
        ).pages
        > 1
    )
    link = f'See <a style="color: black" href="https://{COURT}/forms">the forms</a>.'
    printed = print_with(tmp_path / "b", link, settings=letting(COURT))
    with pikepdf.open(io.BytesIO(printed.pdf)) as pdf:
        _, links = look_at_actions(pdf, [page.obj for page in pdf.pages])
    assert [to for _, to in links] == [f"https://{COURT}/forms"]
    with pytest.raises(PageError, match="a link to"):
        print_with(tmp_path / "c", link, settings=letting("courts.ca.gov"))


def test_no_file_is_carried_in_a_motion(tmp_path):
    tmp_path.joinpath("list.csv").write_text("case,name\n", encoding="utf-8")
    address = tmp_path.joinpath("list.csv").as_uri()
    link = f'<a style="color: black" rel="attachment" href="{address}">x</a>'
    with pytest.raises(PageError, match=r"FileAttachment annotation|attached file"):
        print_with(tmp_path, link)


@pytest.mark.parametrize(
    "address",
    [
        f"https://{COURT}@tracker.example/",
        f"https://{COURT}:8443/",
        f"https://{COURT}.tracker.example/",
        f"https://{COURT}\\@tracker.example/",
        f"https://user:pass@{COURT}/",
        f"https://{COURT}/\x00",
        f"https://{COURT}/\u202e",
        f" https://{COURT}/",
        f"https://{COURT}/\n",
        f"HTTPS://{COURT.upper()}/",
        f"http://{COURT}/",
        f"//{COURT}/",
        "",
    ],
)
def test_an_address_that_only_looks_like_one_of_the_list_is_not(address):
    assert not is_allowed(address, (COURT,))
    assert is_allowed(f"https://{COURT}/rules?q=2.256#a", (COURT,))
    assert is_allowed(f"https://{COURT}", (COURT,))


def test_a_host_is_written_bare():
    for wrong in ("https://www.courts.ca.gov", "*.ca.gov", "courts.ca.gov/", "CA.GOV", "localhost"):
        with pytest.raises(ValidationError):
            Pdf(max_mb=25, link_hosts=(wrong,))


def test_inspect_tells_each_link_with_its_page_under_a_check_of_its_own():
    (finding,) = [
        each
        for each in inspect(spoilt(to("https://tracker.example/")), ruleset()).findings
        if each.check == "links"
    ]
    assert (finding.page, finding.severity) == (2, "error")
    assert finding.measured == 'a link to "https://tracker.example/"'
    turn = spoilt(_link(Dictionary(S=Name.Named, N=Name.NextPage)))
    assert not [
        each for each in inspect(turn, ruleset()).findings if each.check == "active-content"
    ]
