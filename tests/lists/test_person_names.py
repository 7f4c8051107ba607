"""A name is kept as the list writes it, and split only where the list says how."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings.lists import person_names
from filings.lists.person_names import clean, last_first, parts, slashes
from filings.model.entries import Name
from tests.lists.making import doj, entries, entry, gogen, office


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("SKYWALKER,LUKE S", Name(last="SKYWALKER", first="LUKE", middle="S")),
        ("LECTER, HANNIBAL", Name(last="LECTER", first="HANNIBAL")),
        (
            "DE LA CRUZ,MARIA DEL CARMEN",
            Name(last="DE LA CRUZ", first="MARIA", middle="DEL CARMEN"),
        ),
        ("O'BRIEN,SEAN", Name(last="O'BRIEN", first="SEAN")),
        ("MC DONALD,ANN", Name(last="MC DONALD", first="ANN")),
        ("SMITH JR,JOHN A", Name(last="SMITH", first="JOHN", middle="A", suffix="JR")),
        ("SMITH,JOHN A JR", Name(last="SMITH", first="JOHN", middle="A", suffix="JR")),
        ("SMITH, JOHN, III", Name(last="SMITH", first="JOHN", suffix="III")),
        ("SMITH,JOHN V", Name(last="SMITH", first="JOHN", middle="V")),
        ("Nguyễn,Văn Anh", Name(last="Nguyễn", first="Văn", middle="Anh")),
        ("PRINCE", Name(last="PRINCE")),
        ("JOHN SMITH", Name(last="JOHN SMITH")),  # nobody can say where the last name ends
    ],
)
def test_a_name_with_a_comma_is_split_there_only(written, meant):
    assert last_first(written) == meant


@pytest.mark.parametrize("written", ["", "   ", ",", " , "])
def test_no_name_is_none(written):
    assert last_first(written) is None


def test_a_name_with_slashes_loses_its_padding():
    assert slashes("GROUCH/OSCAR/THE") == Name(last="GROUCH", first="OSCAR", middle="THE")
    assert slashes("BIRD/BIG        ") == Name(last="BIRD", first="BIG")
    assert slashes(" / / ") is None


def test_names_in_columns_keep_their_suffix():
    assert parts("SMITH", "JOHN", "", "Jr.") == Name(last="SMITH", first="JOHN", suffix="Jr.")
    assert parts("", "CHER", "", "") == Name(last="CHER")
    assert parts("", "", "", "") is None


def test_nobody_is_respelt():
    for written in ("van der Berg", "MacDonald", "李小龍", "Հովհաննիսյան", "&<b>{{7*7}}"):
        assert clean(written) == written


def test_invisible_characters_go_and_accents_are_composed():
    assert clean("MU\x00ÑOZ\u202e\ufeff") == "MUÑOZ"
    assert clean("Mun\u0303oz") == "Muñoz"
    assert clean("  DOE \t\n JANE ") == "DOE JANE"
    assert clean("نی\u200cما") == "نی\u200cما"  # the joiner shapes the letters


@given(st.text())
def test_a_clean_text_is_clean(text):
    assert clean(clean(text)) == clean(text)
    assert clean(text) == clean(text).strip()


@pytest.mark.parametrize(
    "written", ["PE&Ntilde;A", "PE&#209;A", "PE&amp;Ntilde;A", "PEÃ‘A", "PEÃ\x91A"]
)
def test_a_name_in_codes_is_what_they_stand_for(written):
    assert person_names.mended(written) == "PEÑA"


@pytest.mark.parametrize("written", ["PEÑA", "A&B", "AT&T; CO", "Đặng", "Ã", "NUÑEZ Ã‘", "O'NEIL"])
def test_a_name_that_may_be_meant_as_it_stands_stays(written):
    assert person_names.mended(written) == written


def test_a_mended_name_is_remarked(tmp_path):
    path = office(tmp_path / "a.csv", {"Last Name": "PE&Ntilde;A"}, {"Last Name": "PEÑA"})
    first, second = entries(path)
    assert first.name == second.name
    assert (first.warnings, second.warnings) == (("name-mended",), ())


@pytest.mark.parametrize("make", [doj, gogen])
def test_a_mended_name_of_the_states_file_is_remarked(tmp_path, make):
    found = entry(make(tmp_path / "a.csv", {"PRI_NAME": "PE&Ntilde;A,ANA"}))
    assert (found.name.last, found.warnings) == ("PEÑA", ("name-mended",))
