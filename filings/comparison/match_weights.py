"""Define how much each likeness of two records speaks for their being one conviction.

Each comparison is a ladder: the first rung that holds is the one that counts. On it stands how
often that is so among sightings of one conviction (`same`), and how often among others that are
looked at together (`other`); their ratio is the evidence. Where `common` names a column, how common
the value is in these very lists takes the place of `other`: that two lists have a NGUYEN says less
than that both have a QUIÑONES.

The shares were set by judgement and tried on labelled lists (tests/benchmarks/linkage.py). They are
not fitted to the lists at hand, so the same lists give the same links, and three rows give as
sensible ones as three hundred thousand.
"""

from typing import NamedTuple


class ComparisonLevel(NamedTuple):
    """One degree of likeness; `_l` and `_r` are the two lists' values."""

    when: str  # SQL; "ELSE" on the last rung
    same: float
    other: float
    common: str = ""


class FieldComparison(NamedTuple):
    """One comparison, its best degree first; nothing is said where `silent` holds."""

    name: str
    silent: str
    rungs: tuple[ComparisonLevel, ...]


def _slip(column: str, other: str = "") -> str:
    """One letter or digit changed, lost, added, or two of them swapped."""
    return f"damerau_levenshtein({column}_l, {other or column}_r) <= 1"


def _part(column: str, other: str = "") -> str:
    """One is the beginning of the other: GARCIA of GARCIA LOPEZ, J of JOSE."""
    left, right = f"{column}_parts_l", f"{other or column}_parts_r"
    return " OR ".join(
        f"starts_with({whole} || ' ', {part} || ' ')"
        f" OR (length({part}) = 1 AND starts_with({whole}, {part}))"
        for whole, part in ((left, right), (right, left))
    )


def _near(column: str, other: str = "") -> str:
    """The same name misspelt or shortened; in a very short one a letter makes another name."""
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
        # A long surname makes brothers alike: their own names must be so too.
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

# A number and a day belong together: one person's convictions differ in both, and a fault seldom
# spoils both. Nobody's word is taken where both are known and neither is alike.
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
        # One person's two cases, filed together: as alike as can be, and two.
        ComparisonLevel(_NUMBER_NEXT, 1e-9, 0.02),
        ComparisonLevel(f"{_NUMBER_NEAR} AND {_DAY}", 0.15, 0.00015),
        ComparisonLevel(f"{_NUMBER_SILENT} AND {_DAY}", 0.15, 0.0006),
        ComparisonLevel(f"{_NUMBER_NEAR} AND {_DAY_SILENT}", 0.01, 0.0003),
        ComparisonLevel(f"{_NUMBER_NEAR} AND {_DAY_NEAR} AND NOT {_TWO_COURTS}", 0.04, 0.0025),
        ComparisonLevel(f"{_NUMBER_SILENT} AND {_DAY_NEAR}", 0.04, 0.02),
        ComparisonLevel(f"{_NUMBER_SILENT} AND {_DAY_SILENT}", 0.02, 0.02),
        # Two cases of one person may well end on one day.
        ComparisonLevel(_DAY, 1e-9, 0.02),
        # Or apart, under numbers that look alike.
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
    # Two counts that both lists number are two convictions, whatever else is alike.
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
"""All that is compared."""

COMMON = tuple(sorted({rung.common for ladder in LADDERS for rung in ladder.rungs if rung.common}))
"""The columns of which it matters how common a value is."""

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
"""Two sightings are looked at together if all columns of one of these lines agree."""
