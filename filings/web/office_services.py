"""Give the pages and the API of one office what they work with, and start its jobs."""

import hashlib
import shutil
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filings.settings.settings import Settings, read_settings
from filings.storage.run_folder import as_json, hash_folder
from filings.web import jobs
from filings.web.accounts import Accounts, User
from filings.web.audit_log import Audit, Clock, stamp
from filings.web.database import Database
from filings.web.jobs import Jobs
from filings.web.matters import Matter, Matters, NotYet
from filings.web.office_folder import OfficeFolder
from filings.web.preview_process import Previews


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What only the command line may ask the machine for: time, environment, processors."""

    clock: Clock  # the time in UTC
    seconds: Callable[[], float]  # a clock that never goes back
    day: Callable[[], str]  # the office's own day, YYYY-MM-DD
    cores: int
    version: str  # of this program
    environment: Mapping[str, str]  # variables for the processes it starts


class OfficeDesk:
    """One office: its folder, users, matters, jobs and audit log."""

    def __init__(self, folder: OfficeFolder, machine: Machine) -> None:
        """Open the folder."""
        self.folder = folder
        self.machine = machine
        self.database = Database(folder.database)
        self.audit = Audit(self.database, machine.clock)
        self.accounts = Accounts(self.database, self.audit, machine.clock)
        self.matters = Matters(folder)
        self.jobs = Jobs(machine.environment)
        self.previews = Previews(folder.scratch)
        self._lock = threading.RLock()
        self.changing_settings = (
            threading.Lock()
        )  # held while a file of settings is read and written
        self.changing_texts = threading.Lock()  # held while a text is tried and put in place
        self.returning = threading.Lock()  # held while a table that came back is followed
        self._settings: tuple[str, Settings] | None = None

    def moment(self) -> str:
        """The time now, as the database stores it."""
        return stamp(self.machine.clock())

    def settings(self) -> Settings:
        """The settings, cached until one of their files changes.

        Raises:
            ConfigError: The office's own say what cannot be.
        """
        files = [path for path in self.folder.config.rglob("*") if path.is_file()]
        mark = hash_folder(self.folder.config, files)
        with self._lock:
            if self._settings is None or self._settings[0] != mark:
                self._settings = (mark, read_settings([self.folder.config]))
            return self._settings[1]

    def request(self, matter: Matter) -> dict[str, Any]:
        """The request for a check or a build of a matter as it is now."""
        files = self.matters.files(matter)
        return {
            **self.matters.request(matter, self.machine.day()),
            "names": {str(matter.folder / file.stored): file.name for file in files},
            "jobs": self.machine.cores,
            "cache": str(self.folder.web / "cache"),
            "home": str(self.folder.root),
            "version": self.machine.version,
        }

    def check(self, matter: Matter) -> Path | None:
        """The folder of a matter's check, started if needed; None without lists.

        For the same lists, answers, options and settings, one check serves all.
        """
        request = self.request(matter)
        if not request["lists"]:
            return None
        folder = matter.folder / "checks" / _fingerprint(request)
        if not (folder / jobs.REQUEST).exists():
            self.jobs.begin(folder, "check", request)
        else:
            self.jobs.recover(folder)
        return folder

    def build(self, matter: Matter, by: User) -> int:
        """Start a build, unless the same is under way; return the number of the run.

        Raises:
            NotYet: There is no list.
        """
        request = self.request(matter)
        if not request["lists"]:
            raise NotYet("build", "there is no list", "Upload one first.")
        fingerprint = _fingerprint(request)
        with self._lock:
            for number in matter.runs:
                run = matter.folder / "runs" / str(number)
                if (run / jobs.REQUEST).exists() and (
                    jobs.request_of(run)["fingerprint"] == fingerprint
                    and self.jobs.state(run) in ("waiting", "running", "done")
                ):
                    return number
            number = max(matter.runs, default=0) + 1
            run = matter.folder / "runs" / str(number)
            run.mkdir(parents=True, mode=0o700)
            request = self._kept_for(run, request)
            expected = self._expected(matter)
            self.jobs.begin(
                run,
                "build",
                {
                    **request,
                    "fingerprint": fingerprint,
                    "expected": expected,
                    "by": by.id,
                    "at": self.moment(),
                },
            )
        return number

    def _kept_for(self, run: Path, request: Mapping[str, Any]) -> dict[str, Any]:
        """The request of a run, which names its own copies of settings, texts and answers.

        Later changes of settings, texts or answers do not affect the run.
        """
        kept = dict(request)
        for name in ("config", "templates"):
            shutil.copytree(request[name], run / name)
            kept[name] = str(run / name)
        if request["answers"]:
            shutil.copy2(request["answers"], run / "answers.csv")
            kept["answers"] = str(run / "answers.csv")
        return kept

    def _expected(self, matter: Matter) -> list[list[Any]]:
        """The packets that a build will print, with how many convictions; none while unknown."""
        checked = self.check(matter)
        result = jobs.result_of(checked) if checked else None
        packets = result["report"]["packets"] if result else []
        return [[packet["name"], packet["convictions"]] for packet in packets]

    def verify(self, matter: Matter, number: int) -> Path:
        """Start to verify a finished run, unless that is under way; return the folder.

        Raises:
            NotHere: There is no such run.
            NotYet: It is not finished.
        """
        run = matter.run(number)
        if self.jobs.state(run) != "done":
            raise NotYet(f"build {number}", "is not finished", "Wait, or go on with it.")
        with self._lock:
            before = sorted(int(path.name) for path in run.glob("verified/*"))
            if before:
                last = run / "verified" / str(before[-1])
                if self.jobs.state(last) in ("waiting", "running"):
                    return last
            folder = run / "verified" / str(len(before) + 1)
            folder.mkdir(parents=True, mode=0o700)
            asked = jobs.request_of(run)
            request = {
                "home": asked["home"],
                "config": asked["config"],
                "lists": asked["lists"],
                "names": asked["names"],
                "packets": str(run / "packets"),
                "jobs": self.machine.cores,
            }
            self.jobs.begin(folder, "verify", request)
        return folder

    def recover(self) -> int:
        """Restart builds that were interrupted with an earlier server; return how many."""
        return sum(
            self.jobs.recover(matter.folder / "runs" / str(number))
            for matter in self.matters.all()
            for number in matter.runs
        )


def _fingerprint(request: Mapping[str, Any]) -> str:
    decides = {
        name: request[name]
        for name in ("choices", "today", "hashes", "already_included", "schema", "version")
    }
    return hashlib.sha256(as_json(decides)).hexdigest()[:24]
