"""Reduce the name of a court or an agency to the words that identify it, for look-up."""

import re
from functools import lru_cache

_KEPT = 1 << 14  # names of courts and agencies kept, since the same few recur
# Signs that mean nothing in the name of a court, county or agency. Any other stays: "COMPTON?" is
# not Compton.
_SIGNS = re.compile(r"[\s.,;:/&()'’`\"#+_–—-]+")
_WITHIN_WORDS = re.compile(r"['’.]")
_COURT = re.compile(r" (?:COURT ?HOUSE|SUPERIOR COURT|COURT)$")
_STATES_COURT = re.compile(r"^(CASC|CAMC|CAJC)\s*(?=\S)")
_STATES_AGENCY = re.compile(r"^CA(PD|SO)\s*(?=\S)(.*)")
_TOWN = re.compile(r"^CITY OF | (?:CA|CALIFORNIA)$")
_POLICE = re.compile(r"\b(?:POLICE|PD)(?: DE?PA?R?T(?:MENT)?)?$")
_SHERIFF = re.compile(r"\bSHERIFFS?(?: DE?PA?R?T(?:MENT)?| OFFICE)?$")


@lru_cache(_KEPT)
def squeeze_court(text: str) -> str:
    """A court's name reduced to what identifies it: upper case, DOJ prefix apart, single blanks.

    "CASCLOS ANGELES  S MONICA" and "CASC LOS ANGELES S MONICA" are one; so are "Compton Superior
    Court", "Compton Courthouse" and "COMPTON".
    """
    squeezed = _SIGNS.sub(" ", text.upper()).strip()
    squeezed = _COURT.sub("", squeezed)
    return _STATES_COURT.sub(r"\1 ", squeezed)


@lru_cache(_KEPT)
def squeeze_agency(text: str) -> str:
    """A police agency, place or prosecutor reduced to what identifies it.

    "Glendale Police Dept.", "CAPDGLENDALE" and "GLENDALE PD" are one; so are "Long Beach, CA" and
    "City of Long Beach".
    """
    squeezed = _SIGNS.sub(" ", _WITHIN_WORDS.sub("", text.upper())).strip()
    squeezed = _STATES_AGENCY.sub(r"\2 \1", squeezed)
    squeezed = _TOWN.sub("", squeezed)
    squeezed = _POLICE.sub("PD", squeezed)
    return _SHERIFF.sub("SO", squeezed)
