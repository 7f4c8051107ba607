"""What a text cites, and that shipped texts cite nothing nobody read."""

import pytest

from filings.compose.composer import Composer
from filings.settings.citations import Citations
from filings.settings.settings import read_settings

TABLE = read_settings().citations


def found(text: str) -> list[tuple[str, str]]:
    return [(cited.words, cited.key) for cited in TABLE.found_in(text)]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Health and Safety Code sections 11357, 11358, 11359 or 11360", 4 * ["hs"]),
        ("(Health & Saf. Code, § 11361.8, subds. (e), (f))", ["hs-11361.8"]),
        ("H&S 11361.8(b)", ["hs-11361.8"]),
        ("Health and\n    Safety Code section\n11361.9 had", ["hs-11361.9"]),
        ("those of section 11361.8, subdivisions (e) and (f)", ["hs-11361.8"]),
        ("Cal. Rules of Court, rules 2.550 and 2.551", ["crc-2.550", "crc-2.551"]),
        ("(People v. Chavez (2018) 4 Cal.5th 771)", ["chavez"]),
        ("(Code Civ. Proc., § 2015.5)", ["ccp-2015.5"]),
        ("Penal Code section 1385", ["pc-1385"]),
    ],
)
def test_what_was_read_is_known_however_it_is_written(text, keys):
    cited = found(text)
    assert len(cited) == len(keys)
    for (_, key), start in zip(cited, keys, strict=True):
        assert key.startswith(start)


@pytest.mark.parametrize(
    "text",
    [
        "Health and Safety Code section 11362.2",
        "Penal Code section 11357",  # the number of another code
        "H&S 11357 and 11999",
        "Cal. Rules of Court, rule 2.5500",
        "section 1203.4",
        "§ 851.91",
        "rule 4.111",
        "People v. Tidwell (2016) 246 Cal.App.4th 212",
        "People v. Chavez (2016) 5 Cal.App.5th 110",  # another opinion of the same name
        "720 ILCS 550/4",
    ],
)
def test_what_nobody_read_is_told(text):
    assert any(not key for _, key in found(text)), found(text)


@pytest.mark.parametrize(
    "text",
    ["Since November 9, 2016, a person", "the 1,204 convictions", "THE PEOPLE v. the court", "2.5"],
)
def test_numbers_and_parties_are_no_citations(text):
    assert found(text) == []


def cited_by_templates() -> list[tuple[str, int, str, str]]:
    outlines = Composer().outlines
    return [
        (name, outline.line_of(cited.at), cited.words, cited.key)
        for name, file in outlines.shelves.files.items()
        if file.asked.endswith(".html") and "/" in file.asked
        for outline in (outlines.of(name),)
        for cited in TABLE.found_in(outline.words())
    ]


def test_shipped_texts_cite_nothing_that_is_not_in_the_table():
    cited = cited_by_templates()
    assert len(cited) > 20
    assert [where for where in cited if not where[3]] == []


def test_nothing_stands_in_the_table_that_no_text_cites():
    cited = {key for _, _, _, key in cited_by_templates()}
    by_number = {"hs-11357", "hs-11358", "hs-11359", "hs-11360"}
    assert set(TABLE.cited) - cited - by_number == set()


def test_every_citation_says_where_it_was_read():
    assert len(TABLE.cited) > 10
    assert [key for key, citation in TABLE.cited.items() if not citation.source] == []


@pytest.mark.parametrize(
    "record",
    [{"says": "x"}, {"says": "x", "code": "penal"}, {"says": "x", "case": "A v. B", "code": "c"}],
)
def test_a_citation_is_a_number_of_a_code_or_a_case(record):
    with pytest.raises(ValueError, match=r"code and number, or case|there is no"):
        Citations.model_validate({"codes": {}, "cited": {"one": record}})


def test_a_code_that_is_not_there_is_refused():
    record = {"says": "x", "code": "vehicle", "number": "23222"}
    with pytest.raises(ValueError, match="there is no vehicle"):
        Citations.model_validate({"codes": {}, "cited": {"one": record}})
