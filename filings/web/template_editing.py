"""Change an office's own texts block by block: each is tested, then saved as a version.

A text is tested in a copy of the office's folder: the process for previews prints it with the rows
that are hardest to fit. It replaces the old text only if the pages keep the court's ruleset and all
required passages.
"""

import datetime as dt
import hashlib
import html
import re
import shutil
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filings.authoring.template_browser import Choice, Shown, TemplateBrowser
from filings.model.errors import UsageError
from filings.model.identifiers import CourtId
from filings.settings.settings import read_settings
from filings.storage.run_folder import hash_folder, write_private
from filings.web.accounts import User
from filings.web.matters import ChangedMeanwhile, NotHere
from filings.web.office_services import OfficeDesk

_FIRST_TAG = re.compile(r"\A\{%-?\s*block\s+\w+[^%]*%\}\n?")
_LAST_TAG = re.compile(r"\n?[ \t]*\{%-?\s*endblock\s*\w*\s*-?%\}\Z")
_LONGEST = 100_000  # characters of a block
_TELLING = 25  # characters that one page alone is likely to have
_APPROVED = "approved a text"
_REMEDY = "Look at the disk of the server."


@dataclass(frozen=True, slots=True)
class TextVersion:
    """A file of the office as it was saved once."""

    id: int
    at: str
    by: str
    note: str
    stands: bool  # it was put in place; else something must be corrected first
    text: str


@dataclass(frozen=True, slots=True)
class TriedText:
    """What came of a text that was saved."""

    stands: bool
    problems: list[dict[str, Any]]


def browser_of(office: OfficeDesk) -> TemplateBrowser:
    """Open the texts of the office as they are now.

    Raises:
        ConfigError: The office's settings say what cannot be.
        TemplateError: Its folder of texts does.
    """
    day = dt.date.fromisoformat(office.machine.day())
    return TemplateBrowser(office.settings(), [office.folder.templates], day)


def choices_of(browser: TemplateBrowser) -> list[Choice]:
    """The file that each document of each court of the county is made from."""
    return list(browser.choices((browser.settings.office.county,)))


def shown_of(browser: TemplateBrowser, court: str, document: str) -> Shown:
    """A document of a court: the files of its words, and the blocks that may be changed.

    Raises:
        NotHere: There is no such court or document.
    """
    county = browser.settings.office.county
    court_id = CourtId(court)
    known = browser.settings.counties[county].courts
    if court_id not in known or document not in browser.documents(county, court_id):
        raise NotHere(f"{court[:40]}, {document[:40]}", "is not there", "Go back to the list.")
    return browser.show(county, court_id, document)


def words_of_block(browser: TemplateBrowser, shown: Shown, block: str) -> str:
    """What stands in a block, without the lines that name it.

    Raises:
        NotHere: There is no such block.
    """
    if block not in {one.name for one in shown.blocks}:
        raise NotHere(block[:60], "is no block of this document", "Go back to the document.")
    text = browser.block_text(shown, block)
    return _LAST_TAG.sub("", _FIRST_TAG.sub("", text))


def file_of_court(office: OfficeDesk, court: str, document: str) -> Path:
    """The path of the office's own text for a court's document, whether it exists or not."""
    return office.folder.templates / "courts" / court / f"{document}.html"


def mark_of(words: str) -> str:
    """What tells words from others: whoever saves says by it which words he has read."""
    return hashlib.sha256(words.encode()).hexdigest()


def save(
    office: OfficeDesk,
    user: User,
    court: str,
    document: str,
    block: str,
    words: str,
    note: str,
    read: str,
) -> TriedText:
    """Test a block's new words, and put them in place if nothing is wrong with them.

    Args:
        office: Whose.
        user: Who saves.
        court: Of which court.
        document: Which document.
        block: Which piece of it.
        words: Its new words.
        note: Why.
        read: `mark_of` the words that were there when he began.

    Raises:
        NotHere: There is no such block.
        UsageError: It is too long.
        ChangedMeanwhile: Somebody else saved it after it was read.
    """
    if len(words) > _LONGEST:
        raise UsageError(block, "is too long", f"Keep below {_LONGEST:,} characters.")
    with office.changing_texts:
        browser = browser_of(office)
        shown = shown_of(browser, court, document)
        if mark_of(words_of_block(browser, shown, block)) != read:
            raise ChangedMeanwhile(
                f"block {block}",
                "has other words now: somebody saved it after you had opened it",
                "Put what you want of yours into the words that are there now.",
            )
        text = with_block(office, browser, shown, block, words.replace("\r\n", "\n"))
        return _put(office, user, court, document, text, note or f"block {block}")


def go_back(
    office: OfficeDesk, user: User, court: str, document: str, number: int, latest: int
) -> TriedText:
    """Put an earlier version in place again; that is a version too.

    Args:
        office: Whose.
        user: Who goes back.
        court: Of which court.
        document: Which document.
        number: The version.
        latest: That which was the last when he decided.

    Raises:
        NotHere: There is no such version.
        ChangedMeanwhile: Another was saved since.
    """
    with office.changing_texts:
        versions = versions_of(office, court, document)
        version = next((one for one in versions if one.id == number), None)
        if version is None:
            raise NotHere(f"version {number}", "is not there", "Go back to the document.")
        if versions[0].id != latest:
            raise ChangedMeanwhile(
                f"version {versions[0].id}",
                f"was saved by {versions[0].by} after you had opened the page",
                "Look at it first, then decide again.",
            )
        return _put(office, user, court, document, version.text, f"back to version {number}")


def _put(
    office: OfficeDesk, user: User, court: str, document: str, text: str, note: str
) -> TriedText:
    """Test a whole file, save it as a version, and put it in place if nothing is wrong with it."""
    target = file_of_court(office, court, document)
    within = target.relative_to(office.folder.templates)
    with tempfile.TemporaryDirectory(dir=office.folder.scratch) as scratch:
        tried = Path(scratch) / "templates"
        shutil.copytree(office.folder.templates, tried)
        write_private(tried / within, text.encode(), _REMEDY)
        day = office.machine.day()
        problems = office.previews.run(
            look_through, office.folder.config, tried, court, document, day
        )
    stands = not any(problem["severity"] == "error" for problem in problems)
    if stands:
        write_private(target, text.encode(), _REMEDY)
    with office.database.work() as connection:
        connection.execute(
            "INSERT INTO versions (file, text, user, at, note, stands) VALUES (?, ?, ?, ?, ?, ?)",
            (within.as_posix(), text, user.id, office.moment(), note[:200], stands),
        )
        detail = "put in place" if stands else f"{len(problems)} things to put right"
        office.audit.add_within(connection, user.id, "saved a text", f"{court}, {document}", detail)
    return TriedText(stands, problems)


def versions_of(office: OfficeDesk, court: str, document: str) -> list[TextVersion]:
    """Each save of a court's document, the newest first."""
    file = f"courts/{court}/{document}.html"
    with office.database.work() as connection:
        rows = connection.execute(
            "SELECT versions.*, full_name FROM versions JOIN users ON users.id = user"
            " WHERE file = ? ORDER BY versions.id DESC LIMIT 200",
            (file,),
        ).fetchall()
    return [
        TextVersion(
            row["id"], row["at"], row["full_name"], row["note"], bool(row["stands"]), row["text"]
        )
        for row in rows
    ]


def with_block(
    office: OfficeDesk, browser: TemplateBrowser, shown: Shown, block: str, words: str
) -> str:
    """The office's own file for a document, with new words in a block; a new one if it has none."""
    choice = shown.choice
    path = file_of_court(office, choice.court, choice.document)
    own = f"{{% block {block} %}}\n{words.strip()}\n{{% endblock %}}"
    if not path.is_file():
        with tempfile.TemporaryDirectory(dir=office.folder.scratch) as scratch:
            begun = browser.start(choice.county, choice.court, choice.document, Path(scratch))
            starter = begun.read_text(encoding="utf-8")
        head = re.search(r'^\{% extends "[^"]+" %\}$', starter, re.MULTILINE)
        assert head, "every text that is begun extends another"
        about = f"{{# {choice.document} of {choice.court}, changed in the browser. #}}"
        return f"{about}\n{head[0]}\n\n{own}\n"
    text = path.read_text(encoding="utf-8")
    before = browser.composer.outlines.of(choice.file.name).text_of(block)
    if before and before in text:
        return text.replace(before, own, 1)
    return f"{text.rstrip()}\n\n{own}\n"


def look_through(
    config: Path, templates: Path, court: str, document: str, day: str
) -> list[dict[str, Any]]:
    """Find what is wrong with a document of a court; called in the process for previews."""
    from filings.authoring.lint import review

    settings = read_settings([config])
    browser = TemplateBrowser(settings, [templates], dt.date.fromisoformat(day))
    reviewed = review(browser, (settings.office.county,), court, document)
    return [
        {
            "severity": problem.severity,
            "where": _within(templates, problem.where),
            "block": problem.block,
            "what": _within(templates, problem.what),
            "remedy": _within(templates, problem.remedy),
        }
        for problem in reviewed.problems
    ]


def changes_of(office: OfficeDesk, court: str, document: str) -> list[str]:
    """What the office's own text changes in the one it extends, line by line; empty without one."""
    if not file_of_court(office, court, document).is_file():
        return []
    folder, day = office.folder, office.machine.day()
    return office.previews.run(difference_of, folder.config, folder.templates, court, document, day)


def difference_of(config: Path, templates: Path, court: str, document: str, day: str) -> list[str]:
    """The words that differ, as `diff -u` prints them; called in the process for previews."""
    from filings.authoring.diff import difference

    settings = read_settings([config])
    browser = TemplateBrowser(settings, [templates], dt.date.fromisoformat(day))
    choice = browser.choose(settings.office.county, CourtId(court), document)
    lines = difference(browser, choice, pictures=False).lines
    return [_within(templates, line) for line in lines]


def _within(templates: Path, text: str) -> str:
    """A text with the paths of a folder's files made relative to it."""
    return text.replace(f"{templates.resolve()}/", "").replace(f"{templates}/", "")


def page_of(office: OfficeDesk, court: str, document: str) -> Path:
    """Print a document of made-up rows by the texts as they are now; return its path."""
    folders = (office.folder.config, office.folder.templates)
    mark = "".join(
        hash_folder(folder, [path for path in folder.rglob("*") if path.is_file()])[:12]
        for folder in folders
    )
    path = office.folder.web / "cache" / "texts" / mark / f"{court}-{document}.pdf"
    if not path.exists():
        office.previews.run(
            print_made_up_page, *folders, court, document, office.machine.day(), path
        )
    return path


def print_made_up_page(
    config: Path, templates: Path, court: str, document: str, day: str, path: Path
) -> None:
    """Print a document of made-up rows into a file; called in the process for previews."""
    from filings.authoring.preview_without_list import print_made_up

    settings = read_settings([config])
    on = dt.date.fromisoformat(day)
    printed = print_made_up(settings, on, document, CourtId(court), [templates])
    write_private(path, printed.pdf, _REMEDY)


def phrases_of(words: str) -> list[str]:
    """What a block prints as it stands, in its order: by it the page is found where it begins."""
    pieces = re.split(r"\{[{%#].*?[%#}]\}|<[^>]*>", words, flags=re.DOTALL)
    spoken = [" ".join(html.unescape(piece).split()) for piece in pieces]
    return [text for text in spoken if len(text) >= _TELLING][:8] or sorted(spoken, key=len)[-1:]


def why_not(office: OfficeDesk, user: User, name: str, files: Collection[str]) -> str:
    """Why a user may not approve a text; "" when they may.

    Args:
        office: Whose text it is.
        user: The user who would approve it.
        name: As `templates show` names it.
        files: What it is made from, as templates name them.
    """
    if not user.may("approve") or not user.bar_number:
        return "An attorney of the office approves this."
    with office.database.work() as connection:
        # What the user saved before the last approval has been read by another person.
        last = connection.execute(
            "SELECT max(at) FROM audit WHERE did = ? AND about = ? AND user != ?",
            (_APPROVED, name, user.id),
        ).fetchone()[0]
        saved = connection.execute(
            "SELECT DISTINCT file FROM versions WHERE user = ? AND stands AND at > ?",
            (user.id, last or ""),
        ).fetchall()
    if any(row["file"] in files for row in saved):
        return "You saved words of this text yourself: another attorney has to approve them."
    return ""


def approve(office: OfficeDesk, user: User, name: str, hashes: Mapping[str, str]) -> None:
    """Record that an attorney has read a text and approves it for filing.

    Args:
        office: Whose.
        user: The attorney.
        name: As `templates show` names it.
        hashes: The files as they were shown: if one has changed since, nothing is approved.

    Raises:
        NotHere: There is no such text.
        UsageError: It has changed, or the user may not.
    """
    from filings.render.approvals import write_approval

    approvals = browser_of(office).approvals
    if name not in approvals.names:
        raise NotHere(name[:80], "is not a text of this document", "Go back to the document.")
    if approvals.hashes(name) != dict(hashes):
        raise UsageError(name, "has changed since it was shown", "Read it again.")
    day = dt.date.fromisoformat(office.machine.day())
    contents = approvals.contents(name)
    if why := why_not(office, user, name, contents):
        raise UsageError(name, why.rstrip("."), "Ask a colleague.")
    with office.changing_settings:
        write_approval(name, contents, user.full_name, user.bar_number, day, office.folder.config)
    office.audit.add(user.id, _APPROVED, name)
