"""Determine on what the eligibility of a list rests: its column, an attestation, or criteria.

Three things can say so: the list's own column; an attorney's dated attestation for this one list,
which the declaration prints; or criteria that the office has adopted. A list of which none of them
speaks is not believed: all its convictions are held, with the words that say how to give one.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from filings.model.entries import CHALLENGES, Determination, Entry, Unreadable
from filings.model.errors import ConfigError, ListError
from filings.model.plain_words import day_in_words
from filings.settings.settings import Attestation, Settings

# The layouts built in; those in YAML say it themselves.
_BUILT_IN: Mapping[str, tuple[str, ...]] = {
    "doj": ("attestation", "criteria"),
    "gogen": ("column",),
}
# A worklist keeps it, and is believed when it is read again: screening.yaml, `determinations`.
_ATTESTED = "Dismiss and seal: attested by {by}, {on}"
_BY_CRITERIA = "By criteria"


@dataclass(frozen=True, slots=True, kw_only=True)
class UngroundedList:
    """What a list itself says of eligibility, before anybody attests it."""

    layout: str  # "court-export"
    sha256: str
    has_column: bool  # whether it has a column of its own for it
    blank: bool = False  # and nothing stands in it, in any row
    # Columns that nobody reads and that say yes or no; looked for when somebody attests the list.
    unread_answers: Callable[[], Sequence[str]] = tuple

    @property
    def is_silent(self) -> bool:
        """Whether it says nothing of eligibility, as far as it is read."""
        return not self.has_column or self.blank


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityBasis:
    """What says that the convictions of one list are eligible."""

    kind: Literal["column", "attestation", "criteria", "nothing"]
    sentence: str = ""  # for the declaration
    note: str = ""  # for whoever runs this
    attested: str = ""  # what a worklist says of a conviction that rests on an attestation
    criteria: bool = False  # whether criteria stand for convictions that a worklist leaves to them
    # Whether a row must tell its outcome; the reader asks for it where there is no column at all.
    must_convict: bool = False
    authority: str = ""  # of its law's, on which the list rests in place of the office's own
    dated: bool = False  # whether it is told on what day its challenged convictions were challenged

    def authorize(self, entry: Entry | Unreadable) -> Entry | Unreadable:
        """The entry, with the authority of its list; a challenge of no day has none."""
        if not self.authority or isinstance(entry, Unreadable):
            return entry
        if entry.determination in CHALLENGES and not self.dated:
            return entry
        return replace(entry, authority=self.authority)

    def determine(self, entry: Entry | Unreadable) -> Entry | Unreadable:
        """The entry, with what its list's ground says of it; a word of its own always stands."""
        if isinstance(entry, Unreadable) or entry.aside:
            return entry
        if entry.determination is Determination.BY_CRITERIA and not self.criteria:
            return replace(entry, determination=Determination.UNSTATED)
        if entry.determination is not Determination.MISSING or self.kind == "column":
            return entry
        if self.must_convict and not entry.disposition and self.kind != "nothing":
            return _said(entry, Determination.HAND_REVIEW, "no disposition")
        if self.kind == "attestation":
            return _said(entry, Determination.DISMISSAL, self.attested)
        if self.kind == "criteria":
            return _said(entry, Determination.BY_CRITERIA, _BY_CRITERIA)
        return replace(entry, determination=Determination.UNSTATED)


def find_grounds(
    lists: Sequence[UngroundedList],
    settings: Settings,
    attested: Attestation | None,
    filed_on: dt.date,
) -> tuple[EligibilityBasis, ...]:
    """The ground of each list, in their order.

    Args:
        lists: The lists of the run.
        settings: Attestations by the lists' SHA-256, and criteria by layout.
        attested: An attestation given for this run; it is for the one list that needs it.
        filed_on: The day the papers are for; nothing later counts.

    Raises:
        ListError: It is not plain for which list the attestation was given, or the list may say
            itself what is eligible, in a column that nobody reads.
        ConfigError: An attestation or the criteria are of a later day.
    """
    silent = [
        ungrounded
        for ungrounded in lists
        if ungrounded.is_silent and _may(ungrounded, settings, "attestation")
    ]
    if attested and len(silent) != 1:
        raise ListError(
            "--attested",
            f"{len(silent)} of the lists say nothing of eligibility, and it vouches for one list",
            "Write each in attestations.yaml, under the SHA-256 of its list."
            if silent
            else "Leave it out: each list has a column of its own for it.",
        )
    return tuple(
        _with_authority(
            _ground(ungrounded, settings, attested if ungrounded in silent else None, filed_on),
            ungrounded,
            settings,
        )
        for ungrounded in lists
    )


def _with_authority(
    ground: EligibilityBasis, ungrounded: UngroundedList, settings: Settings
) -> EligibilityBasis:
    """The ground of a list that rests on an authority of its own.

    Raises:
        ConfigError: It cannot be that of such a list, or its challenges came too late.
    """
    facts = settings.lists.get(ungrounded.sha256)
    if facts is None or not facts.authority:
        return ground
    place = f"config: lists.yaml: {ungrounded.sha256[:16]}"
    for law in settings.our_laws.values():
        each = law.authorities.get(facts.authority)
        if each is None or each.of_lists is None:
            continue
        if ungrounded.layout not in each.of_lists:
            raise ConfigError(
                f"{place}: authority",
                f"{facts.authority} is for lists of layout {' or '.join(each.of_lists)} alone, and"
                f" this one was read as {ungrounded.layout}",
                "Leave it out: the convictions are then asked for on the office's own authority.",
            )
        late = (
            facts.challenged_on and each.challenged_by and facts.challenged_on > each.challenged_by
        )
        if late:
            raise ConfigError(
                f"{place}: challenged_on",
                f"{facts.challenged_on} is after {each.challenged_by}, the last day on which the"
                " prosecution could challenge relief",
                "Take the challenges out of the list, or give the day on which they were made.",
            )
    return replace(ground, authority=facts.authority, dated=bool(facts.challenged_on))


def _ground(
    ungrounded: UngroundedList, settings: Settings, attested: Attestation | None, filed_on: dt.date
) -> EligibilityBasis:
    criteria = settings.criteria
    stand = criteria.stands_on(filed_on)
    if not ungrounded.is_silent:
        ignored = ungrounded.sha256 in settings.attestations
        return EligibilityBasis(
            kind="column",
            sentence="A column of the list states, for each conviction, whether it is eligible.",
            note="it says itself what is eligible; the attestation for it is not used"
            if ignored
            else "",
            criteria=stand,
        )
    word = attested or settings.attestations.get(ungrounded.sha256)
    if word and _may(ungrounded, settings, "attestation"):
        where = "--attested" if attested else "config: attestations.yaml"
        _refuse_later(where, word.attested_on, filed_on)
        _refuse_unread(where, ungrounded.unread_answers())
        return replace(_attested(word), must_convict=ungrounded.blank)
    if ungrounded.layout in criteria.layouts and _may(ungrounded, settings, "criteria"):
        assert criteria.adopted_on is not None
        _refuse_later("config: criteria.yaml", criteria.adopted_on, filed_on)
        return EligibilityBasis(
            kind="criteria",
            sentence="It says nothing of eligibility; that was decided for each conviction by its"
            f" offense, under criteria that {criteria.adopted_by} adopted on"
            f" {day_in_words(criteria.adopted_on)} and that rest on {criteria.rests_on}.",
            note=f"eligible by the criteria of {criteria.adopted_on}: {criteria.rests_on}",
            criteria=True,
            must_convict=ungrounded.blank,
        )
    ways = [
        f'an attorney attests it (--attested "NAME, STATE BAR NUMBER, DATE", or attestations.yaml'
        f" under {ungrounded.sha256})",
        "the office adopts criteria for such lists (criteria.yaml, layouts:"
        f" [{ungrounded.layout}])",
    ]
    open_ways = zip(ways, ("attestation", "criteria"), strict=True)
    given = [way for way, kind in open_ways if _may(ungrounded, settings, kind)]
    blank = "its column for eligibility is blank in every row and " if ungrounded.blank else "it "
    note = f"{blank}says nothing of eligibility, so all its convictions are held until "
    note += " or ".join([*given, "somebody writes a determination for each into the worklist"])
    return EligibilityBasis(
        kind="column" if ungrounded.blank else "nothing", note=note, criteria=stand
    )


def _may(ungrounded: UngroundedList, settings: Settings, kind: str) -> bool:
    """Whether eligibility may come from there, for a list of this layout."""
    mapped = settings.layouts.get(ungrounded.layout)
    sources: tuple[str, ...] = (
        mapped.eligibility if mapped else _BUILT_IN.get(ungrounded.layout, ())
    )
    return kind in sources


def _attested(word: Attestation) -> EligibilityBasis:
    by = f"{word.attested_by}, State Bar No. {word.bar_number}"
    after = f", after {word.rests_on}," if word.rests_on else ""
    on = day_in_words(word.attested_on)
    said = f"{by}, attested on {on}{after} that every conviction in it for an"
    return EligibilityBasis(
        kind="attestation",
        sentence=f"It says nothing of eligibility. {said} offense of this motion may be dismissed"
        " and sealed.",
        note=f"eligible by the attestation of {by}, {word.attested_on}",
        attested=_ATTESTED.format(by=by, on=word.attested_on),
    )


def _said(entry: Entry, determination: Determination, written: str) -> Entry:
    return replace(entry, determination=determination, determination_as_written=written)


def _refuse_unread(where: str, columns: Sequence[str]) -> None:
    if columns:
        raise ListError(
            where,
            f"the list may say itself what is eligible: nobody reads its"
            f" column{'s' * (len(columns) > 1)} {', '.join(columns)}, which says yes or no",
            "Say in its mapping which is the one for eligibility (determination), and name under"
            " `ignored` what is not; `filings check LIST --propose` prints a mapping.",
        )


def _refuse_later(where: str, day: dt.date, filed_on: dt.date) -> None:
    if day > filed_on:
        raise ConfigError(
            where,
            f"{day} is after the day of filing, {filed_on}",
            "Give the day on which it was done, or file later (--filed-on).",
        )
