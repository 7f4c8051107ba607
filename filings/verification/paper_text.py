"""Check the pages before a schedule against the text that the paper was made from.

Letters and digits are compared, in their order; blanks, signs and case are not. A paragraph may
continue at the top of the next page, after the page's number, footer and line numbers.
"""

import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from filings.verification.mismatch import Mismatch
from filings.verification.run_files import PaperFacts, Text
from filings.verification.schedule_pages import CASE, ReadPage

GAP = "\u2026"  # in a text, for words that change from paper to paper
_WIDEST_GAP = 160  # letters
DRAFT_MARK = "draftnotforfiling"
_CHANCE = 4  # letters after a page's end that may match by chance


def alike(text: str) -> str:
    """The letters and digits of a text, in lower case and one Unicode form."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def check_text(
    paper: PaperFacts, texts: Mapping[str, Text], pages: Sequence[ReadPage]
) -> Iterator[Mismatch]:
    """Every paragraph stands on the pages, and with them every required passage."""
    if paper.text not in texts:
        what = "the manifest does not record its text before the schedule"
        yield Mismatch(paper.path, 0, 0, "passage", what)
        return
    numbers = [n for n, page in enumerate(pages, 1) if CASE not in page.headings]
    front = [alike(pages[n - 1].text) for n in numbers]
    times: Counter[tuple[str, ...]] = Counter()
    for number, (passage, words) in enumerate(texts[paper.text], 1):
        pieces = tuple(filter(None, map(alike, words.split(GAP))))
        if not pieces or pieces == (DRAFT_MARK,):
            continue
        times[pieces] += 1
        if _stands(pieces, front, times[pieces]):
            continue
        what = f'the required passage "{passage}"' if passage else f"paragraph {number} of its text"
        place = _begins(pieces[0], front)
        where = numbers[place] if place is not None else 0
        yield Mismatch(paper.path, where, 0, "passage", f"{what} is missing or was changed")


def _stands(pieces: Sequence[str], front: Sequence[str], times: int) -> bool:
    """Whether a paragraph stands on these pages at least so many times."""
    matches = 0
    for page, text in enumerate(front):
        start = 0
        while (start := _end(pieces, front, page, start)) >= 0:
            matches += 1
            if matches == times:
                return True
            if start > len(text):  # it ended on a later page
                break
    return False


def _end(pieces: Sequence[str], front: Sequence[str], page: int, start: int) -> int:
    """The index after a paragraph that begins on a page at `start` or later; -1 if none does.

    It is past the end of the page where the paragraph continues on the next.
    """
    first = front[page].find(pieces[0], start)
    while first >= 0:
        end = _follow(pieces[1:], front, page, first + len(pieces[0]))
        if end >= 0:
            return end
        first = front[page].find(pieces[0], first + 1)
    for letters in _last_letters(pieces[0], front[page], start):
        if letters and page + 1 < len(front):
            rest = (pieces[0][letters:], *pieces[1:])
            if _goes_on(rest, front, page + 1):
                return len(front[page]) + 1
    return -1


def _follow(pieces: Sequence[str], front: Sequence[str], page: int, at: int) -> int:
    """The index after pieces that stand at a place, with gaps between them; -1 if they do not."""
    text = front[page]
    for place, piece in enumerate(pieces):
        matches = text.find(piece, at, at + _WIDEST_GAP + len(piece))
        if matches < 0:
            for letters in _last_letters(piece, text, at):
                rest = (piece[letters:], *pieces[place + 1 :])
                if _goes_on(rest, front, page + 1, _WIDEST_GAP * (not letters)):
                    return len(text) + 1
            return -1
        at = matches + len(piece)
    return at


def _goes_on(pieces: Sequence[str], front: Sequence[str], page: int, gap: int = 0) -> bool:
    """Whether a page begins with these pieces, after a gap of at most so many letters."""
    if page >= len(front):
        return False
    text, first = front[page], pieces[0]
    if (matches := text.find(first, 0, gap + len(first))) >= 0:
        return _follow(pieces[1:], front, page, matches + len(first)) >= 0
    most = next((n for n, (a, b) in enumerate(zip(first, text, strict=False)) if a != b), len(text))
    return any(
        _goes_on((first[letters:], *pieces[1:]), front, page + 1)
        for letters in range(most, max(most - _CHANCE, 0), -1)
    )


def _last_letters(piece: str, text: str, start: int) -> Iterator[int]:
    """How many letters of a piece may stand at the end of a page, the most first."""
    most = bisect_left(range(1, len(piece)), True, key=lambda n: text.find(piece[:n], start) < 0)
    yield from range(most, max(most - _CHANCE, -1), -1)


def _begins(piece: str, front: Sequence[str]) -> int | None:
    """The index of the page with most of a paragraph's beginning; None if no page has any."""
    lengths = [next(_last_letters(piece, text, 0)) for text in front]
    most = max(lengths, default=0)
    return lengths.index(most) if most > _CHANCE else None
