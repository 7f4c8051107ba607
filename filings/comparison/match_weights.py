"""Define how much each agreement of two records counts as evidence that they are one conviction.

Each comparison has levels, and the first that holds counts. A level states how often it holds for
records of one conviction (`same`, the m probability of Fellegi and Sunter), and for other records
that are compared (`other`, the u probability); their ratio is the evidence. If `common` names a
column, the frequency of the value in these lists replaces `other`: that both have a NGUYEN says
less than that both have a QUIÑONES.

The probabilities were set by judgement and tested on labelled lists (tests/benchmarks/linkage.py).
They are not fitted to the lists at hand, so that the same lists give the same links, and few rows
as sensible ones as many.
"""

from typing import NamedTuple


class ComparisonLevel(NamedTuple):
    """One level of agreement; `_l` and `_r` are the values of the two lists."""

    when: str  # SQL; "ELSE" for the last level
    same: float
    other: float
    common: str = ""


class FieldComparison(NamedTuple):
    """The comparison of a field, its best level first; no evidence where `silent` holds."""

    name: str
    silent: str
    rungs: tuple[ComparisonLevel, ...]


def _slip(column: str, other: str = "") -> str:
    """SQL: one letter or digit is changed, lost or added, or two are swapped."""
    return f"damerau_levenshtein({column}_l, {other or column}_r) <= 1"


def _part(column: str, other: str = "") -> str:
    """SQL: one is the beginning of the other: GARCIA of GARCIA LOPEZ, J of JOSE."""
    left, right = f"{column}_parts_l", f"{other or column}_parts_r"
    return " OR ".join(
        f"starts_with({whole} || ' ', {part} || ' ')"
        f" OR (length({part}) = 1 AND starts_with({whole}, {part}))"
        for whole, part in ((left, right), (right, left))
    )


def _near(column: str, other: str = "") -> str:
    """SQL: the same name misspelt or shortened; for very short names a letter is too much."""
    long = f"least(length({column}_l), length({other or column}_r)) >= 4"
    return f"(({_slip(column, other)} AND {long}) OR {_part(column, other)})"


_NAME = FieldComparison(
    name="name",
    silent="called_l IS NULL OR called_r IS NULL",
    rungs=(
        ComparisonLevel("called_l = called_r", 0.70, 0.001, "called"),
        ComparisonLevel("surname_l = given_r AND given_l = surname_r", 0.06, 0.001, "called"),
        ComparisonLevel("words_l = words_r AND contains(words_l, ' ')", 0.06, 0.001, "called"),
        ComparisonLevel(f"surname_l = surname_r AND {_near('given')}", 0.08, 0.001, "called"),
        ComparisonLevel(f"given_l = given_r AND {_near('surname')}", 0.08, 0.001, "called"),
        ComparisonLevel(
            f"surname_l = given_r AND {_near('given', 'surname')}", 0.02, 0.001, "called"
        ),
        ComparisonLevel(
            f"given_l = surname_r AND {_near('surname', 'given')}", 0.02, 0.001, "called"
        ),
        ComparisonLevel(f"surname_l = surname_r AND {_slip('given')}", 0.02, 0.001, "called"),
        ComparisonLevel(f"given_l = given_r AND {_slip('surname')}", 0.02, 0.001, "called"),
        ComparisonLevel(f"{_near('surname')} AND {_near('given')}", 0.02, 0.001, "called"),
        # Relatives share a long surname: first names must agree too.
        ComparisonLevel(
            "jaro_winkler_similarity(called_l, called_r) >= 0.9 AND (surname_l <> surname_r"
            " OR jaro_winkler_similarity(given_l, given_r) >= 0.8)",
            0.01,
            0.002,
            "called",
        ),
        # Brothers, and strangers: half a county shares ten surnames.
        ComparisonLevel("surname_l = surname_r OR given_l = given_r", 0.002, 0.1),
        ComparisonLevel("ELSE", 0.0001, 0.9),
    ),
)

_BIRTH_DATE = FieldComparison(
    name="birth_date",
    silent="born_l IS NULL OR born_r IS NULL",
    rungs=(
        ComparisonLevel("born_l = born_r", 0.85, 0.0001, "born"),
        ComparisonLevel(
            "born_l[1:4] = born_r[1:4] AND born_l[5:6] = born_r[7:8] AND born_l[7:8] = born_r[5:6]",
            0.03,
            0.0002,
        ),
        ComparisonLevel(_slip("born"), 0.06, 0.001),
        ComparisonLevel("born_l[5:8] = born_r[5:8]", 0.02, 0.0025),
        ComparisonLevel("born_l[1:6] = born_r[1:6]", 0.01, 0.004),
        ComparisonLevel("ELSE", 0.03, 0.95),
    ),
)

# Number and day belong together: two convictions of a person differ in both, and a mistake seldom
# affects both. If both are known and neither agrees, it is another conviction.
_NUMBER = "docket_l = docket_r"
_NUMBER_NEAR = (  # a slip, another prefix, or a defendant's suffix run into it
    f"({_slip('docket')} OR (digits_l = digits_r AND length(digits_l) >= 5)"
    " OR (least(length(docket_l), length(docket_r)) >= 6"
    " AND (starts_with(docket_l, docket_r) OR starts_with(docket_r, docket_l))))"
)
# The letters of a number are its court's: one person's cases in two courts may share their digits.
_TWO_COURTS = "coalesce(digits_l = digits_r AND heard_l <> heard_r, FALSE)"
_NUMBER_NEXT = "abs(TRY_CAST(digits_l AS BIGINT) - TRY_CAST(digits_r AS BIGINT)) BETWEEN 1 AND 2"
_NUMBER_SILENT = "(docket_l IS NULL OR docket_r IS NULL)"
_DAY = "decided_l = decided_r"
_DAY_NEAR = (  # a slip, or the plea in one list and the sentence in the other
    f"({_slip('decided')} OR abs(decided_on_l - decided_on_r) <= 92)"
)
_DAY_SILENT = "(decided_l IS NULL OR decided_r IS NULL)"

_CASE = FieldComparison(
    name="case_and_day",
    silent="FALSE",
    rungs=(
        ComparisonLevel(f"{_NUMBER} AND {_DAY}", 0.40, 0.00005),
        ComparisonLevel(f"{_NUMBER} AND ({_DAY_NEAR} OR {_DAY_SILENT})", 0.15, 0.00007),
        ComparisonLevel(_NUMBER, 0.03, 0.0001),
        # Two cases of a person, filed together: very similar, and two.
        ComparisonLevel(_NUMBER_NEXT, 1e-9, 0.02),
        ComparisonLevel(f"{_NUMBER_NEAR} AND {_DAY}", 0.15, 0.00015),
        ComparisonLevel(f"{_NUMBER_SILENT} AND {_DAY}", 0.15, 0.0006),
        ComparisonLevel(f"{_NUMBER_NEAR} AND {_DAY_SILENT}", 0.01, 0.0003),
        ComparisonLevel(f"{_NUMBER_NEAR} AND {_DAY_NEAR} AND NOT {_TWO_COURTS}", 0.04, 0.0025),
        ComparisonLevel(f"{_NUMBER_SILENT} AND {_DAY_NEAR}", 0.04, 0.02),
        ComparisonLevel(f"{_NUMBER_SILENT} AND {_DAY_SILENT}", 0.02, 0.02),
        # Two cases of a person may end on one day.
        ComparisonLevel(_DAY, 1e-9, 0.02),
        # Or on different days, with similar numbers.
        ComparisonLevel(_NUMBER_NEAR, 1e-6, 0.01),
        ComparisonLevel("ELSE", 1e-9, 0.9),
    ),
)

_SECTION = FieldComparison(
    name="charge",
    silent="section_l IS NULL OR section_r IS NULL",
    rungs=(
        ComparisonLevel("charge_l = charge_r", 0.97, 0.2, "charge"),
        ComparisonLevel("section_l = section_r", 0.029, 0.15),
        ComparisonLevel("ELSE", 0.004, 0.6),
    ),
)

_COURT = FieldComparison(
    name="court",
    silent="heard_l IS NULL OR heard_r IS NULL",
    rungs=(
        ComparisonLevel("heard_l = heard_r", 0.95, 0.2, "heard"),
        ComparisonLevel("ELSE", 0.05, 0.8),
    ),
)

_COUNT = FieldComparison(
    name="count",
    silent="count_no_l IS NULL OR count_no_r IS NULL",
    # Two counts with different numbers in both lists are two convictions, whatever else agrees.
    rungs=(
        ComparisonLevel("count_no_l = count_no_r", 0.9999, 0.85),
        ComparisonLevel("ELSE", 1e-12, 0.15),
    ),
)

_DEFENDANT = FieldComparison(
    name="defendant",
    silent="suffix_l IS NULL OR suffix_r IS NULL",
    rungs=(ComparisonLevel("suffix_l = suffix_r", 0.99, 0.85), ComparisonLevel("ELSE", 0.01, 0.15)),
)

_GENERATION = FieldComparison(
    name="generation",
    silent="generation_l IS NULL OR generation_r IS NULL",
    rungs=(
        ComparisonLevel("generation_l = generation_r", 0.99, 0.6),
        ComparisonLevel("ELSE", 0.01, 0.4),
    ),
)

_KEY = FieldComparison(
    name="person_key",
    silent="NOT (list_has_any(kinds_l, kinds_r) OR list_has_any(keys_l, keys_r))",
    rungs=(
        ComparisonLevel("list_has_any(keys_l, keys_r)", 0.99, 0.0005),
        ComparisonLevel("ELSE", 0.01, 0.99),
    ),
)

LADDERS = (
    _NAME,
    _BIRTH_DATE,
    _CASE,
    _SECTION,
    _COURT,
    _COUNT,
    _DEFENDANT,
    _GENERATION,
    _KEY,
)
"""All comparisons."""

COMMON = tuple(sorted({rung.common for ladder in LADDERS for rung in ladder.rungs if rung.common}))
"""The columns whose values count by their frequency."""

LOOKED_AT = (
    ("docket",),
    ("digits",),
    ("called", "decided"),
    ("born", "decided"),
    ("words", "born"),
    ("born", "substr(surname, 1, 2)"),
    ("born", "substr(given, 1, 2)"),
    ("decided", "charge", "substr(surname, 1, 3)"),
    ("decided", "charge", "substr(given, 1, 3)"),
)
"""Blocking rules: two records are compared if all columns of one of these agree."""
