"""Our keyed hash is the standard's, so that an id can be checked by any other program."""

import hmac

import pytest

from filings.model.keyed_hash import KeyedHash


@pytest.mark.parametrize("secret", ["", "a secret", "s" * 64, "s" * 65, "ß" * 40])
@pytest.mark.parametrize("text", ["", "BA000001", "NUÑEZ, JOSÉ"])
def test_it_is_hmac_sha256(secret, text):
    expected = hmac.digest(secret.encode(), text.encode(), "sha256").hex()
    assert KeyedHash(secret).of(text) == expected


def test_one_text_does_not_change_the_hash_of_the_next():
    hashed = KeyedHash("a secret")
    first = hashed.of("one")
    hashed.of("another")
    assert hashed.of("one") == first
