"""A section is read with its subdivision and its code, or what is left of the cell is told."""

import time

import pytest

from filings.lists.charges import ChargeCells
from filings.lists.section_numbers import (
    differs,
    find_statutes,
    in_style,
    is_in_style,
    multiplier,
    parse_statute,
)
from filings.model.entries import Level, Statute
from filings.settings.laws import SectionStyle
from filings.settings.settings import read_settings

SECTIONS = ChargeCells(read_settings())
COOK = ChargeCells(read_settings(chosen={"office": {"county": "cook-il", "agency": "ccsao"}}))


def read(text: str) -> Statute | None:
    """The section of a cell that is one conviction and is understood whole."""
    return SECTIONS.read(text).statute


def hs(section: str, subdivision: str = "", *, attempt: bool = False) -> Statute:
    return Statute(code="HS", section=section, subdivision=subdivision, attempt=attempt)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("11358 HS-CULTIVATE CANNABIS", hs("11358")),
        ("11359HS-INTENT SELL CANNABIS", hs("11359")),
        ("11359 HS-MARIJUANA POSSESION FOR SALE", hs("11359")),
        ("11357(C) HS-POSSESS MARIJUANA", hs("11357", "c")),
        ("11357(C)HS", hs("11357", "c")),
        ("11357(b)HS-POSSESS", hs("11357", "b")),
        ("11357A HS", hs("11357", "a")),
        ("11357B2 HS", hs("11357", "b(2)")),
        ("11360A2 HS", hs("11360", "a(2)")),
        ("11360(A)(2) HS", hs("11360", "a(2)")),
        ("11360(B) SELL MARIJUANA", hs("11360", "b")),
        ("HS 11357 c", hs("11357", "c")),
        ("11357 HS c", hs("11357", "c")),
        ("11357 HS (c)", hs("11357", "c")),
        ("HS11357(c)", hs("11357", "c")),
        ("11357-C", hs("11357", "c")),
        ("11357.c", hs("11357", "c")),
        ("11357 (c)", hs("11357", "c")),
        ("11357 subd. (c)", hs("11357", "c")),
        ("H&S 11357(c)", hs("11357", "c")),
        ("11357(c) H & S", hs("11357", "c")),
        ("H.S. § 11357(c)", hs("11357", "c")),
        ("Health & Safety Code section 11357(c)", hs("11357", "c")),
        ("Section 11358 of the Health and Safety Code", hs("11358")),
        ("/11357 HS", hs("11357")),
        ("CHRG 11358 HS", hs("11358")),
        (":CHRG 11358 HS", hs("11358")),
        ("VIOL 11357(C) HS FELONY", hs("11357", "c")),
        ("11530.1 HS", hs("11530.1")),
        ("11358", hs("11358")),
        ("11358 F", hs("11358")),
        ("503 VC-TAKE CAR W/OUT OWNERS CONSENT", Statute(code="VC", section="503")),
        ("314(1) PC-INDECENT EXPOSURE", Statute(code="PC", section="314", subdivision="1")),
        ("23222(b) VC", Statute(code="VC", section="23222", subdivision="b")),
        ("220 PC- COMMIT MAYHEM", Statute(code="PC", section="220")),
        ("4149 BP - UNLICENSED SALE", Statute(code="BP", section="4149")),
    ],
)
def test_every_known_spelling_gives_its_section(written, meant):
    assert read(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "720 ILCS 550/4(a)",
        "720-550/4(A)",
        "720 ILCS 550.0/4-A",
        "720ILCS550/4 (a)",
        "720 ILCS 550/4(a) POSS CANNABIS",
    ],
)
def test_illinois_is_told_by_chapter_act_and_section(written):
    assert COOK.read(written).statute == Statute(code="", section="720 ILCS 550/4", subdivision="a")


@pytest.mark.parametrize("written", ["720 ILCS 550/45x", "720 ILCS 550/4,5", "720 550/4(a)"])
def test_half_a_citation_of_illinois_is_not_a_charge_of_another_kind(written):
    assert read(written) is None


@pytest.mark.parametrize("written", ["11357©", "11357 ©", "11357© HS", "HS 11357©", "11357 HS ©"])
def test_the_copyright_sign_a_spreadsheet_makes_is_subdivision_c(written):
    assert read(written) == hs("11357", "c")


@pytest.mark.parametrize(
    "written",
    [
        "664/11357(c) HS",
        "664.11357(c) HS",
        "66411357(c) HS",
        "664-11357(C) HS-POSSESS",  # gogen cuts it at the first dash and loses it
        "664 PC/11357(c) HS",
        "664(A)/11357(C) HS",
        "ATTEMPTED 11357(c) HS",
        "11357(c) HS ATTEMPT",
        "11357(c) HS (ATTEMPTED)",
        "11357(c)HS-ATT",
        "ATTEMPTED POSSESSION 11357(c) HS",
        "11357(c)-664 PC",
        "664;11357(c) HS",
        "664 PC; 11357(c) HS",
        "PC664/11357(c)HS",
        "PC 664/11357(c)",
    ],
)
def test_an_attempt_is_read_through_section_664(written):
    assert read(written) == hs("11357", "c", attempt=True)


@pytest.mark.parametrize(
    "written",
    [
        "CONSP 11360(a) HS",
        "11360(a) HS-CONSPIRACY",
        "CONSPIRACY TO SELL 11360(a) HS",
        "SOLICIT 11360(a) HS",
        "ACCESSORY TO 11359 HS",
        "AID/ABET 11359 HS",
        "NOT 11359 HS",
        "11359 HS - NOT GUILTY",
        "REDUCED FROM 11359 HS",
        "11359 HS - DISMISSED",
        "11358 HS OR 11361(A) HS",
        "182-11358 HS",
        "182 PC-CONSPIRACY 11358 HS",
        "WAS 11359 HS",
        "SALE TO A MINOR 11360 HS",
    ],
)
def test_a_part_in_an_offense_is_not_the_offense(written):
    assert read(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "POSSESSION OF MARIJUANA 11357(B) HS",
        "POSS MJ 28.5 GRAMS OR LESS 11357(B) HS",
        "11357(B) HS-POSSESS MARIJUANA 28.5-/GRAMS",
        "11357(B) HS NOT MORE THAN 1 OZ",
        "COUNT 1: 11357(B) HS",
        "POSSESSION OF MARIJUANA (HS 11357(b))",
        "HS-11357(b)",
        "HS: 11357(b)",
        "CA HS 11357(b)",
        "Hlth & Saf Code 11357(b)",
        "California Health and Safety Code section 11357(b)",
    ],
)
def test_words_of_the_offense_do_no_harm(written):
    assert read(written) == hs("11357", "b")


@pytest.mark.parametrize("written", ["182(A)(1) PC-CONSPIRACY", "182 PC-CONSPIRACY", "182(a)"])
def test_a_part_in_another_offense_is_another_charge(written):
    statute = read(written)
    assert statute is not None
    assert statute.section == "182"


@pytest.mark.parametrize("written", ["11358.0", "11358.00", "11358.0 "])
def test_a_section_that_a_spreadsheet_made_a_number_is_read(written):
    assert read(written) == hs("11358")


@pytest.mark.parametrize("written", ["2", "2.0", "99", "1135"])
def test_a_bare_number_too_short_for_a_section_is_none(written):
    assert read(written) is None


@pytest.mark.parametrize("reader", [parse_statute, find_statutes, SECTIONS.read, multiplier])
@pytest.mark.parametrize(
    "text", ["HS" + " " * 5_000 + "x", "11357" + " " * 5_000 + "x", "11357 " * 900, "(" * 5_000]
)
def test_a_text_made_to_take_long_takes_no_time(reader, text):
    began = time.process_time()
    reader(text)
    assert time.process_time() - began < 1


def test_section_664_alone_is_itself():
    assert read("664 PC-ATTEMPT") == Statute(code="PC", section="664")


@pytest.mark.parametrize("written", ["11357.5 HS", "11357.5(A) HS", "HS 11357.5"])
def test_synthetic_cannabinoids_are_never_taken_for_11357(written):
    statute = read(written)
    assert statute is not None
    assert statute.section == "11357.5"


def test_a_sale_to_a_minor_is_read_as_11361():
    assert read("11361(A) HS-SELL TO MINOR") == hs("11361", "a")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "#N/A",
        "SEE COMMENT FOR CHARGE",
        "113570 HS",
        "11357CD HS",
        "11357(a-d) HS",
        "11357(c)/11358 HS",
        "11357, 11358",
        "182/11359 HS",
        "CASE 12345",
        "POSSESSION OF MARIJUANA",
    ],
)
def test_what_cannot_be_read_to_its_end_is_no_statute(written):
    assert read(written) is None


def test_a_comment_gives_every_section_it_names():
    assert find_statutes("CHRG 11358 HS AND 11359 HS") == (hs("11358"), hs("11359"))
    assert find_statutes("11357(D) - not 11357(C)") == (hs("11357", "d"), hs("11357", "c"))
    assert find_statutes("BOOKED 19810411, CASE 12345 OF 1981") == ()


@pytest.mark.parametrize(
    ("written", "section", "times"),
    [
        ("11358 HS x2", "11358", 2),
        ("11358x2", "11358", 2),
        ("11358 HS (X3)", "11358", 3),
        ("2x 11358", "11358", 2),
        ("2 counts of 11358 HS", "11358", 2),
        ("11358 X 2 HS", "11358", 2),
        ("11357© ×2", "11357(c)", 2),
        ("11357(c) (2 counts)", "11357(c)", 2),
        ("11357(c) HS, TWO COUNTS", "11357(c)", 2),
        ("11358 2 cts", "11358", 2),
        ("11358 HS *2", "11358", 2),
        ("11358 HS", "11358", 1),
        # What is not how often: a room, and plants.
        ("11358 HS 10X12 GROW ROOM", "11358", 1),
        ("11358 HS X 12 PLANTS", "11358", 1),
    ],
)
def test_a_multiplier_tells_as_many_convictions(written, section, times):
    told = SECTIONS.read(written)
    assert [its.short for its in told.statutes] == [section] * times
    assert not told.counts


@pytest.mark.parametrize("written", ["11358 HS 4X4", "11358 HS x0", "11358 HS x2 x3", "11358 x200"])
def test_what_is_no_multiplier_is_not_passed_over(written):
    assert SECTIONS.read(written).statutes == ()
    assert SECTIONS.read(written).rest


@pytest.mark.parametrize(
    ("written", "times"), [("x2", 2), ("(X3)", 3), ("2 counts", 2), ("11358 x2", 0), ("x", 0)]
)
def test_a_cell_of_a_multiplier_alone(written, times):
    assert multiplier(written) == times


@pytest.mark.parametrize(
    ("written", "sections", "counts"),
    [
        ("11359 HS (COUNTS 1 AND 3)", ["11359", "11359"], ("1", "3")),
        ("11359 HS CTS 1-3", ["11359"] * 3, ("1", "2", "3")),
        ("11357(b) CT 2", ["11357(b)"], ("2",)),
        ("COUNT 1: 11357(B) HS", ["11357(b)"], ("1",)),
        ("11358 HS COUNT 1; 11359 HS COUNT 2", ["11358", "11359"], ("1", "2")),
        ("11357(b) x 2; 11359", ["11357(b)", "11357(b)", "11359"], ()),
        ("11358 HS and 11359 HS", ["11358", "11359"], ()),
        ("11357, 11358", ["11357", "11358"], ()),
        ("11357(c) HS\n11359 HS", ["11357(c)", "11359"], ()),
    ],
)
def test_a_cell_tells_several_convictions_and_their_counts(written, sections, counts):
    told = SECTIONS.read(written)
    assert [its.short for its in told.statutes] == sections
    assert told.counts == counts
    assert not told.joined


@pytest.mark.parametrize("written", ["11359 HS (COUNTS 1 AND 3) x3", "11358 CT 1; 11359"])
def test_counts_that_do_not_come_out_even_are_left_open(written):
    assert SECTIONS.read(written).statutes == ()


@pytest.mark.parametrize("written", ["11357(b) and (c) HS", "11357(b) & (c)", "11357 b and c"])
def test_two_subdivisions_joined_are_two_convictions_or_words(written):
    told = SECTIONS.read(written)
    assert [its.subdivision for its in told.statutes] == ["b", "c"]
    assert told.joined


@pytest.mark.parametrize(
    "written",
    [
        "11357(b) or (c)",
        "11357a or b",
        "11357(a)/(b)",
        "11357(A)-(C) HS",
        "11357(A) TO (C) HS",
        "11357?",
        "11357(c)? HS",
        "11357-",
        "11357,",
        "11357 (",
        "11358-11360",
        "11358 HS 11359",
        "11357(c) HS (c",
        "11357 H&S C",  # the code's C, or a subdivision
        "11359 HS AND",
        "11357(с) HS",  # a Cyrillic letter that looks like c
    ],
)
def test_several_never_become_one_and_half_a_section_none(written):
    told = SECTIONS.read(written)
    assert told.statutes == ()
    assert told.rest


@pytest.mark.parametrize(
    "written",
    [
        "Health and Safety Code section 11357, subdivision (c)",
        "Health & Saf. Code, § 11357, subd. (c)",
        "Health & Saf. Code, former § 11357, subd. (c)",
        "11357, c",
        "11357 HS, subd. c",
        "11357 subsec. (c) HS",
        "11357 HS para. (c)",
        "HS 11357 sub c",
        "11357 HS SUBDIVISION C",
        "H/S 11357(c)",
        "11357(c) (HS)",
        "11357(c) (H&S)",
        "11357(c) H.&S.",
        "11357(c) H & S Code",
        "1. 11357(c) HS",
        "1) 11357(c) HS",
        "11357(c) HS.",
        "１１３５７（ｃ） ＨＳ",
        "11357(c) HS (M)",
        "١١٣٥٧(c) HS",
    ],
)
def test_a_subdivision_is_read_however_it_is_said(written):
    assert read(written) == hs("11357", "c")


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("11359 HS (F)", Level.FELONY),
        ("11359(F)", Level.FELONY),
        ("11359(F) HS", Level.FELONY),
        ("11359 F", Level.FELONY),
        ("11359 HS-POSS MARIJ FOR SALE, FELONY", Level.FELONY),
        ("11359 HS (M)", Level.MISDEMEANOR),
    ],
)
def test_a_letter_in_brackets_behind_is_the_level_and_no_subdivision(written, level):
    told = SECTIONS.read(written)
    assert told.statute == hs("11359")
    assert told.level is level


def test_two_levels_are_none():
    assert SECTIONS.read("11359 HS (F) (M)").statutes == ()


@pytest.mark.parametrize(
    "written", ["21a-279a", "893.13(6)(b)", "453.336", "13-3405(A)", "18 USC 841", "35-48-4-11"]
)
def test_a_citation_of_another_state_is_not_misread(written):
    assert SECTIONS.read(written).statutes == ()


@pytest.mark.parametrize(
    "written",
    [
        "11395 HS-POSSESS MARIJUANA FOR SALE",
        "182 PC-CONSP SELL MARIJUANA",
        "459 PC-REDUCED FROM 11359 HS",
        "459-460 PC",
        "WAS 459 PC",
    ],
)
def test_another_charge_that_speaks_of_ours_is_left_open(written):
    assert SECTIONS.read(written).statutes == ()


def test_a_missing_subdivision_contradicts_nothing():
    assert not differs(hs("11357", "c"), hs("11357"))
    assert differs(hs("11357", "c"), hs("11357", "d"))
    assert differs(hs("11358"), hs("11359"))


@pytest.mark.parametrize(
    "written",
    [
        "Health & Saf. Code, § 11359",
        "Health and Safety Code, section 11359",
        "HS, 11359",
        "11359 H S",
        "11359 H&SC",
    ],
)
def test_a_code_is_read_with_the_section_it_stands_beside(written):
    reading = parse_statute(written)
    assert (reading.statutes, reading.rest) == ((hs("11359"),), "")


@pytest.mark.parametrize(
    ("written", "section", "subdivision"),
    [
        ("45-9-102", "45-9-102", ""),
        ("§ 45-9-102(2)(a)", "45-9-102", "2(a)"),
        ("18.2-250.1", "18.2-250.1", ""),
        ("CT 1: 18-18-406", "18-18-406", ""),
    ],
)
def test_a_section_behind_its_title_and_chapter_is_read_whole(written, section, subdivision):
    reading = parse_statute(written)
    cited = [(each.code, each.section, each.subdivision) for each in reading.statutes]
    assert (cited, reading.rest) == ([("", section, subdivision)], "")


@pytest.mark.parametrize("written", ["01-02-1999", "1-2-99", "1999-01-02", "45-9-1021", "45-9-10"])
def test_a_day_is_no_section_behind_its_title(written):
    assert parse_statute(written).rest


TITLED = r"\d{1,2}-\d{1,3}-\d{1,3}"
GEORGIA = in_style(
    [SectionStyle(pattern=TITLED, before=("O.C.G.A.",), examples=("16-13-30",), source="-")]
)


@pytest.mark.parametrize(
    ("written", "section", "subdivision", "rest"),
    [
        ("16-13-30", "16-13-30", "", ""),
        ("O.C.G.A. § 16-13-30(j)(1)", "16-13-30", "j(1)", ""),
        ("o.c.g.a. 40-6-391 DUI", "40-6-391", "", "DUI"),
        ("Section 16-8-2", "16-8-2", "", ""),
    ],
)
def test_a_section_in_the_style_of_its_state_is_read_whole(written, section, subdivision, rest):
    reading = parse_statute(written, GEORGIA)
    cited = [(each.code, each.section, each.subdivision) for each in reading.statutes]
    assert (cited, reading.rest) == ([("", section, subdivision)], rest)


@pytest.mark.parametrize("written", ["16-13-30A", "16-13-301-2", "OCGA 16-13-30", "1998-10-12"])
def test_what_has_not_the_whole_style_is_no_section(written):
    assert parse_statute(written, GEORGIA).rest


def test_a_number_that_may_be_a_day_is_not_surely_of_the_style():
    assert is_in_style("16-13-30", GEORGIA)
    assert not is_in_style("10-12-98", GEORGIA)
    assert not is_in_style("16-13-30", None)


@pytest.mark.parametrize(
    "text", ["11359 HS...", "11359 HS …", "11358 HS x2²", "11359² HS", "½ 11359"]
)
def test_a_sign_that_leaves_words_out_or_points_to_a_note_is_left(text):
    read = parse_statute(text)
    assert not read.statutes or read.rest


def test_full_width_digits_and_letters_are_those_they_show():
    wide = parse_statute("\uff11\uff11\uff13\uff15\uff17\uff08\uff43\uff09 \uff28\uff33").statute
    assert wide == parse_statute("11357(c) HS").statute
