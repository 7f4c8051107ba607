"""Write the letter that goes with the packets of another prosecutor.

A run of one office may find convictions that another office prosecutes. The packets of these are
that prosecutor's to read, complete, sign and file: a letter says which they are, and from whom the
list came. It lies in that prosecutor's folder, which is handed over as a whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from filings.model.identifiers import AgencyId
from filings.model.plain_words import counted
from filings.model.report import PacketReport, Report
from filings.output.packet_folders import handed_over
from filings.settings.settings import Settings


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter that goes with the packets of one prosecutor."""

    agency: AgencyId
    name: str  # "Long Beach City Prosecutor"
    packets: int
    text: str

    @property
    def path(self) -> str:
        """Where it lies in the output folder."""
        return f"{handed_over(self.agency)}/letter.txt"


def letters(packets: Sequence[PacketReport], settings: Settings) -> tuple[Letter, ...]:
    """A letter for each prosecutor other than the office that runs this, sorted by name."""
    agencies = settings.county.agencies
    own = settings.office.agency
    others = sorted(
        {packet.agency for packet in packets} - {own}, key=lambda agency: agencies[agency].name
    )
    return tuple(
        Letter(agency, agencies[agency].name, len(theirs), _text(agency, theirs, settings))
        for agency in others
        for theirs in ([packet for packet in packets if packet.agency == agency],)
    )


def closing_words(report: Report, settings: Settings) -> Iterator[str]:
    """What the office does with the packets of others, in sentences; none when there are none."""
    handed_over = letters(report.packets, settings)
    if not handed_over:
        return
    many = counted(sum(letter.packets for letter in handed_over), "packet")
    yield f"{many} of other prosecutors, to be handed over and not filed as your own:"
    for letter in handed_over:
        where = f", with {letter.path}" if report.run else ""
        yield f"  {letter.name}: {counted(letter.packets, 'packet')}{where}"


def _text(agency: AgencyId, packets: Sequence[PacketReport], settings: Settings) -> str:
    agencies, county = settings.county.agencies, settings.county
    office, theirs = agencies[settings.office.agency].name, agencies[agency].name
    convictions = counted(sum(packet.convictions for packet in packets), "conviction")
    lines = [
        f"To: {theirs}",
        f"From: {office}",
        "",
        f"A list held by the {office} has {convictions} that, by our",
        f"records, your office prosecuted in {county.name} County. The papers for them are yours",
        "to read, complete, sign and file, or not to file. They are in these folders, beside this",
        "letter under public/packets and sealed/packets (names: keep them confidential):",
        "",
        *(f"  {packet.name}  ({counted(packet.convictions, 'conviction')})" for packet in packets),
        "",
        "Nothing in them is sworn for you: the declaration says from whom the list came, and",
        "leaves to your declarant how your office knows what it declares. A page with a blank says",
        "DRAFT - NOT FOR FILING: the particulars of your office, its statement and its approvals",
        "of the texts are settings of yours. Please send back what your office did not prosecute.",
    ]
    return "\n".join(lines) + "\n"
