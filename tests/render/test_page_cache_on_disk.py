"""Pages that an earlier run laid out: the same bytes, and nobody's name in the folder."""

import dataclasses
import datetime as dt
import zlib

import pytest

from filings.compose import fonts
from filings.model.entries import Level, Name, Statute
from filings.model.identifiers import CaseNumber, CourtId, OffenseType
from filings.render import Renderer
from filings.render.page_cache_on_disk import NOWHERE, PagesOnDisk, PeopleOfPacket
from filings.settings.settings import read_settings
from filings.storage.cache_folder import CacheFolder
from tests.render.made import FILED_ON, conviction, packet
from tests.small_settings import with_own_key

SETTINGS = with_own_key(read_settings())

ROWS = [conviction(n, name=Name(last=f"Notaperson{n}x", first="Jane")) for n in range(1, 40)]
DOCUMENTS = ("motion", "exhibit-a-sealed")


def printed(disk, rows=ROWS, documents=DOCUMENTS):
    """The documents as a process prints them that has laid out nothing yet; pages laid out."""
    press = Renderer(SETTINGS, filed_on=FILED_ON, disk=disk)
    done = [press.print_document(packet(*rows), name) for name in documents]
    return [one.pdf for one in done], sum(one.laid_out for one in done)


@pytest.fixture(scope="module")
def warm(tmp_path_factory):
    """A folder in which one process kept its pages, and what that process printed."""
    folder = CacheFolder(tmp_path_factory.mktemp("cache") / "kept")
    return folder, *printed(PagesOnDisk(folder, {"program": "1"}))


def test_a_later_run_lays_nothing_out_and_prints_the_same_bytes(warm):
    folder, pdfs, laid_out = warm
    assert laid_out > 0
    assert printed(PagesOnDisk(folder, {"program": "1"})) == (pdfs, 0)


def test_without_a_folder_the_bytes_are_the_same(warm):
    _, pdfs, laid_out = warm
    press = Renderer(SETTINGS, filed_on=FILED_ON)
    done = [press.print_document(packet(*ROWS), name) for name in DOCUMENTS]
    assert ([one.pdf for one in done], sum(one.laid_out for one in done)) == (pdfs, laid_out)


def test_pages_of_another_program_or_style_are_not_used(warm):
    folder, _, laid_out = warm
    assert printed(PagesOnDisk(folder, {"program": "2"}))[1] == laid_out
    disk = PagesOnDisk(folder, {"program": "1"})
    assert disk.key_of("part", "<p>", [], "css") != disk.key_of("part", "<p>", [], "other css")


def test_a_page_that_was_changed_is_laid_out_again(warm, tmp_path):
    folder, pdfs, _ = warm
    mine = CacheFolder(tmp_path / "kept")
    mine.folder.mkdir()
    for path in folder.folder.iterdir():
        data = path.read_bytes()
        changed = data if path.name == "secret" else data[:-1] + bytes([data[-1] ^ 1])
        (mine.folder / path.name).write_bytes(changed)
    assert printed(PagesOnDisk(mine, {"program": "1"}), documents=["motion"])[0] == pdfs[:1]


def test_no_name_and_no_case_number_is_in_the_folder(warm):
    folder, *_ = warm
    texts = [
        zlib.decompress(path.read_bytes()[32:]).decode() for path in folder.folder.glob("*.kept")
    ]
    said = "".join(texts)
    assert '"operators"' in said
    assert not any(one.name.last in said or one.number in said for one in ROWS)
    # Nor do glyphs spell them.
    spelled = "".join(f"{fonts.glyph(char)[0]:04x}" for char in "Notaperson")
    assert spelled not in said.lower()


def test_a_page_that_names_somebody_is_not_for_the_folder():
    one = dataclasses.replace(
        ROWS[0], name=Name(last="de la Specimen", first="Ana"), case_number=CaseNumber("ZX123456")
    )
    people = PeopleOfPacket.of(packet(one))
    assert people.are_told_in("<p>In the matter of Ana DE LA SPECIMEN</p>")
    assert people.are_told_in('<p title="ZX123456"></p>')
    assert not people.are_told_in("<p>In the matter of all of them</p>")
    assert not PeopleOfPacket.of(None).are_told_in("<p>DE LA SPECIMEN</p>")


MINOR = {
    "statute": Statute(code="HS", section="11357", subdivision="b"),
    "level": Level.MISDEMEANOR,
    "court": CourtId("lbc"),  # its name takes two lines of a caption
}


def test_lines_that_a_courts_name_took_in_one_part_are_tried_in_the_next_and_bytes_are_the_same():
    name = "exhibit-a-sealed"
    rows = [dataclasses.replace(one, **MINOR) for one in ROWS[:3]]
    (pdf,), laid_out = printed(NOWHERE, rows, [name])
    knowing = Renderer(SETTINGS, filed_on=FILED_ON)
    other = [dataclasses.replace(one, offense=OffenseType("possession")) for one in rows]
    knowing.print_document(packet(*other), name)
    done = knowing.print_document(packet(*rows), name)
    assert done.pdf == pdf
    assert done.laid_out < laid_out


def test_a_motion_for_convictions_of_other_days_needs_no_page_of_its_own():
    press = Renderer(SETTINGS, filed_on=FILED_ON)
    for day, all_laid_out in ((dt.date(1998, 2, 14), False), (dt.date(1987, 2, 28), True)):
        rows = [dataclasses.replace(one, convicted_on=day, **MINOR) for one in ROWS[:3]]
        assert (press.print_document(packet(*rows), "motion").laid_out == 0) == all_laid_out
