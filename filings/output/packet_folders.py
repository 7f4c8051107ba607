"""Name the folders of the output in which the files of a packet lie.

The office's own are under `public/packets/` and `sealed/packets/`. Those of another prosecutor are
his to read, complete, sign and file: they lie apart, in a folder that is handed over whole, with
its letter, and holds the same two halves.
"""

from filings.model.identifiers import AgencyId

HANDED_OVER = "handed-over"


def handed_over(agency: AgencyId) -> str:
    """The folder that another prosecutor gets: "handed-over/long-beach"."""
    return f"{HANDED_OVER}/{agency}"


def home(zone: str, packet: str, own: AgencyId) -> str:
    """The folder of a packet's files of a zone.

    Args:
        zone: "public" or "sealed".
        packet: The packet's name, "ccb/lada/sale-dismiss-seal/001".
        own: The agency of the office that runs this.
    """
    agency = AgencyId(packet.split("/")[1])
    before = "" if agency == own else f"{handed_over(agency)}/"
    return f"{before}{zone}/packets/{packet}"
