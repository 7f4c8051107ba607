"""Every document of every law, ruleset, relief and authority is what its metadata claims."""

import pytest

from filings.render import Renderer
from tests.render.contact_sheets import LISTS, packets
from tests.render.made import FILED_ON
from tests.render.validators import faults, vera, vera_is_set_up


@pytest.mark.slow
def test_each_document_of_each_kind_for_one_and_for_several_is_pdf_ua_and_pdf_a(tmp_path):
    files = []
    for name, settings, of in packets():
        press = Renderer(settings, filed_on=FILED_ON, lists=LISTS)
        paper = settings.paper(of.court)
        documents = paper.documents_for(of.relief)
        if len({each.case_number for each in of.convictions}) == 1:
            documents |= paper.per_case_for(of.relief)
        for document in documents:
            path = tmp_path / f"{name}-{document}.pdf"
            path.write_bytes(press.print_document(of, document).pdf)
            files.append(path)
            assert faults(path.read_bytes()) == [], path.name
    assert len(files) > 100
    if vera_is_set_up():
        lines = [line for line in vera(files).splitlines() if line.strip()]
        assert [line for line in lines if not line.startswith("PASS")] == []
        assert len(lines) == 2 * len(files)
