"""Name where the files of a packet, and the tables of a run, lie in the output.

The office's own packets are under `public/packets/` and `sealed/packets/`. Those of another
prosecutor are in a folder of their own, with the same two halves and a letter, which is handed over
as a whole.
"""

from filings.model.identifiers import AgencyId

HANDED_OVER = "handed-over"
LEDGER = "sealed/ledger.csv"
PLACEMENTS = "sealed/placements.csv"
WORKLISTS = "sealed/worklists"


def handed_over(agency: AgencyId) -> str:
    """The folder for another prosecutor: "handed-over/long-beach"."""
    return f"{HANDED_OVER}/{agency}"


def home(zone: str, packet: str, own: AgencyId) -> str:
    """The folder of a packet's public, or sealed, files.

    Args:
        zone: "public" or "sealed".
        packet: The packet's name, "ccb/lada/sale-dismiss-seal/001".
        own: The agency of the office that runs this.
    """
    agency = AgencyId(packet.split("/")[1])
    before = "" if agency == own else f"{handed_over(agency)}/"
    return f"{before}{zone}/packets/{packet}"
