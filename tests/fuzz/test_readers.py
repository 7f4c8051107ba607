"""What a coverage-guided fuzzer made up for each reader is read, or refused in words."""

from pathlib import Path

import pytest

from tests.fuzz.readers import READERS, survives

SEEDS = Path(__file__).parent / "seeds"


@pytest.mark.parametrize("reader", READERS)
def test_nothing_that_a_fuzzer_made_up_stops_a_reader(reader, tmp_path):
    seeds = sorted((SEEDS / reader).iterdir())
    assert len(seeds) >= 3
    for seed in seeds:
        survives(reader, seed.read_bytes(), tmp_path)
