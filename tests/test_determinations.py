"""A list that rests on section 11361.9 gets a notice of determinations, and no motion."""

import datetime as dt
import hashlib
import re
from html import unescape
from pathlib import Path

import pytest

from filings.authoring.stress_rows import list_sources
from filings.model.entries import Statute
from filings.model.errors import ConfigError
from filings.model.fates import Fate
from filings.model.identifiers import AgencyId, CourtId, OffenseType, Relief
from filings.model.packet import Packet
from filings.pipeline import check
from filings.render import Renderer
from filings.render.inspect import inspect
from filings.settings.settings import ListFacts, Settings, read_settings
from tests.render.made import FILED_ON, INVENTED_OFFICE, conviction, own_office

HEAD = (
    "Case Number,Last Name,First Name,Person Number,Section,Count,Level,Conviction Date,Court,"
    "County,Arresting Agency,Place of Offense,Prosecutor,Eligibility,"
    "Other Numbers,Disposition,Sample\n"
)
ROW = (
    "BA10000{n},SPECIMEN,{name},P{n},{section},1,Felony,1998-05-01,CCB,LOS ANGELES,LASD,,DISTRICT"
    " ATTORNEY,{said},,CONVICTED,S\n"
)
NAMES = ("", "JANE", "ALEX", "ROBIN", "KIM", "LEE")
ROWS = (
    ("HS 11357(a)", "Eligible for Dismissal"),
    ("HS 11360(a)", "Eligible for Reduction"),
    ("HS 11360(a)", "Challenged: not eligible"),
    ("HS 11359", "Challenged: public safety"),
    ("HS 11359", "Eligible for Dismissal"),
)
# The sample's layout stands for the state's here.
STATE = {"laws": {"proposition-64": {"authorities": {"section-11361-9": {"of_lists": ["sample"]}}}}}
LISTED, NOTIFIED = dt.date(2019, 6, 30), dt.date(2020, 6, 30)
ALL_TOLD = {"made_on": LISTED, "unchallenged_on": NOTIFIED, "challenged_on": NOTIFIED}
NOTICE = "ccb/lada/all-determinations/001"


@pytest.fixture
def listed(tmp_path) -> Path:
    path = tmp_path / "list.csv"
    rows = (
        ROW.format(n=n, section=its, said=said, name=NAMES[n])
        for n, (its, said) in enumerate(ROWS, 1)
    )
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    return path


def settings_for(path: Path, chosen=STATE, **facts) -> Settings:
    settings = read_settings([INVENTED_OFFICE], chosen)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    facts = {"authority": "section-11361-9"} | facts
    return settings.model_copy(update={"lists": {sha256: ListFacts(**facts)}})


def fates(path: Path, settings: Settings, ledger: Path) -> list[tuple[str, str, str, str]]:
    check([path], settings, filed_on=FILED_ON, ledger_path=ledger)
    lines = [line.split(",") for line in ledger.read_text("utf-8").splitlines()]
    columns = [lines[0].index(name) for name in ("fate", "reason", "relief", "packet")]
    return [tuple(line[n] for n in columns) for line in lines[1:]]


# --- Which convictions stand in it. ---


def test_each_conviction_stands_in_the_schedule_of_its_determination(listed, tmp_path):
    found = fates(listed, settings_for(listed, **ALL_TOLD), tmp_path / "ledger.csv")
    assert found == [
        ("included", "", "dismiss-seal", NOTICE),
        ("included", "", "redesignate", NOTICE),
        ("included", "", "challenged-ineligible", NOTICE),
        ("included", "", "challenged-risk", NOTICE),
        # What rests on the office's policy alone is no determination: it gets a motion.
        ("included", "", "dismiss-seal", "ccb/lada/possession-for-sale-dismiss-by-policy/001"),
    ]


def test_a_list_without_that_authority_is_asked_for_by_motion_and_its_challenges_wait(
    listed, tmp_path
):
    found = fates(listed, settings_for(listed, authority=""), tmp_path / "ledger.csv")
    assert [packet for *_, packet in found if packet == NOTICE] == []
    assert [reason for _, reason, *_ in found if reason] == [
        "reduction",
        "challenged",
        "challenged",
    ]


def test_a_challenge_of_no_day_waits(listed, tmp_path):
    found = fates(listed, settings_for(listed, made_on=LISTED), tmp_path / "ledger.csv")
    assert [(fate, reason) for fate, reason, *_ in found if reason] == [
        (Fate.HELD, "challenged"),
        (Fate.HELD, "challenged"),
    ]


def test_a_challenge_after_the_last_day_for_it_is_refused_by_check(listed):
    late = settings_for(listed, **ALL_TOLD | {"challenged_on": dt.date(2020, 7, 2)})
    with pytest.raises(ConfigError, match="after 2020-07-01, the last day") as refused:
        check([listed], late, filed_on=FILED_ON)
    assert "challenged_on" in refused.value.where


def test_a_list_that_is_not_the_states_is_refused_that_authority(listed):
    with pytest.raises(ConfigError, match="this one was read as sample"):
        check([listed], settings_for(listed, None, **ALL_TOLD), filed_on=FILED_ON)


def test_an_office_cannot_take_the_authority_of_a_list():
    with pytest.raises(ConfigError, match="belongs to a list and its proof") as refused:
        read_settings([INVENTED_OFFICE], {"office": {"authority": "section-11361-9"}})
    assert "lists.yaml" in refused.value.what


def test_a_court_that_takes_single_cases_alone_has_no_such_notice():
    office = {"office": {"county": "san-francisco", "agency": "sfda"}}
    settings = read_settings([], office)
    press = Renderer(settings, filed_on=FILED_ON)
    with pytest.raises(ConfigError, match="has no papers for give notice of determinations"):
        press.refuse_foreign(CourtId("hoj"), Relief("determinations"), [])


# --- What its papers say. ---

LIST = "0" * 64


def of_determinations(**parts: int) -> Packet:
    rows = []
    for part, number in parts.items():
        relief = Relief(part.replace("_", "-"))
        for _ in range(number):
            own = (
                {"statute": Statute(code="HS", section="11357", subdivision="a")}
                | {"offense": OffenseType("possession")}
                if relief == "unchallenged-dismiss-seal"
                else {}
            )
            rows.append(conviction(len(rows) + 1, relief=relief, **own))
    return Packet(
        court=CourtId("ccb"),
        agency=AgencyId("lada"),
        offense=OffenseType("all"),
        relief=Relief("determinations"),
        part=1,
        parts=1,
        together=len(rows),
        convictions=tuple(rows),
    )


ALL = of_determinations(
    unchallenged_dismiss_seal=3,
    unchallenged_redesignate=2,
    challenged_ineligible=2,
    challenged_risk=1,
)


def press(**facts) -> Renderer:
    settings = own_office(read_settings([INVENTED_OFFICE]))
    known = {LIST: ListFacts(authority="section-11361-9", **facts)}
    settings = settings.model_copy(update={"lists": known})
    return Renderer(settings, filed_on=FILED_ON, lists=list_sources(ALL.convictions))


def words(document: str, of: Packet = ALL, **facts) -> str:
    machine = press(**ALL_TOLD | facts)
    html = machine.composer.compose(machine.filings.build(of, document), "los-angeles")
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).replace("\xa0", " ").split())


def test_the_notice_tells_three_schedules_and_the_days():
    said = words("notice-of-determinations")
    assert "in its list dated June 30, 2019" in said
    assert "Schedule 1 lists 3 convictions whose relief the People do not challenge" in said
    assert "Schedule 2 lists 2 convictions" in said
    assert (
        "Schedule 3 lists 3 convictions whose relief the People challenged on June 30, 2020" in said
    )
    assert "not eligible for relief (2 convictions), or that relief would pose" in said
    assert "move this Court" not in said
    for heading in ("Not challenged, to be dismissed and sealed", "Challenged, unreasonable risk"):
        assert heading in said


def test_of_one_conviction_it_speaks_of_one_and_of_an_empty_schedule_says_that_it_is():
    said = words("notice-of-determinations", of_determinations(unchallenged_dismiss_seal=1))
    assert "Schedule 1 lists one conviction whose relief" in said
    assert "Schedule 2 lists no conviction." in said
    assert "Schedule 3 lists no conviction." in said


@pytest.mark.parametrize(
    ("untold", "blank"),
    [
        ("made_on", "date of the list"),
        ("unchallenged_on", "notice of no challenge"),
        ("challenged_on", "day of challenge"),
    ],
)
def test_a_day_that_nobody_tells_is_a_blank_and_keeps_a_draft(untold, blank):
    machine = press(**ALL_TOLD | {untold: None})
    html = machine.composer.compose(
        machine.filings.build(ALL, "notice-of-determinations"), "los-angeles"
    )
    assert f'data-blank="{blank}"' in html


def test_a_notice_that_is_the_first_says_so():
    said = words("notice-of-determinations", unchallenged_on=FILED_ON)
    assert "The Court is notified of these determinations by this notice." in said


def test_the_order_gives_relief_for_two_schedules_and_none_for_the_third():
    said = words("order-on-determinations")
    assert "Each conviction of Schedule 1 is dismissed as legally invalid" in said
    assert "deemed never to have occurred" in said
    assert (
        "Each conviction of Schedule 2 is redesignated as follows, and no record of it is" in said
    )
    assert "grants no relief for a conviction of Schedule 3, seals no record of it" in said


def test_an_order_on_challenges_alone_dismisses_and_seals_nothing():
    said = words("order-on-determinations", of_determinations(challenged_risk=1))
    assert "grants no relief for the conviction of Schedule 3" in said
    assert not [its for its in ("is dismissed", "is redesignated", "deemed never") if its in said]


def test_only_that_order_says_that_a_conviction_is_deemed_never_to_have_occurred():
    machine, of = press(), conviction()
    alone = Packet(
        court=of.court, agency=of.agency, offense=of.offense, relief=of.relief,
        part=1, parts=1, together=1, convictions=(of,),
    )  # fmt: skip
    for document in machine.documents(alone):
        html = machine.composer.compose(machine.filings.build(alone, document), "los-angeles")
        assert "never to have occurred" not in html


def test_its_packet_holds_no_motion_and_no_order_of_single_cases():
    machine = press()
    assert list(machine.documents(ALL)) == [
        "notice-of-determinations",
        "order-on-determinations",
        "proof-of-service",
        "exhibit-a-sealed",
    ]
    assert machine.settings.paper(CourtId("ccb")).per_case_for(Relief("determinations")) == {}


@pytest.mark.slow
def test_its_pages_pass_inspection():
    machine = press(**ALL_TOLD)
    paper = machine.settings.paper(CourtId("ccb"))
    for document in machine.documents(ALL):
        printed = machine.print_document(ALL, document)
        assert inspect(printed.pdf, paper).errors == ()
        if document != "proof-of-service":
            assert len(printed.placements) == 8
