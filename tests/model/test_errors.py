"""What stops a run says where, what and what to do, and each kind has an exit code of its own."""

import pickle

from filings.model import errors
from filings.model.errors import ExitCode, FilingsError, ListError

KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, FilingsError) and kind is not FilingsError
]


def test_no_two_kinds_share_an_exit_code_and_none_looks_like_a_bug():
    codes = [kind.code for kind in KINDS]
    assert len(KINDS) >= 8
    assert len(set(codes)) == len(codes)
    assert not {ExitCode.DONE, ExitCode.BUG, ExitCode.USAGE} & set(codes)


def test_an_error_crosses_from_a_worker_whole():
    for kind in KINDS:
        error = kind("motion.html, line 3", "is wrong", "Correct it.")
        back = pickle.loads(pickle.dumps(error))
        assert (type(back), back.where, back.what, back.remedy) == (kind, *error.args)


def test_the_remedy_stands_on_a_line_of_its_own():
    assert str(ListError("list.csv", "is empty", "Give another.")) == (
        "list.csv: is empty\n  Give another."
    )
    assert str(ListError("list.csv", "is empty")) == "list.csv: is empty"
