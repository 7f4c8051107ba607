"""Make up people with names like those of Los Angeles.

Surnames are composed from parts, or given names from words for hills and rain, so that no name is
a known person's. What a name carries is real: accents, tone marks, hyphens, particles, suffixes.
"""

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

Draw = Callable[[], float]
"""Gives the next number of a random stream, from 0 up to 1."""


class PersonName(NamedTuple):
    """The four cells of a name."""

    last: str
    first: str
    middle: str
    suffix: str


class _Names(NamedTuple):
    """The parts from which one community's names are drawn."""

    lasts: Sequence[str]
    men: Sequence[str]
    women: Sequence[str]
    middles: Sequence[str]  # "" among them: many lists have none


def draw_name(draw: Draw) -> PersonName:
    """A fictitious person's name."""
    names = _WHEEL[int(draw() * len(_WHEEL))]
    man = draw() < 0.78  # as the arrests were
    firsts = names.men if man else names.women
    last = names.lasts[int(draw() * len(names.lasts))]
    first = firsts[int(draw() * len(firsts))]
    middle = names.middles[int(draw() * len(names.middles))]
    suffix = _SUFFIXES[int(draw() * len(_SUFFIXES))] if man and draw() < 0.06 else ""
    if draw() < 0.15:  # some clerks write in capitals
        return PersonName(last.upper(), first.upper(), middle.upper(), suffix.upper())
    return PersonName(last, first, middle, suffix)


@lru_cache(maxsize=1 << 14)
def as_doj_prints(name: str) -> str:
    """A name in upper-case ASCII, the only letters the state's file has: "Võ" is "VO"."""
    for armenian, roman in _ARMENIAN_LETTERS:
        name = name.replace(armenian, roman)
    plain = unicodedata.normalize("NFKD", name.replace("Đ", "D").replace("đ", "d"))
    return plain.encode("ascii", "ignore").decode().upper()


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _join(firsts: str, seconds: str, between: str = "") -> tuple[str, ...]:
    """Every combination of a word of one text and a word of the other."""
    pairs = product(_words(firsts), _words(seconds))
    return tuple(first + between + second for first, second in pairs if first != second)


def _initials(letters: str) -> tuple[str, ...]:
    return tuple(f"{letter}." for letter in letters)


_SUFFIXES = ("Jr.", "Jr.", "Jr.", "Sr.", "II", "III", "III", "IV")

_SPANISH_LASTS = _join(
    "Alcond Balmor Cardov Dorant Escalv Fermuz Galdam Hornil Izquand Jaramb Lurcan Malvar Nebrad"
    " Olmend Pedraj Quintav Roblend Salmor Taranc Urdan Valdur Zambral Arrend Bermol Cuesad Duarm"
    " Guadarr Lobat Mirend Peñar",
    "ales anza ares ayo eda ejo era ero eta illo ina irez ones osa oz uela ález ínez ón eño iño",
)
_SPANISH_MEN = _words(
    "Alejandro Andrés Ángel Arturo César Cristóbal Diego Eduardo Efraín Esteban Fermín Gilberto"
    " Guillermo Héctor Hugo Ignacio Iván Jesús Joaquín José Juan Julián León Lorenzo Manuel Martín"
    " Mauricio Moisés Nicolás Óscar Pablo Ramón Raúl Rigoberto Rubén Saúl Tomás Ulises Víctor"
)
_SPANISH_WOMEN = _words(
    "Adriana Alicia Ana Beatriz Belén Carmen Cecilia Consuelo Dolores Elena Esperanza Graciela"
    " Guadalupe Inés Irene Josefina Leticia Lucía Luz Marisol Mónica Norma Paloma Rocío Sofía"
    " Socorro Teresa Verónica Xóchitl Yolanda"
)
_SPANISH = _Names(
    lasts=_SPANISH_LASTS,
    men=_SPANISH_MEN,
    women=_SPANISH_WOMEN,
    middles=("",) * 40
    + _initials("ABCDEFGHIJLMOPR")
    + ("Guadalupe", "Trinidad", "Cruz", "de Jesús"),
)
_TWO_SURNAMES = _Names(
    lasts=tuple(
        f"{father} {mother}"
        for father, mother in zip(_SPANISH_LASTS[::2], _SPANISH_LASTS[-1::-2], strict=True)
    ),
    men=_SPANISH_MEN,
    women=_SPANISH_WOMEN,
    middles=("", "", "", "Guadalupe", "Trinidad", "de la Cruz"),
)

_ENGLISH_STEMS = (
    "Ashen Brack Calver Dunmer Fallow Graven Hollin Ingle Kettle Marble Nether Oaken Penning"
    " Quarl Ridder Stanner Thistle Vickers Wexen Yarrow Bramble Cobble Danner Fenner Garrow"
)
_ENGLISH_LASTS = _join(
    _ENGLISH_STEMS,
    "bank bridge by combe croft dale den field ford gate ham hurst land ley mere more ridge shaw"
    " stead stone ton well wick worth",
)
_ENGLISH_MEN = _words(
    "Aaron Alvin Andre Anthony Brandon Bryan Calvin Cedric Clarence Curtis Darnell Darryl Dennis"
    " Derrick Donald Douglas Edwin Ernest Eugene Floyd Gerald Gregory Harold Jamal Jerome Keith"
    " Kevin Lamont Leroy Marcus Maurice Melvin Nathan Otis Percy Quentin Randall Reginald Roderick"
    " Rodney Russell Stanley Terrence Theodore Tyrone Vernon Walter Wendell"
)
_ENGLISH_WOMEN = _words(
    "Angela Bernice Brenda Carla Charlene Crystal Darlene Denise Donna Ebony Edith Felicia Gwen"
    " Heather Iris Jasmine Joyce Kendra Latasha Lorraine Marlene Monique Nadine Odessa Pamela"
    " Rhonda Roxanne Sheila Tamika Vanessa Wanda Yvette"
)
_ENGLISH_MIDDLES = (
    ("",) * 14 + _initials("ABCDEFGHJKLMNPRSTW") + ("Lee", "Lynn", "Morgan", "Jordan")
)
_ENGLISH = _Names(_ENGLISH_LASTS, _ENGLISH_MEN, _ENGLISH_WOMEN, _ENGLISH_MIDDLES)
_HYPHENATED = _Names(
    lasts=tuple(
        f"{first}-{second}"
        for first, second in zip(_ENGLISH_LASTS[::2], _SPANISH_LASTS, strict=False)
    ),
    men=(*_ENGLISH_MEN, "Jean-Marc", "Juan-Carlos"),
    women=(*_ENGLISH_WOMEN, "Mary-Ellen", "Ana-Lucía"),
    middles=_ENGLISH_MIDDLES,
)
_PARTICLES = _Names(
    lasts=(
        *_join(
            "O' Mc Mac", "Alverin Brannick Corrigill Dunnaway Farrick Gilloway Harrowan Kellick"
        ),
        *(f"de la {name}" for name in _SPANISH_LASTS[6::21]),
        *(f"del {name}" for name in _SPANISH_LASTS[7::63]),
        *(f"van der {stem}" for stem in _words(_ENGLISH_STEMS)[::3]),
        *(f"von {name}" for name in _ENGLISH_LASTS[3::97]),
        *(f"St. {name}" for name in _ENGLISH_LASTS[4::97]),
        *(f"D'{name}" for name in _SPANISH_LASTS[2::97]),
        *(f"De{name}" for name in _ENGLISH_LASTS[6::97]),
    ),
    men=(*_ENGLISH_MEN, "D'Andre", "Sean"),
    women=(*_ENGLISH_WOMEN, "La'Keisha", "Siobhán"),
    middles=_ENGLISH_MIDDLES,
)

# Armenian: the part in Latin letters, and the same part in Armenian ones.
_ARMENIAN_STEMS = _words(
    "Vardav Վարդավ Hovak Հովակ Nazel Նազել Terzib Տերզիբ Gharad Ղարադ Manush Մանուշ Zoravar Զորավար"
    " Lusab Լուսաբ Saroz Սարոզ Kamarz Կամարզ Ohank Օհանկ Aghab Աղաբ Davlat Դավլատ Barsam Բարսամ"
)
_ARMENIAN_MEN = _words(
    "Aram Արամ Tigran Տիգրան Vahe Վահե Hrant Հրանտ Artak Արտակ Karo Կարո Levon Լևոն Ara Արա"
    " Hayk Հայկ Sarkis Սարգիս"
)
_ARMENIAN_WOMEN = _words(
    "Anahit Անահիտ Nare Նարե Hasmik Հասմիկ Lusine Լուսինե Shushan Շուշան Talin Թալին"
    " Maral Մարալ Sona Սոնա"
)
_ARMENIAN = _Names(
    lasts=_join(" ".join(_ARMENIAN_STEMS[::2]), "ian yan akian elian ounian iants"),
    men=_ARMENIAN_MEN[::2],
    women=_ARMENIAN_WOMEN[::2],
    middles=("",) * 12 + _initials("AGHKMSV"),
)
_ARMENIAN_SCRIPT = _Names(
    lasts=_join(" ".join(_ARMENIAN_STEMS[1::2]), "յան ունյան ելյան"),
    men=_ARMENIAN_MEN[1::2],
    women=_ARMENIAN_WOMEN[1::2],
    middles=("",),
)
_ARMENIAN_LETTERS = tuple(
    zip(
        "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆևԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖ",
        _words(
            "a b g d e z e y t zh i l kh ts k h dz gh ch m y n sh o ch p j r s v t r ts u p k"
            " o f ev A B G D E Z E Y T ZH I L KH TS K H DZ GH CH M Y N SH O CH P J R S V T R TS U P"
            " K O F"
        ),
        strict=True,
    )
)

# Vietnamese: given names are words for brooks, hills and rain.
_VIETNAMESE = _Names(
    lasts=_words("Nguyễn Trần Lê Phạm Huỳnh Hoàng Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý"),
    men=_join("Văn Hữu Quốc Đức Trọng", "Suối Đồi Ruộng Thềm Sông Đèo Vườn Thông Bến Gió", " "),
    women=_join("Thị Ngọc Thùy Bích", "Mưa Sương Suối Sen Lúa Trúc Thềm Cỏ Đồi Bướm", " "),
    middles=("",),
)


def _without_marks(names: _Names) -> _Names:
    def bare(words: Sequence[str]) -> tuple[str, ...]:
        return tuple(as_doj_prints(word).title() for word in words)

    return _Names(*map(bare, names))


_KOREAN_WORDS = "Byeol Haneul Gaeul Bada Sol Baram Iseul Noeul Garam Maru Dal Namu"
_KOREAN = _Names(
    lasts=_words("Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Hwang Bae"),
    men=_join(_KOREAN_WORDS, _KOREAN_WORDS, "-"),
    women=_join(_KOREAN_WORDS, _KOREAN_WORDS, " "),
    middles=("",) * 5 + _initials("JSDH"),
)
_CHINESE_WORDS = "Shan He Yun Song Zhu Lu Tian Quan Xi Feng Yan Qiao"
_CHINESE = _Names(
    lasts=_words("Wong Chan Li Zhang Chen Lin Huang Ng Tse Lau Kwan Lü"),
    men=_join(_CHINESE_WORDS, _CHINESE_WORDS, "-"),
    women=_join(_CHINESE_WORDS, _CHINESE_WORDS, " "),
    middles=("",) * 5 + _initials("KWTM"),
)
_ARABIC = _Names(
    lasts=_join("al- Al- El-", "Rimali Waraqi Nakhlawi Bahrouni Jabalawi Safsafi Tinawi Zaytuni"),
    men=_words("Yusuf Samir Karim Tariq Nabil Walid Fadi Hisham Munir Bassam"),
    women=_words("Layla Huda Nadia Rania Salma Amal Mona Dalal"),
    middles=("",) * 5 + _initials("AFHMS") + ("bin Karim", "Abd al-Nur"),
)

# Shares of 128; a few people are in Armenian letters.
_WHEEL: tuple[_Names, ...] = (
    *(_SPANISH,) * 44,
    *(_TWO_SURNAMES,) * 7,
    *(_ENGLISH,) * 34,
    *(_HYPHENATED,) * 5,
    *(_PARTICLES,) * 8,
    *(_ARMENIAN,) * 7,
    _ARMENIAN_SCRIPT,
    *(_VIETNAMESE,) * 3,
    *(_without_marks(_VIETNAMESE),) * 4,
    *(_KOREAN,) * 5,
    *(_CHINESE,) * 6,
    *(_ARABIC,) * 4,
)
