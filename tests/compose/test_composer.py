"""What a template may say, where it is looked for, and when a page is no more than a draft."""

import datetime as dt
import re
from html import unescape
from pathlib import Path

import pytest

from filings.authoring.template_browser import given_names
from filings.compose.composer import FILTERS, Composer, numbered
from filings.compose.template_context import CaseView, case_view, packet_view
from filings.compose.template_names import names_of
from filings.model.entries import Level, Name, Statute
from filings.model.errors import TemplateError
from filings.model.identifiers import AgencyId, CaseNumber, OffenseType, Relief
from filings.model.packet import Packet
from filings.render import Renderer
from filings.render.approvals import Approvals
from filings.render.paper_texts import PaperTexts
from filings.settings.settings import Approval, read_settings, shipped_templates
from tests.render.made import FILED_ON, INVENTED_OFFICE, conviction, own_office, packet

GUIDE = (shipped_templates() / "README.md").read_text(encoding="utf-8")
SETTINGS = read_settings([INVENTED_OFFICE])
OFFICE = own_office(SETTINGS)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def composed(*folders: Path, document="motion", day=FILED_ON, settings=SETTINGS, of=None) -> str:
    """The HTML of a document, as the press would lay it out."""
    press = Renderer(settings, folders, filed_on=day)
    pack = of or packet(conviction())
    filing = press.filings.build(pack, document)
    return press.composer.compose(filing, settings.office.county)


def says(word: str, base="laws/proposition-64/motion.html") -> str:
    return f'{{% extends "{base}" %}}{{% block hearing %}}<p>{word}</p>{{% endblock %}}'


# --- Which file wins. ---


def test_a_courthouse_wins_over_its_county_that_over_its_ruleset_that_over_everyones(tmp_path):
    assert "Hearing: none requested" in composed(tmp_path)
    for place in ("rulesets/ca-superior", "counties/los-angeles", "courts/ccb"):
        write(tmp_path, f"{place}/motion.html", says(place))
        assert f"<p>{place}</p>" in composed(tmp_path)
    other = packet(conviction(court="tor"), court="tor")
    assert "<p>counties/los-angeles</p>" in composed(tmp_path, of=other)


@pytest.mark.parametrize(
    ("name", "given", "place", "cure"),
    [
        ("court/ccb/motion.html", "", "court", "Did you mean courts/?"),
        ("courts/torr/motion.html", "", "courts/torr", "Did you mean tor?"),
        ("counties/los-angles/motion.html", "", "counties/los-angles", "Did you mean los-angeles?"),
        ("rulesets/ca-supreme/motion.html", "", "rulesets/ca-supreme", "mean ca-superior?"),
        ("laws/prop-64/motion.html", "", "laws/prop-64", "Did you mean proposition-64?"),
        (
            "office/templates/courts/ccb/motion.html",
            "office",
            "office",
            "office/templates",
        ),
        ("office/config/office.yaml", "office/config", "office/config", "Give it as --config."),
        ("templates/courts/ccb/motion.html", "tempates", "tempates", "/templates?"),
    ],
)
def test_a_folder_that_no_text_is_looked_for_in_is_refused(tmp_path, name, given, place, cure):
    write(tmp_path, name, says("lost"))
    write(tmp_path, "tempates-of-settings/office.yaml", "schema: 1")  # never proposed for texts
    with pytest.raises(TemplateError) as refused:
        PaperTexts(SETTINGS, [tmp_path / given], FILED_ON)
    assert refused.value.where == str(tmp_path / place)
    assert cure in refused.value.remedy


def test_the_last_overlay_lies_on_top(tmp_path):
    one = write(tmp_path / "one", "courts/ccb/motion.html", says("one"))
    two = write(tmp_path / "two", "courts/ccb/motion.html", says("two"))
    assert "<p>two</p>" in composed(one, two)
    assert "<p>one</p>" in composed(two, one)


def test_an_overlay_may_extend_the_shipped_file_it_is_called_like(tmp_path):
    one = write(tmp_path / "one", "laws/proposition-64/motion.html", says("one {{ super() }}"))
    two = write(tmp_path / "two", "laws/proposition-64/motion.html", says("two {{ super() }}"))
    assert "two <p>one " in composed(one, two)
    assert "Hearing: none requested" in composed(one, two)


def test_a_dated_text_stands_from_its_day(tmp_path):
    write(tmp_path, "courts/ccb/motion.from-2026-03-01.html", says("spring"))
    write(tmp_path, "courts/ccb/motion.from-2027-01-01.html", says("next year"))
    write(tmp_path, "courts/ccb/motion.html", says("winter"))
    for day, words in (
        ((2026, 2, 28), "winter"),
        ((2026, 3, 1), "spring"),
        ((2026, 12, 31), "spring"),
        ((2027, 1, 1), "next year"),
    ):
        assert f"<p>{words}</p>" in composed(tmp_path, day=dt.date(*day))


def test_a_dated_text_may_build_on_the_one_it_replaces(tmp_path):
    write(tmp_path, "laws/proposition-64/motion.from-2026-03-01.html", says("new {{ super() }}"))
    write(tmp_path, "courts/ccb/motion.html", says("court {{ super() }}"))
    after = composed(tmp_path, day=dt.date(2026, 3, 1))
    assert "court <p>new " in after
    assert "Hearing: none requested" in after
    before = composed(tmp_path, day=dt.date(2026, 2, 28))
    assert "<p>court " in before
    assert "<p>new" not in before


def test_a_day_that_is_none_is_told_before_anything_is_printed(tmp_path):
    write(tmp_path, "courts/ccb/motion.from-2026-02-30.html", says("never"))
    with pytest.raises(TemplateError, match='"2026-02-30" is no day'):
        composed(tmp_path)


@pytest.mark.parametrize("link", ["laws/proposition-64/motion.html", "frame/private.txt", "courts"])
def test_a_link_that_leads_out_of_a_folder_of_templates_is_refused(tmp_path, link):
    ours, outside = tmp_path / "ours", tmp_path / "outside"
    (ours / "frame").mkdir(parents=True)
    (ours / "laws/proposition-64").mkdir(parents=True)
    outside.mkdir()
    (outside / "secret.html").write_text("a secret of the machine")
    (ours / link).symlink_to(outside if link == "courts" else outside / "secret.html")
    with pytest.raises(TemplateError, match="a link that leads out of its folder") as refused:
        Composer([ours], FILED_ON)
    assert refused.value.where.endswith(f"/ours/{link}")
    (ours / link).unlink()
    (ours / "whole.html").write_text("ours")
    (ours / link).symlink_to(ours / "whole.html")
    Composer([ours], FILED_ON)


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(TemplateError, match="is not a folder"):
        composed(tmp_path / "absent")


# --- What goes wrong is told where it is. ---


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("{{ court.nmae }}", "line 3, block hearing", "nmae"),
        ("{{ judge }}", "line 3, block hearing", "'judge' is undefined"),
        ("{{ count | cuonted }}", "line 3", "cuonted"),
        ("{% if count %}", "line 4", "endblock"),
        ('{% include "frame/nothing.html" %}', "line 3, block hearing", "frame/nothing.html"),
        ("{{ court.__class__ }}", "line 3, block hearing", "__class__"),
        ("{{ filed_on | day(1, 2, 3) }}", "line 3, block hearing", "argument"),
        ("{{ 1 // 0 }}", "line 3, block hearing", "zero"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_block(tmp_path, text, place, what):
    head = '{% extends "laws/proposition-64/motion.html" %}\n{% block hearing %}\n'
    write(tmp_path, "courts/ccb/motion.html", f"{head}{text}\n{{% endblock %}}")
    with pytest.raises(TemplateError) as caught:
        composed(tmp_path)
    assert f"courts/ccb/motion.html, {place}" in caught.value.where
    assert what in caught.value.what


def test_a_name_with_markup_in_it_is_printed_as_it_is_written():
    one = conviction(name=Name(last="<b>O'BRIEN & SONS</b>", first="ALEX"))
    html = composed(document="order", of=packet(one))
    assert "ALEX &lt;b&gt;O&#39;BRIEN &amp; SONS&lt;/b&gt;" in html


# --- What must not be taken for finished. ---

TEXTS = (
    "laws/proposition-64/proposed-order",
    "law-proposition-64",
    "ruleset-ca-superior",
)  # it has no words to be supplied


def approved(*more: str, folders=()):
    """An office with its own particulars, whose attorney has read these texts as they stand."""
    texts = Approvals(OFFICE, Composer(folders, FILED_ON))
    approvals = {
        name: Approval(
            approved_by="A. Reviewer",
            bar_number="123456",
            approved_on=dt.date(2026, 1, 31),
            files=texts.hashes(name),
        )
        for name in (*TEXTS, *more)
    }
    return OFFICE.model_copy(update={"approvals": approvals})


def test_a_page_is_a_draft_until_its_text_the_offenses_and_the_ruleset_are_approved():
    assert 'class="draft-mark"' not in composed(document="proposed-order", settings=approved())
    for missing in TEXTS:
        settings = approved()
        settings = settings.model_copy(
            update={"approvals": {k: v for k, v in settings.approvals.items() if k != missing}}
        )
        html = composed(document="proposed-order", settings=settings)
        assert 'class="draft-mark"' in html, missing


def test_a_text_laid_over_an_approved_one_is_a_draft_until_it_is_approved_itself(tmp_path):
    order, own = "proposed-order", "courts/ccb/proposed-order"
    write(tmp_path, f"{own}.html", says("10 a.m.", "laws/proposition-64/proposed-order.html"))

    def draft(settings) -> bool:
        return 'class="draft-mark"' in composed(tmp_path, document=order, settings=settings)

    assert draft(approved(folders=[tmp_path]))
    assert not draft(yes := approved(own, folders=[tmp_path]))
    write(tmp_path, "frame/passages/no-access.html", "because")
    assert draft(yes)


def test_sample_people_make_a_draft_whatever_is_approved():
    sample = packet(conviction(sample=True))
    html = composed(document="proposed-order", settings=approved(), of=sample)
    assert 'class="draft-mark"' in html


def test_words_still_to_be_supplied_make_a_draft_whatever_is_approved(tmp_path):
    supplied = "".join(
        f"{{% block {block} %}}<p>Ours.</p>{{% endblock %}}"
        for block in ("service", "completion", "grounds", "standing")
    )
    text = f'{{% extends "laws/proposition-64/motion.html" %}}{supplied}'
    assert 'class="draft-mark"' in composed(settings=approved("laws/proposition-64/motion"))
    write(tmp_path, "courts/ccb/motion.html", text)
    yes = approved("laws/proposition-64/motion", "courts/ccb/motion", folders=[tmp_path])
    assert 'class="draft-mark"' not in composed(tmp_path, settings=yes)
    more = says('<span class="to-supply">[when]</span>').partition("%}")[2]
    write(tmp_path, "courts/ccb/motion.html", text + more)
    yes = approved("laws/proposition-64/motion", "courts/ccb/motion", folders=[tmp_path])
    assert 'class="draft-mark"' in composed(tmp_path, settings=yes)


def test_an_attorney_block_with_a_gap_makes_a_draft():
    county = OFFICE.county
    agency = county.agencies["lada"]
    bare = agency.model_copy(update={"counsel": agency.counsel.model_copy(update={"email": ""})})
    county = county.model_copy(update={"agencies": {**county.agencies, "lada": bare}})
    settings = approved().model_copy(update={"counties": {"los-angeles": county}})
    html = composed(document="proposed-order", settings=settings)
    assert "[address]" in html
    assert 'class="draft-mark"' in html


# --- What a document says. ---


def read(html: str) -> str:
    """The words alone."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def test_the_count_is_one_number_in_motion_order_and_schedule():
    many = packet(*(conviction(n) for n in range(1, 13)))
    for document in ("motion", "proposed-order", "exhibit-a-sealed"):
        html = read(composed(document=document, of=many))
        assert "12 convictions" in html
        assert set(re.findall(r"\b(\d+) convictions? for ", html)) == {"12"}


def test_one_conviction_is_spoken_of_as_one():
    order = read(composed(document="proposed-order"))
    assert "The conviction for sale" in order
    assert "is eligible for relief" in order
    assert "Case No. BA" in order
    motion = read(composed())
    assert "dismissing and sealing the conviction for sale" in motion
    assert "THE DEFENDANT IN THE CONVICTION LISTED" in motion
    assert "on the ground that it is legally invalid" in motion
    for document in ("motion", "proposed-order", "exhibit-a-sealed", "order"):
        html = read(composed(document=document))
        assert not re.search(r"[Ee]ach (listed|conviction|count)|the same 1|the 1 ", html), document


def test_the_motion_asks_for_each_thing_the_order_gives():
    motion = read(composed().partition(">MOTION</h2>")[2].partition("</ol>")[0])
    for asked in (
        "be dismissed as legally invalid",
        "be sealed",
        "no access to the sealed information be permitted",
        "register of the listed case",
        "California Department of Justice and the Los Angeles County District Attorney",
        "within 90 days",
        "the exhibit with the name be filed under seal",
    ):
        assert asked in motion


def test_sealing_alone_never_asks_for_dismissal():
    one = packet(conviction(relief=Relief("seal")), relief=Relief("seal"))
    motion = composed(of=one)
    assert "to Dismiss" not in motion
    assert "dismissing" not in motion
    order = composed(document="proposed-order", of=one)
    assert "is dismissed" not in order
    under = "under Health and Safety Code section 11361.8"
    order = read(order)
    assert f"was dismissed as legally invalid {under} by an earlier order that did not" in order
    for words in (read(motion), order):
        assert "redesignated" not in words
        assert "Chavez" not in words
        assert "sealed under subdivision (f) of that section" in words
    assert "by an earlier order" in read(motion.partition("DECLARATION")[2])


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (["2020-03-03"], "by an order of March 3, 2020."),
        (
            ["2020-03-09", "2020-03-03", "2020-04-01", "2020-03-05", "2020-03-03"],
            "by orders of March 3, 2020, March 5, 2020, March 9, 2020, and April 1, 2020.",
        ),
        (
            [f"2020-03-{day:02}" for day in range(20, 2, -1)],
            "by orders of 18 days, from March 3, 2020, to March 20, 2020.",
        ),
        ([""], ""),
        (["2020-03-03", ""], ""),
    ],
    ids=["one day", "four days", "many days", "none", "not of each"],
)
def test_the_motion_to_seal_tells_the_days_of_earlier_orders_where_each_is_known(days, said):
    known = [dt.date.fromisoformat(day) if day else None for day in days]
    rows = [
        conviction(n, relief=Relief("seal"), dismissed_on=day) for n, day in enumerate(known, 1)
    ]
    motion = read(composed(of=packet(*rows)))
    verb = "it was" if len(days) == 1 else "they were"
    sentence = f"By a list of the relief that courts have granted, {verb} dismissed {said}"
    assert (sentence in motion) if said else ("the relief that courts have granted" not in motion)
    blank = "The judge and department of" if said else "The date of"
    assert f"[{blank} the earlier order" in motion


def test_both_exhibits_tell_the_counts_of_a_case_apart():
    two = packet(conviction(1, count="1"), conviction(2, count=""))
    for document in ("motion", "exhibit-a-sealed"):
        html = composed(document=document, of=two)
        assert ">Count</th>" in html
        assert "<td>1</td>" in html
        assert f"<td>{SETTINGS.words.count_unknown}</td>" in html


def test_a_packet_for_several_courthouses_names_each_above_its_rows():
    both = packet(conviction(1), conviction(2, court="com"))
    for document in ("motion", "proposed-order"):
        html = composed(document=document, of=both)
        assert re.search(
            r'<tr class="subhead"><th scope="row">Compton Courthouse \u00b7 .+: 1 conv', html
        )
        assert "All courthouses of Los Angeles County" in html
        one = composed(document=document)
        assert "subhead" not in one
        assert "All courthouses" not in one


def test_levels_are_told_in_words():
    some = packet(conviction(1), conviction(2), conviction(3, level=Level.MISDEMEANOR))
    html = read(composed(of=some))
    assert "By level: 2 felonies and 1 misdemeanor." in html
    assert "3 convictions (2 felonies, 1 misdemeanor)" in html


def test_public_documents_never_name_a_person():
    named = packet(conviction(name=Name(last="UNMISTAKABLE", first="ZEBEDEE")))
    for document, kind in Renderer(SETTINGS, filed_on=FILED_ON).documents(named).items():
        assert ("UNMISTAKABLE" in composed(document=document, of=named)) == kind.names


DA = "the People of the State of California, by the Los Angeles County District Attorney"
SEVERAL = packet(conviction(1), conviction(2))


@pytest.mark.parametrize(
    ("authority", "law", "asked", "ordered"),
    [
        (
            "peoples-motion",
            "ask on their own motion that relief be granted",
            f"{DA}, move this Court for one order",
            f"On the motion of {DA}, and good cause",
        ),
        (
            "stipulation",
            "the People stipulate that each conviction",
            f"the Public Defender applies to this Court for, and {DA}, stipulate to, one order",
            f"On the application of the Public Defender and the stipulation of {DA}, and good",
        ),
    ],
)
def test_notice_memorandum_and_order_rest_on_the_same_authority(authority, law, asked, ordered):
    office = SETTINGS.office.model_copy(update={"authority": authority})
    settings = SETTINGS.model_copy(update={"office": office})
    motion = composed(settings=settings, of=SEVERAL)
    assert law in read(motion)
    assert asked in read(motion)
    assert ("<p>Public Defender</p>" in motion) == (authority == "stipulation")
    for document in ("proposed-order", "order"):
        assert ordered in read(composed(document=document, settings=settings))


def of_section(section: str, **but) -> Packet:
    statute = Statute(code="HS", section=section[:5], subdivision=section[5:].strip("()"))
    kind = {"11358": "cultivation", "11359": "possession-for-sale", "11360(a)": "sale"}
    offense = OffenseType(kind.get(section, "possession"))
    return packet(conviction(statute=statute, offense=offense, **but))


def test_what_is_an_offense_still_wants_the_offices_own_text():
    def motion(section: str, **but) -> str:
        return read(composed(of=of_section(section, **but)))

    policy, former = "[the policy, the directive that adopted it", "the former 11530 series"
    for section in ("11359", "11360(a)"):
        assert policy in motion(section)
        assert former not in motion(section)
    for section in ("11357(a)", "11357(b)", "11358"):
        assert policy not in motion(section)
        assert "The People offer no such evidence" in motion(section)
    old = motion("11530", convicted_on=dt.date(1970, 1, 1))
    assert former in old
    assert policy not in old
    sealed = packet(conviction(relief=Relief("seal")), relief=Relief("seal"))
    assert policy not in read(composed(of=sealed))
    assert "has been completed, and how that is known" not in read(composed(of=sealed))


B = Statute(code="HS", section="11357", subdivision="b")
BY_POLICY = of_section("11359", relief=Relief("dismiss-by-policy"), ground="policy")
POLICY = {
    "policies": {
        "proposition-64": {
            "text": "The office dismisses every listed conviction.",
            "directive": "Special Directive 26-04",
            "adopted_on": "2026-01-31",
        }
    }
}


def test_by_policy_redesignation_is_asked_in_the_alternative_and_the_court_marks_its_choice():
    motion = read(composed(of=BY_POLICY))
    assert "or in the Alternative to Redesignate It" in motion
    assert "should the Court find dismissal unavailable, redesignated" in motion
    assert "is legally invalid under" not in motion
    for document in ("proposed-order", "order"):
        order = read(composed(document=document, of=BY_POLICY))
        assert "dismissal being unavailable, is redesignated as follows" in order
        assert "a misdemeanor (Health & Saf. Code, § 11359, subd. (b))" in order
        assert "eligible for relief and legally invalid" not in order


def test_the_offices_text_stands_in_its_own_motions_from_its_day_on():
    def motion(*, adopted_on: str = "2026-01-31", **but) -> str:
        policies = {
            "proposition-64": POLICY["policies"]["proposition-64"] | {"adopted_on": adopted_on}
        }
        settings = read_settings([INVENTED_OFFICE], {"office": {"policies": policies}})
        return read(
            composed(
                of=of_section("11359", relief=Relief("dismiss-by-policy"), **but), settings=settings
            )
        )

    told = (
        "(Special Directive 26-04, January 31, 2026). The office dismisses every listed conviction."
    )
    assert told in motion()
    assert "Special Directive" not in motion(adopted_on="2026-12-31")
    assert "Special Directive" not in motion(agency=AgencyId("long-beach"))


def test_each_ground_has_its_paragraph_and_its_finding_with_how_many_stand_on_it():
    rows = [conviction(n, statute=B, offense=OffenseType("possession"), ground=ground)
            for n, ground in enumerate(("invalid", "presumed", "invalid"), 1)]  # fmt: skip
    motion, order = (
        read(composed(document=name, of=packet(*rows))) for name in ("motion", "proposed-order")
    )
    for page in (motion, order):
        assert "As to each conviction marked ground 1 in Exhibit A (2 in all)" in page
        assert "As to the one conviction marked ground 2 in Exhibit A" in page
    assert "no clear and convincing evidence has been offered" in order
    alone = read(composed(of=packet(rows[0])))
    assert "As to the conviction in Exhibit A, the offense was possession" in alone
    assert "The People offer no such evidence" not in alone


def test_redesignation_has_its_own_prayer_and_order_and_seals_nothing():
    two = packet(*(conviction(n, relief=Relief("redesignate")) for n in (1, 2)))
    motion = read(composed(of=two))
    assert "Motion to Redesignate Convictions" in motion
    assert "do not ask that a redesignated conviction be sealed" in motion
    order = read(composed(document="proposed-order", of=two))
    assert "Order Redesignating Convictions" in order
    assert (
        "Each conviction under Health & Saf. Code, former § 11360, subd. (a): a misdemeanor"
        in order
    )
    assert "It seals no record of a listed count" in order
    for page in (motion, order):
        assert "dismissed as legally invalid" not in page.partition("MEMORANDUM")[0].replace(
            "may apply to have", ""
        )


def test_that_a_sentence_is_completed_is_said_by_arithmetic_only_where_every_term_was_read():
    def motion(day: dt.date, *sections: str) -> str:
        rows = [of_section(section, convicted_on=day).convictions[0] for section in sections]
        return read(composed(of=packet(*rows)))

    blank = "has been completed, and how that is known"
    told = motion(dt.date(1998, 3, 2), "11360(a)")
    assert "more than 27 years before" in told  # on the 28th anniversary
    assert "the longest term of imprisonment for the listed offense was 4 years" in told
    assert blank not in told
    assert "no term of imprisonment could be imposed" in motion(dt.date(1990, 1, 1), "11357(b)")
    assert blank in motion(dt.date(1980, 1, 1), "11360(a)")  # five years to life not long before
    assert blank in motion(dt.date(1998, 3, 2), "11360(a)", "11359")
    assert blank in motion(FILED_ON.replace(year=FILED_ON.year - 10 + 1), "11360(a)")


def test_a_heading_gets_the_number_of_its_place_under_the_heading_above_it():
    heading = '<h3 class="numbered">{}</h3>'.format
    plain = "<h3>Unnumbered</h3>"
    page = f"<h2>One</h2>{heading('A')}{plain}{heading('B')}<h2>Two</h2>{heading('C')}"
    numbers = re.findall(r"(\d+)\. ([A-C])", numbered(page))
    assert numbers == [("1", "A"), ("2", "B"), ("1", "C")]
    assert plain in numbered(page)


def test_a_part_of_the_motion_is_changed_by_its_block_or_by_its_own_name(tmp_path):
    by_block = '{% extends "laws/proposition-64/motion.html" %}'
    by_block += "{% block standing %}<p>By our right.</p>{% endblock %}"
    assert "By our right." in composed(write(tmp_path / "a", "courts/ccb/motion.html", by_block))
    part = "laws/proposition-64/motion/3-memorandum.html"
    by_name = f'{{% extends "{part}" %}}{{% block standing %}}<p>By our right.</p>{{% endblock %}}'
    page = read(composed(write(tmp_path / "b", part, by_name)))
    assert "By our right." in page
    assert page.index("NOTICE OF MOTION") < page.index("By our right.") < page.index("INDEX OF")


def test_headings_are_numbered_as_they_print():
    motion = composed(of=packet(conviction()))
    heads = [read(part.partition("</h3>")[0]) for part in motion.split('<h3 class="numbered">')[1:]]
    assert [head[:2] for head in heads] == ["1.", "2.", "3.", "4.", "1.", "2."]
    assert heads[3] == "4. The name is lodged under seal"


def test_a_court_says_what_changes_on_a_day():
    county = SETTINGS.county
    court = type(county.courts["ccb"]).model_validate(
        county.courts["ccb"].model_dump()
        | {"department": "100", "changes": {"2026-03-01": {"department": "104"}}}
    )
    county = county.model_copy(update={"courts": {**county.courts, "ccb": court}})
    settings = SETTINGS.model_copy(update={"counties": {"los-angeles": county}})
    assert "Dept.: 100" in composed(settings=settings, day=dt.date(2026, 2, 28))
    assert "Dept.: 104" in composed(settings=settings, day=dt.date(2026, 3, 1))


def case(*sections: str, **but) -> CaseView:
    convictions = [
        conviction(
            n,
            statute=Statute(code="HS", section=section[:5], subdivision=section[5:].strip("()")),
            **but,
        )
        for n, section in enumerate(sections, 1)
    ]
    styles = {"scn": r"(?:SCN )?(?P<number>\d{6})", "mcn": r"\d{8}"}
    return case_view(packet_view(packet(*convictions), names=True), styles, names=True)


def test_boxes_count_and_what_has_no_box_goes_to_other():
    boxes = case("11357(b)", "11357(c)", "11359", "11530").boxes("11357", "11358", "11359")
    assert [(b.label, b.times, b.ticked) for b in boxes] == [
        ("11357", 2, True),
        ("11358", 0, False),
        ("11359", 1, True),
        ("Other", 1, True),
    ]
    assert boxes[-1].sections == "11530"
    fine = case("11357(c)", "11357(c)", "11357").boxes("11357(b)", "11357(c)")
    assert [(b.label, b.times) for b in fine] == [("11357(b)", 0), ("11357(c)", 2), ("Other", 1)]


def test_numbers_of_a_case_are_told_apart_by_style():
    one = case(
        "11359", case_number=CaseNumber("SCN 123456"), also_numbered=(CaseNumber("12345678"),)
    )
    assert one.styled("scn") == ("123456",)
    assert one.styled("mcn") == ("12345678",)
    assert one.styled("scn", "mcn") == ("123456", "12345678")
    assert one.styled("cri") == ()


def test_a_caption_names_first_name_first_and_spells_nothing_anew():
    name = Name(last="de la CRUZ", first="Ana", middle="M.", suffix="Jr.")
    assert case("11359", name=name).defendant == "Ana M. de la CRUZ, Jr."


# --- The guide says what the code has. ---


def table(heading: str) -> dict[str, str]:
    """The rows of the guide's table whose first column is headed so."""
    body = GUIDE.partition(f"| {heading} |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `([^`]+)` \| (.+) \|$", body, re.MULTILINE)
    assert rows, heading
    return dict(rows)


def test_the_guide_tells_every_name_and_no_other():
    assert set(table("name")) == set(given_names())


def test_every_part_the_guide_names_is_there():
    given = given_names()
    told = re.findall(r"`(\w+)\.(\w+)[`(]", " ".join(table("name").values()))
    assert len(told) > 40
    for name, part in told:
        assert part in names_of(given[name]), f"{name}.{part}"


def test_the_guide_tells_every_filter_and_no_other():
    assert set(table("filter")) == set(FILTERS)


def test_the_guide_tells_the_blocks_of_every_file_that_offers_some():
    composer = Composer()
    told = {file: tuple(re.findall(r"`([^`]+)`", blocks)) for file, blocks in table("file").items()}
    has = {
        file.name: tuple(block.name for block in composer.outlines.of(file.name).blocks)
        for file in composer.shelves.files.values()
        if file.asked.endswith(".html") and "/" in file.asked  # not the pages of other rooms
    }
    for file, blocks in told.items():
        assert blocks == has[file], file
    new = {
        file
        for file, blocks in has.items()
        if set(blocks) - set(composer.outlines.offered(composer.shelves.files[file]))
    }
    assert new <= set(told)


def test_what_the_guide_shows_of_a_template_prints(tmp_path):
    shown = re.search(r"```html\n(.+?)```", GUIDE, re.DOTALL)[1].replace("\n   ", "\n")
    text = f'{{% extends "laws/proposition-64/motion.html" %}}\n{shown}'
    html = composed(write(tmp_path, "courts/ccb/motion.html", text))
    assert "is lodged with the clerk of this courthouse" in html
    assert "PLEASE TAKE NOTICE" in html
