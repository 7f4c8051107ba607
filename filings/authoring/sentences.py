"""Show the sentences that a document prints, for one conviction and for several.

A template chooses words by number; the attorney who approves it reads both results.
"""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from filings.authoring.diff import words_of
from filings.authoring.lint import county_settings, worst_packet
from filings.authoring.stress_rows import list_sources
from filings.authoring.template_browser import Choice, TemplateBrowser
from filings.model.packet import Packet
from filings.render.renderer import Renderer


@dataclass(frozen=True, slots=True)
class Sentence:
    """A paragraph as printed; one of the two is "" if it has no counterpart."""

    one: str  # for one conviction
    several: str  # the same if the number changes nothing


def sentences(browser: TemplateBrowser, choice: Choice) -> list[Sentence]:
    """Every paragraph of a document in order, without its schedule.

    Raises:
        TemplateError: It does not render, or rests on another law.
    """
    several = worst_packet(browser, choice)
    one = replace(several, convictions=several.convictions[:1])
    own, theirs = (_words(browser, choice, packet) for packet in (one, several))
    return list(_side_by_side(own, theirs))


def _words(browser: TemplateBrowser, choice: Choice, packet: Packet) -> list[str]:
    settings = county_settings(browser.settings, choice.county)
    renderer = Renderer(
        settings,
        browser.folders,
        filed_on=browser.filed_on,
        lists=list_sources(packet.convictions),
    )
    filing = renderer.filings.build(packet, choice.document)
    return words_of(renderer.composer.compose(filing, choice.county))


def _side_by_side(one: list[str], several: list[str]) -> Iterator[Sentence]:
    matcher = difflib.SequenceMatcher(None, one, several, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            yield from (Sentence(line, line) for line in one[i:j])
            continue
        left, right = one[i:j], several[k:m]
        for n in range(max(len(left), len(right))):
            first, second = (lines[n] if n < len(lines) else "" for lines in (left, right))
            yield Sentence(first, second)
