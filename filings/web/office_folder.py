"""Keep the folder of one office: its settings, its texts, its matters, and the server's own data.

HOME/
    config/     settings of the office, as `filings start` writes them (`--config`)
    templates/  texts of the office (`--templates`)
    matters/    a folder for each matter: its lists, its answers, its runs
    web/        users, audit log and keys of the server; scratch files

Everything is readable by its owner alone.
"""

import hashlib
import hmac
import secrets
import shutil
from pathlib import Path

from filings.model.errors import ConfigError, OutputError
from filings.storage.run_folder import write_private

_KEY_BYTES = 32


class OfficeFolder:
    """The folder of one office."""

    def __init__(self, root: Path) -> None:
        """Create the folders that are missing; the settings must be there.

        Raises:
            ConfigError: There are no settings.
            OutputError: It cannot be written.
        """
        self.root = root.resolve()
        self.config = self.root / "config"
        self.templates = self.root / "templates"
        self.matters = self.root / "matters"
        self.web = self.root / "web"
        self.scratch = self.web / "scratch"
        self.database = self.web / "office.sqlite3"
        if not (self.config / "office.yaml").is_file():
            raise ConfigError(
                str(self.config),
                "holds no office.yaml",
                f"Set the office up first: filings start --to {root}",
            )
        try:
            shutil.rmtree(self.scratch, ignore_errors=True)  # unfinished uploads
            for folder in (self.templates, self.matters, self.web, self.scratch):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                str(self.root), error.strerror or str(error), "Choose another folder with --home."
            ) from error
        self._key = self._own_key()

    def _own_key(self) -> bytes:
        path = self.web / "key"
        if not path.exists():
            write_private(path, secrets.token_bytes(_KEY_BYTES), "Choose another folder.")
        return path.read_bytes()

    def mark(self, text: str) -> str:
        """A keyed hash of a text: equal texts can be matched, but not read."""
        return hmac.digest(self._key, text.encode(), "sha256").hex()[:16]


def hash_of(secret: str) -> str:
    """The hash that is stored in place of a long random secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
