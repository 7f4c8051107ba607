"""Hold together what the pages and the API of one office work with."""

from collections.abc import Callable
from dataclasses import dataclass, field

from filings.web.accounts import Accounts
from filings.web.audit import Audit, Clock
from filings.web.database import Database
from filings.web.home import OfficeFolder


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What only the command line knows: the time, and what there is to work with."""

    clock: Clock  # the time in UTC
    seconds: Callable[[], float]  # a clock that never goes back
    today: Callable[[], str]  # the office's own day, YYYY-MM-DD
    cores: int
    version: str  # of this program


@dataclass(frozen=True, slots=True)
class Office:
    """One office: its folder, its people, what was done."""

    folder: OfficeFolder
    machine: Machine
    database: Database = field(init=False)
    audit: Audit = field(init=False)
    accounts: Accounts = field(init=False)

    def __post_init__(self) -> None:
        """Open what lies in the folder."""
        database = Database(self.folder.database)
        audit = Audit(database, self.machine.clock)
        object.__setattr__(self, "database", database)
        object.__setattr__(self, "audit", audit)
        object.__setattr__(self, "accounts", Accounts(database, audit, self.machine.clock))
