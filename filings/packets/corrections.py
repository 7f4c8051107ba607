"""Let each corrected row of a worklist stand for the row it came from."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from filings.model.entries import Where
from filings.model.fates import Fate, Screened
from filings.packets.case_tables import LIST, position_at, position_of, where_of
from filings.storage.temp_db import TempDatabase


class Corrections:
    """The rows of a run that correct another row: `take` them all, `apply` before all is judged."""

    def __init__(self, database: TempDatabase) -> None:
        """None yet.

        Args:
            database: Holds the tables of `case_tables`.
        """
        self._database = database
        self._applied = False
        self._replaced: dict[int, int] = {}  # position of an entry -> that of its correction
        # By list, how many of its rows correct an entry that is not there.
        self.strays: Counter[int] = Counter()

    def take(self, entries: Iterable[Screened]) -> None:
        """Note which of these entries correct another one."""
        rows = []
        for screened in entries:
            if screened.source and screened.source.corrects:
                origin = Where(*map(int, screened.source.corrects.split(":")))
                waits = bool(screened.source.law_changed)
                rows.append((position_of(screened), position_at(origin), waits))
        self._database.many("INSERT INTO corrections VALUES (?, ?, ?)", rows)

    def take_over(self, same: Mapping[Where, Where]) -> None:
        """Let rows that correct an entry of a list that is not here correct one that is.

        Args:
            same: For such an entry the one of these lists that tells the very same.
        """
        self._database.many(
            "UPDATE corrections SET origin = ? WHERE origin = ?",
            ((position_at(here), position_at(origin)) for origin, here in same.items()),
        )

    def apply(self) -> None:
        """Take the entries that were corrected out of what is judged, once.

        An entry that two rows correct is held, and so are they.
        """
        if self._applied:
            return
        self._applied = True
        rows = list(
            self._database.rows(
                "SELECT origin, corrections.position, l.position IS NOT NULL, waits"
                " FROM corrections LEFT JOIN lines AS l ON l.position = origin ORDER BY 1, 2"
            )
        )
        by_origin: defaultdict[int, list[int]] = defaultdict(list)
        known, waiting = set[int](), set[int]()
        for origin, place, there, waits in rows:
            if waits:
                waiting.add(origin)
            by_origin[origin].append(place)
            if there:
                known.add(origin)
            else:
                self.strays[place // LIST] += 1
        held: list[tuple[object, ...]] = []
        for origin, places in by_origin.items():
            if len(places) > 1:
                rows_told = ", ".join(where_of(place).spoken for place in places)
                detail = f"one row is corrected by {rows_told}"
                twice = Fate.HELD.value, "corrected-twice", detail, ""
                held += ((*twice, place) for place in (*({origin} & known), *places))
            elif origin in known:
                self._replaced[origin] = places[0]
        replaced = (
            (
                Fate.DUPLICATE.value,
                "corrected",
                f"corrected in {where_of(place).spoken}",
                "",
                origin,
            )
            for origin, place in self._replaced.items()
        )
        update = "UPDATE lines SET fate = ?, reason = ?, detail = ?, same_as = ? WHERE position = ?"
        self._database.many(update, [*replaced, *held])
        # What was corrected says nothing any more; what is held, or corrected by what waits for an
        # attorney, still speaks against another row.
        gone = [(origin,) for origin in self._replaced if origin not in waiting]
        silent = [*(row[-1] for row in held), *(waiting & known)]
        self._database.many("DELETE FROM case_entries WHERE position = ?", gone)
        asks_not = "UPDATE case_entries SET asks = 0 WHERE position = ?"
        self._database.many(asks_not, [(place,) for place in silent])

    def name_convictions(self) -> None:
        """Say of each row that was corrected which conviction stands for it, if one goes in."""
        named = []
        for origin, place in self._replaced.items():
            last, seen = place, {origin}
            while last in self._replaced and last not in seen:
                seen.add(last)
                last = self._replaced[last]
            (id_,) = self._database.one(
                "SELECT MAX(id) FROM candidates JOIN lines USING (position)"
                " WHERE fate = 'included' AND position = ?",
                last,
            )
            if id_:
                named.append((id_, origin))
        self._database.many("UPDATE lines SET same_as = ? WHERE position = ?", named)
