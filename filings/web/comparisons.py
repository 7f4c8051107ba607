"""Start the comparison of two lists of any matters, for the pages and the API."""

from pathlib import Path

from filings.web.accounts import User
from filings.web.matters import Matter, NotHere, UploadedFile
from filings.web.office_services import OfficeDesk


def lists_of(office: OfficeDesk) -> list[tuple[Matter, UploadedFile]]:
    """Every list of the office, with its matter."""
    return [
        (matter, file)
        for matter in office.matters.all()
        for file in office.matters.files(matter)
        if file.use == "list"
    ]


def key(matter: Matter, file: UploadedFile) -> str:
    """The name of a list: its matter's id, a point, and its number there."""
    return f"{matter.id}.{file.number}"


def folder_of(office: OfficeDesk, first: str, second: str) -> Path:
    """The folder of today's comparison of two lists, whether it exists or not.

    Raises:
        NotHere: They are not two lists of the office.
    """
    known = {key(matter, file): matter for matter, file in lists_of(office)}
    if first not in known or second not in known or first == second:
        raise NotHere("lists", "are not two different lists of this office", "Choose two lists.")
    day = office.machine.day()
    return known[first].folder / "compared" / f"{first}-{second}-{day}"


def begin(office: OfficeDesk, user: User, first: str, second: str) -> Path:
    """Begin to compare two lists, unless it is done already; the folder of the comparison.

    Raises:
        NotHere: They are not two lists of the office.
    """
    folder = folder_of(office, first, second)
    by_key = {key(matter, file): (matter, file) for matter, file in lists_of(office)}
    chosen = [by_key[first], by_key[second]]
    request = {
        "home": str(office.folder.root),
        "config": str(office.folder.config),
        "lists": [str(matter.folder / file.stored) for matter, file in chosen],
        "names": {str(matter.folder / file.stored): file.name for matter, file in chosen},
    }
    office.jobs.begin(folder, "compare", request)
    office.audit.add(user.id, "compared", f"{first}, {second}")
    return folder
