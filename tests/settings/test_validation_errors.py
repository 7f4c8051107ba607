"""A mistake in the settings is told by file, line and key, with the word that was meant."""

import pytest

from tests.settings.test_messages import complaint


@pytest.mark.parametrize(
    ("name", "text", "where", "what"),
    [
        (
            "layouts/court-export.yaml",
            "columns: {case_nummber: A}\n",
            "columns > case_nummber",
            "key; is it case_number?",
        ),
        ("layouts/court-export.yaml", "needed: [statut]\n", "needed > 0", "word; is it statute?"),
        ("layouts/court-export.yaml", "namez: parts\n", "namez", "key; is it names?"),
        (
            "layouts/court-export.yaml",
            "names: by-sea\n",
            "names",
            "word; known: last-first, parts, slashes",
        ),
        (
            "laws/proposition-64.yaml",
            "cut_off: {dey: 2016-11-09}\n",
            "cut_off > dey",
            "key; is it day?",
        ),
    ],
)
def test_a_misspelt_key_or_word_names_the_one_that_was_meant(tmp_path, name, text, where, what):
    error = complaint(tmp_path, name, text)
    assert error.where == f"{tmp_path / name}: line 2: {where}"
    assert error.what.startswith(f"there is no such {what}")
