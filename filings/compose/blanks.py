"""Find what keeps a document a draft: blanks, and particulars that were made up.

A blank is an element that a template marks as words to be supplied, or any text in brackets:
neither can be filed. A schedule holds words of the list and is not searched.
"""

import html
import re
from collections.abc import Iterator

from filings.compose.draft_reasons import BLANK, KEY, PLACEHOLDER, SAMPLE
from filings.model.packet import DraftReason
from filings.settings.settings import Agency, Office

TO_SUPPLY = re.compile(r'class="(?:[^"]* )?to-supply[ "]')
"""Matches an element for missing words, as "[number]". A page with one cannot be filed."""

_SCHEDULE = re.compile(r'<section class="schedule".*?</section>\n?', re.DOTALL)
_HEAD = re.compile(r"<head\b.*?</head>|<!--.*?-->|<style\b.*?</style>", re.DOTALL)
_NAMED = re.compile(r'<[^<>]*\bclass="(?:[^"]* )?to-supply[ "][^<>]*>([^<]*)')
_BLANK_NAME = re.compile(r'\bdata-blank="([\w -]+)"')
_TAG = re.compile(r"<[^<>]*>")
_OTHER_BRACKETS = str.maketrans("\u3010\u3011\uff3b\uff3d\u27e6\u27e7\u3014\u3015", "[]" * 4)
_BRACKETED = re.compile(r"\[\s*([^\[\]]*[^\W\d_][^\[\]]*?)\s*\]")
_MEANT = {"proposed"}  # brackets that are meant: "[Proposed] Order"
_MADE_UP = re.compile(
    r"placeholder|@[\w.-]*\.example\b|\bTBD\b|\bx{3,}\b|\byour name\b|\blorem ipsum\b",
    re.IGNORECASE,
)
_LONGEST = 48


def without_schedule(composed: str) -> str:
    """A composed document without the pages of its schedule."""
    return _SCHEDULE.sub("", composed)


def has_blank(composed: str) -> bool:
    """Whether words are still to be supplied in a composed document."""
    return any(True for _ in blanks(composed))


def blanks(composed: str) -> Iterator[str]:
    """The name of each blank of a composed document: "service", "attorney"."""
    front = _HEAD.sub("", without_schedule(composed))
    named: set[str] = set()
    for match in _NAMED.finditer(front):
        name = _BLANK_NAME.search(match[0])
        text = _plain(match[1])
        words = within[1] if (within := _BRACKETED.search(text)) else text.strip("[] ")
        named.add(words)
        yield name[1] if name else _short(words) or "words to be supplied"
    for match in _BRACKETED.finditer(_plain(_TAG.sub("", front))):
        words = " ".join(match[1].split())
        if words.casefold() not in _MEANT and words not in named:
            yield _short(words)


def particulars(
    office: Office, agency: Agency, statement: str, *, sample: bool
) -> Iterator[DraftReason]:
    """Reasons in the office's own settings: particulars that are missing or made up.

    Args:
        office: The office that runs this.
        agency: The agency whose motion it is.
        statement: How the list was made, in the declarant's words.
        sample: Whether the people are invented too.
    """
    if sample:
        yield DraftReason(kind=SAMPLE, what="")
    elif office.has_sample_key:
        yield DraftReason(kind=KEY, what="")
    counsel = agency.counsel
    for what, value in (("attorney", counsel.attorney), ("bar number", counsel.bar_number)):
        if not value.strip():
            yield DraftReason(kind=BLANK, what=what)
    if counsel.bar_number.strip() and not re.search("[1-9]", counsel.bar_number):
        yield DraftReason(kind=PLACEHOLDER, what="bar number")
    texts_of = {
        "attorney": (counsel.attorney, counsel.head),
        "address": counsel.address,
        "e-mail": (counsel.email,),
        "declarant": (counsel.declarant,),
        "statement": (statement,),
    }
    for what, texts in texts_of.items():
        if any(_MADE_UP.search(text) for text in texts):
            yield DraftReason(kind=PLACEHOLDER, what=what)


def _plain(text: str) -> str:
    return " ".join(html.unescape(text).translate(_OTHER_BRACKETS).split())


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
