"""Passwords are hashed as cheaply as argon2 can: what is tested is who gets in, not how slowly."""

from functools import partial

import pytest
from argon2 import PasswordHasher

from filings.web import accounts


@pytest.fixture(autouse=True, scope="session")
def _cheap_passwords():
    cheap = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(accounts, "PasswordHasher", cheap)
        yield
