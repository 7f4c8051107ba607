"""What each way of grouping would make, and which one is advised."""

from filings.reports.groupings import GroupingCount, groupings, words_of
from filings.settings.settings import read_settings
from tests.fakes import conviction, small_settings

RULESETS = read_settings().rulesets
SETTINGS = small_settings().model_copy(update={"rulesets": RULESETS})


def counted_of(*convictions):
    count = GroupingCount()
    for one in convictions:
        count.add(one)
    return count


def many(count, **but):
    return [conviction(f"BA{n:06d}", name=f"ROE, N{n}", **but) for n in range(count)]


def of(*convictions):
    return {its.rule: its for its in groupings(counted_of(*convictions), SETTINGS)}


def test_each_grouping_tells_its_packets_and_a_third_small_ones_advise_a_wider_one():
    found = of(
        *many(30, court="ccb"),
        *many(2, court="ccb", offense="possession"),
        *many(12, court="compton"),
    )
    packets = {rule: its.packets for rule, its in found.items()}
    assert packets == {"court-offense": 3, "court": 2, "county": 1, "case": 42}
    assert [rule for rule, its in found.items() if its.advised] == ["court-offense"]
    found = of(*many(30, court="ccb"), *many(2, court="ccb", offense="possession"))
    assert [rule for rule, its in found.items() if its.advised] == ["court"]
    found = of(*many(3, court="ccb"), *many(2, court="compton"))
    assert [rule for rule, its in found.items() if its.advised] == ["county"]


def test_a_long_packet_is_told_in_its_parts_and_no_agencies_are_joined():
    assert of(*many(1001))["court-offense"].packets == 2
    assert of(*many(5), *many(5, agency="long-beach"))["county"].packets == 2


def test_people_read_a_line_for_each_grouping():
    lines = words_of(groupings(counted_of(*many(12)), SETTINGS), SETTINGS)
    assert lines[0].startswith("court-offense: 1 packet, 4 documents, about ")
    assert lines[0].endswith("(chosen) (advised)")
    assert len(lines) == 4


def test_nothing_that_goes_in_is_grouped_in_no_way():
    assert groupings(GroupingCount(), SETTINGS) == ()
