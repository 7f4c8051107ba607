"""Packets that a check keeps are printed later without its lists."""

import datetime as dt
import pickle

import filings
from filings.output.kept_packets import kept_packet
from filings.output.printing import make_renderer
from filings.settings.settings import read_settings
from tests.web.served import LIST, OFFICE

DAY = dt.date(2026, 3, 2)


def test_a_kept_packet_is_printed_when_its_lists_are_gone(tmp_path, fake_renderer):
    few = tmp_path / "few.csv"
    few.write_text("\n".join(LIST.read_text(encoding="utf-8").splitlines()[:6]) + "\n")
    settings, folder = read_settings([OFFICE]), tmp_path / "kept"
    report = filings.check([few], settings, filed_on=DAY, packets_kept=folder)
    few.unlink()
    name = report.packets[0].name
    packet, parts = kept_packet(folder, name)
    assert (packet.name, len(packet.convictions)) == (name, report.packets[0].convictions)
    assert all((path.stat().st_mode & 0o077) == 0 for path in folder.rglob("*.packet"))
    assert pickle.loads(parts).editable is False  # nobody edits a preview
    printed = make_renderer(parts).print_document(packet, "motion")
    assert printed.convictions == len(packet.convictions)
