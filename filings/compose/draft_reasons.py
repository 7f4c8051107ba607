"""Name the reasons why a document keeps DRAFT - NOT FOR FILING, and find those of a run.

Whether one document keeps it, `render/is_draft.py` decides.

Each reason names one thing that somebody has to settle, and what to do. A document is final when it
has none. Reasons in a document itself are found when it is printed (compose/blanks.py); this module
has those of every document of a run.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from filings.model.packet import DraftReason
from filings.model.sources import ListSource
from filings.settings.settings import Settings

SAMPLE, TEXT, CHANGED, BLANK = "sample", "text", "changed", "blank"
PLACEHOLDER, KEY, DAY, GRANTED = "placeholder", "key", "day", "granted"

FARTHEST_DAYS = 365
"""Days from today: a day of filing farther away is probably a mistake."""


@dataclass(frozen=True, slots=True)
class ReasonText:
    """The words for a kind of reason, and what to do about it."""

    label: str  # before what it is: "texts not approved"
    remedy: str


KINDS: Mapping[str, ReasonText] = {
    SAMPLE: ReasonText("a synthetic list", "Build from a list of your own."),
    TEXT: ReasonText(
        "texts not approved",
        "When an attorney has read them: filings templates approve NAME --config DIR.",
    ),
    CHANGED: ReasonText(
        "changed since it was approved",
        "filings templates diff NAME --approved shows what; then approve it anew.",
    ),
    BLANK: ReasonText(
        "blanks",
        "Say them in your settings (office.yaml, counties/<county>.yaml), or in a text of your own"
        " (filings templates new).",
    ),
    PLACEHOLDER: ReasonText(
        "made-up particulars", "Put your own in place of them (counties/<county>.yaml)."
    ),
    KEY: ReasonText("the shipped conviction_key", "Put a secret of your own into office.yaml."),
    DAY: ReasonText("the day of filing", "Give the day on which it is filed with --filed-on."),
    GRANTED: ReasonText(
        "relief already ordered",
        "Give a later court or DOJ list with --already-granted and its day in lists.yaml, or an"
        " attorney's word (none_granted in office.yaml).",
    ),
}
"""Every kind of reason, in the order in which they are listed."""


def of_the_run(
    settings: Settings,
    lists: Iterable[ListSource],
    granted: Sequence[str],
    filed_on: dt.date,
    today: dt.date | None,
) -> tuple[DraftReason, ...]:
    """The reasons that keep every document of a run a draft.

    Args:
        settings: What decides.
        lists: The lists that were read.
        granted: The SHA-256 of each list of what courts have granted.
        filed_on: The day the papers are for.
        today: Today; None to leave the day of filing unchecked.
    """
    return (
        *_of_the_day(settings, filed_on, today),
        *_of_earlier_relief(settings, lists, granted, filed_on),
    )


def _of_the_day(
    settings: Settings, filed_on: dt.date, today: dt.date | None
) -> Iterator[DraftReason]:
    since = settings.first_day
    if filed_on < since:
        yield DraftReason(kind=DAY, what=f"{filed_on} is before {since}, the first day of the law")
    if today and abs((filed_on - today).days) > FARTHEST_DAYS:
        what = f"{filed_on} is more than a year from the day on which this was printed"
        yield DraftReason(kind=DAY, what=what)


def _of_earlier_relief(
    settings: Settings, lists: Iterable[ListSource], granted: Sequence[str], filed_on: dt.date
) -> Iterator[DraftReason]:
    """Reasons for lists that are older than relief which the courts have ordered."""
    ordered = settings.screening.relief_ordered.get(settings.county.state)
    if ordered is None or filed_on < ordered.by:
        return
    word = settings.office.none_granted
    if word and ordered.by <= word.stated_on <= filed_on:
        return

    def made(sha256: str) -> dt.date | None:
        facts = settings.lists.get(sha256)
        return facts.made_on if facts and (facts.made_on or filed_on) <= filed_on else None

    if any((made(granted_list) or ordered.by) > ordered.by for granted_list in granted):
        return
    for source in lists:
        made_on = made(source.sha256)
        if made_on and made_on > ordered.by:
            continue
        age = f"was made on {made_on}" if made_on else "does not say when it was made"
        what = f"list {source.number} {age}, and by {ordered.by} courts had ordered relief"
        yield DraftReason(kind=GRANTED, what=what)


def summary(reasons: Iterable[DraftReason], documents: int) -> list[str]:
    """Lines about the drafts of a run: how many, why, and what to do; empty without drafts."""
    if not documents:
        return []
    whats_of: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for reason in dict.fromkeys(reasons):
        whats_of.setdefault(reason.kind, []).append(reason.what)
    one = documents == 1
    lines = [f"{documents:,} {'document is a draft' if one else 'documents are drafts'}:"]
    for kind, whats in whats_of.items():
        if whats:
            words = KINDS[kind]
            sentence = ": ".join(
                filter(None, (words.label, ", ".join(filter(None, sorted(whats)))))
            )
            lines.append(f"  {sentence}. {words.remedy}")
    return lines
