"""Write the cover sheet of each packet, and the index of all: what is left to do, and by whom.

They are for the office and are never filed. The ruleset of the court says what to do with a
document, who signs it and by when; the document itself, what keeps it a draft.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from filings.compose.composer import in_a_row
from filings.compose.draft_reasons import BLANK, CHANGED, KINDS, TEXT
from filings.compose.sandbox import View, view
from filings.model.packet import Document
from filings.model.plain_words import counted, day_in_words
from filings.model.report import PacketReport, Report
from filings.output.letters_to_prosecutors import letters
from filings.output.packet_folders import handed_over, home
from filings.packets.grouping import ALL
from filings.packets.waves import Wave, wave_of_each, waves
from filings.reports.summary_page import render_page
from filings.settings.rulesets import DocumentKind, Ruleset
from filings.settings.settings import Settings

INDEX = "sealed/index.pdf"
RULESET = "office-sheet"
"""The ruleset of the sheets."""

_MOST_LINES = 400  # lines for packets; with more, courts and prosecutors have one each


def cover_path(packet: PacketReport, settings: Settings) -> str:
    """The path of a packet's cover sheet in the output folder."""
    return f"{home('sealed', packet.name, settings.office.agency)}/cover.pdf"


@view
class DocumentLine(View):
    """A document of a packet, and what to do with it."""

    name: str
    pages: str
    draft: bool
    signed_by: tuple[str, ...]
    then: str


def cover_page(
    packet: PacketReport, settings: Settings, filed_on: dt.date, wave: Wave | None = None
) -> str:
    """The cover sheet of a packet as HTML.

    Args:
        packet: The packet, printed.
        settings: What its court and its office want done.
        filed_on: The day of its papers.
        wave: In which it is filed; None where all is filed at once.

    Raises:
        TemplateError: The template does not render.
    """
    paper = settings.paper(packet.court)
    reasons: defaultdict[str, list[str]] = defaultdict(list)
    for reason in packet.draft:
        reasons[reason.kind].append(reason.what)
    listed = (BLANK, TEXT, CHANGED)
    other = [
        ": ".join(filter(None, (KINDS[kind].label, ", ".join(filter(None, whats)))))
        for kind, whats in reasons.items()
        if kind not in listed and kind in KINDS
    ]
    agency = settings.county.agencies[packet.agency]
    return render_page(
        "cover.html",
        {
            "title": "Cover sheet",
            "packet": packet.name,
            "about": _about(packet, settings, filed_on, wave),
            "joint": (
                "These prosecutors sign the motion too, which is filed once each has: "
                + "; ".join(settings.county.agencies[id].name for id in packet.joined_by)
                + ". Send each the public papers and, as it may be given to them, the exhibit with"
                " names."
                if packet.joined_by
                else ""
            ),
            "handing": (
                ""
                if packet.agency == settings.office.agency
                else f"The {agency.name} reads, completes, signs and files these papers, or does"
                f" not. Hand over the whole folder {handed_over(packet.agency)} with its letter; do"
                " not file it as your own."
            ),
            "complete": reasons[BLANK],
            "approve": [*reasons[TEXT], *(f"{it} (changed since)" for it in reasons[CHANGED])],
            "other": other,
            "documents": tuple(_lines(packet.documents, paper, settings)),
            "more": (
                f"Besides, {counted(packet.case_documents, 'document')} of single cases, in the"
                " packet's sealed folder."
                if packet.case_documents
                else ""
            ),
            "deadlines": (
                paper.deadlines
                if settings.office.confidential
                else (*paper.sealing_deadlines, *paper.deadlines)
            ),
            "labels": tuple(_labels(packet, paper, settings)),
        },
    )


def index_page(report: Report, settings: Settings, filed_on: dt.date) -> str:
    """The index of all packets as HTML.

    Raises:
        TemplateError: The template does not render.
    """
    packets = report.packets
    drafts = report.drafts
    lead = [
        f"{settings.county.name} County, papers dated {day_in_words(filed_on)}. For the office; not"
        " to be filed.",
        "In all "
        + ", ".join(
            (
                counted(len(packets), "packet"),
                counted(report.documents, "document"),
                counted(report.pages, "page"),
            )
        )
        + f". {_of_drafts(drafts)}",
        "Each packet's own cover sheet, cover.pdf in its sealed folder, says what to approve,"
        " complete, sign, file publicly, "
        + ("file as confidential" if settings.office.confidential else "lodge under seal")
        + " and serve, and by when; behind it is the label for the envelope of the exhibit with"
        " names.",
    ]
    lead += [
        f"Another office's: {letter.name}, {counted(letter.packets, 'packet')}; hand over with"
        f" {letter.path}."
        for letter in letters(packets, settings)
    ]
    if report.totals.need_a_human:
        waiting = counted(report.totals.need_a_human, "entry", "entries")
        lead.append(f"Not in any packet yet: {waiting}, in sealed/worklists.")
    return render_page(
        "packet-index.html",
        {
            "title": "Index of packets",
            "lead": lead,
            "groups": tuple(_index_groups(packets, settings, filed_on)),
            "convictions": f"{report.totals.included:,}",
            "pages": f"{report.pages:,}",
        },
    )


def _of_drafts(drafts: int) -> str:
    if not drafts:
        return "No document is a draft."
    are = "is a draft" if drafts == 1 else "are drafts"
    return f"Of these {counted(drafts, 'document')} {are}, and must not be filed yet."


def _about(
    packet: PacketReport, settings: Settings, filed_on: dt.date, wave: Wave | None
) -> tuple[tuple[str, str], ...]:
    part = f", part {packet.part} of {packet.parts}" if packet.parts > 1 else ""
    signing = (packet.agency, *packet.joined_by)
    return (
        ("Court", settings.court(packet.court).name),
        ("Prosecutor", in_a_row([settings.county.agencies[id].name for id in signing])),
        ("What is asked", f"{_what(packet, settings)}{part}"),
        ("Convictions", f"{packet.convictions:,}"),
        ("Dated", day_in_words(filed_on)),
        *((("To be filed", wave.words),) if wave else ()),
        ("Folders", "of the packet's name, under public/packets and under sealed/packets"),
    )


def _what(packet: PacketReport, settings: Settings) -> str:
    record = settings.offense_types.get(packet.offense)
    offense = (
        record.label if record else "all offenses" if packet.offense == ALL else packet.offense
    )
    return f"{settings.reliefs[packet.relief].verbs}: {offense}"


def _kind(document: Document, paper: Ruleset, settings: Settings) -> DocumentKind | None:
    kind = paper.documents.get(PurePosixPath(document.path).stem)
    return kind.as_kept(confidential=settings.office.confidential) if kind else None


@view
class LabelView(View):
    """The words on the envelope of a sealed record."""

    legend: str
    record: str
    says: str
    caption: tuple[str, ...]
    people: str
    court: str
    pages: str
    sha256: str
    agency: str


def _labels(packet: PacketReport, paper: Ruleset, settings: Settings) -> Iterator[LabelView]:
    court, agency = settings.court(packet.court), settings.county.agencies[packet.agency]
    for document in packet.documents:
        kind = _kind(document, paper, settings)
        if kind is None or kind.label is None:
            continue
        part = f" (Part {packet.part} of {packet.parts})" if packet.parts > 1 else ""
        yield LabelView(
            legend=kind.label.legend,
            record=f"{kind.label.record}{part}",
            says=kind.label.says,
            caption=court.caption or settings.county.caption,
            people=agency.people.upper(),
            court=court.name,
            pages=counted(document.pages, "page"),
            sha256=document.sha256,
            agency=agency.name,
        )


def _lines(
    documents: Sequence[Document], paper: Ruleset, settings: Settings
) -> Iterator[DocumentLine]:
    for document in documents:
        name = PurePosixPath(document.path).name
        kind = _kind(document, paper, settings)
        yield DocumentLine(
            name=name,
            pages=f"{document.pages:,}",
            draft=bool(document.draft),
            signed_by=kind.signed_by if kind else (),
            then=kind.then if kind and kind.then else _by_zone(document),
        )


def _by_zone(document: Document) -> str:
    public = document.path.startswith("public/")
    return "file it publicly" if public else "keep it under seal; it may name people"


@view
class PacketLine(View):
    """A line of the index: a packet, or several of a court."""

    court: str
    agency: str
    what: str
    convictions: str
    pages: str
    state: str


@view
class PacketGroup(View):
    """The packets that are filed together, in the index."""

    title: str
    packets: tuple[PacketLine, ...]
    convictions: str
    pages: str


def _index_groups(
    packets: Sequence[PacketReport], settings: Settings, filed_on: dt.date
) -> Iterator[PacketGroup]:
    """Every packet under the week in which it is filed; all together where no wave is asked for."""
    dealt = waves(packets, settings.office, filed_on)
    in_wave = wave_of_each(dealt)
    others = tuple(packet for packet in packets if packet.name not in in_wave)
    groups = [(f"{wave.words[0].upper()}{wave.words[1:]}", wave.packets) for wave in dealt]
    groups.append(("For other prosecutors to file" if dealt else "Packets", others))
    lines_alone = len(packets) <= _MOST_LINES
    for title, those in groups:
        if those:
            yield PacketGroup(
                title=title,
                packets=tuple(_index_lines(those, settings, alone=lines_alone)),
                convictions=f"{sum(packet.convictions for packet in those):,}",
                pages=f"{sum(packet.pages for packet in those):,}",
            )


def _index_lines(
    packets: Sequence[PacketReport], settings: Settings, *, alone: bool
) -> Iterator[PacketLine]:
    """A line for each packet; if there are too many, for each court, prosecutor and relief."""
    together: defaultdict[tuple[str, ...], list[PacketReport]] = defaultdict(list)
    for packet in packets:
        own = (packet.name,) if alone else ()
        together[packet.court, packet.agency, packet.relief, *own].append(packet)
    for those in together.values():
        first = those[0]
        drafts = sum(packet.drafts for packet in those)
        part = f", part {first.part} of {first.parts}" if first.parts > 1 else ""
        many = f"{settings.reliefs[first.relief].verbs}: {counted(len(those), 'packet')}"
        yield PacketLine(
            court=settings.court(first.court).name,
            agency=settings.county.agencies[first.agency].short
            + (" and others" if any(packet.joined_by for packet in those) else ""),
            what=many if len(those) > 1 else f"{_what(first, settings)}{part}",
            convictions=f"{sum(packet.convictions for packet in those):,}",
            pages=f"{sum(packet.pages for packet in those):,}",
            state=counted(drafts, "draft") if drafts else "ready",
        )
