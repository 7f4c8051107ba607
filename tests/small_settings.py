"""A county of four courts and two offense types, for tests that must not move with config/.

And settings with a key of their own, for tests that build lists that are no sample.
"""

import yaml
from pydantic import SecretStr

from filings.settings.settings import Settings, shipped_config

# Words are words in every county.
_DISPOSITIONS = yaml.safe_load((shipped_config() / "dispositions.yaml").read_text("utf-8"))
_LAW = yaml.safe_load((shipped_config() / "laws" / "proposition-64.yaml").read_text("utf-8"))
_KEPT = (
    "state",
    "name",
    "citation",
    "reaches",
    "offenses_called",
    "source",
    "cut_off",
    "authorities",
    "reliefs",
)


def small_settings() -> Settings:
    return Settings.model_validate(
        {
            "office": {
                "agency": "lada",
                "county": "los-angeles",
                "conviction_key": "a key for tests",
            },
            "counties": {
                "los-angeles": {
                    "name": "Los Angeles",
                    "written_as": ["LOS ANGELES"],
                    "caption": ["SUPERIOR COURT OF THE STATE OF CALIFORNIA"],
                    "default_court": "ccb",
                    "ruleset": "ca-superior",
                    "cases_per_motion": 1000,
                    "courts": {
                        "ccb": {"name": "Foltz Courthouse"},
                        "compton": {"name": "Compton Courthouse"},
                        "torrance": {"name": "Torrance Courthouse"},
                        "malibu": {"name": "Malibu Courthouse", "closed_on": "2013-06-30"},
                    },
                    "agencies": {
                        "lada": {
                            "name": "Los Angeles County District Attorney",
                            "short": "District Attorney",
                        },
                        "long-beach": {
                            "name": "Long Beach City Prosecutor",
                            "short": "Long Beach",
                        },
                    },
                    "felonies_by": "lada",
                }
            },
            "laws": {
                "proposition-64": {key: _LAW[key] for key in _KEPT}
                | {
                    "offenses": {
                        "hs-11357": {
                            "section": "11357",
                            "to": "2016-11-08",
                            "type": "possession",
                            "relief": "dismiss-seal",
                        },
                        "hs-11359": {
                            "section": "11359",
                            "type": "possession-for-sale",
                            "relief": "dismiss-seal",
                        },
                        "hs-11530": {
                            "section": "11530",
                            "to": "1975-12-31",
                            "type": "possession",
                            "relief": "dismiss-seal",
                        },
                        "hs-11361": {"section": "11361", "relief": "none"},
                    },
                    "offense_types": {
                        "possession": {"label": "possession of cannabis", "order": 1},
                        "possession-for-sale": {"label": "possession for sale", "order": 2},
                    },
                },
            },
            "dispositions": {"words": _DISPOSITIONS["words"]},
            "screening": {
                "earliest_on": "1930-01-01",
                "determinations": {},
                "no_case_number": [],
                "reasons": {
                    "hand-review": {
                        "fate": "held",
                        "words": "The list sends it to hand review.",
                        "who_can_act": "reviewing attorney",
                        "remedy": "Decide each one, and read the worklist again.",
                        "worklist": True,
                    },
                    "not-a-conviction": {
                        "fate": "out_of_scope",
                        "words": "It is not a conviction.",
                    },
                    "unreadable-row": {
                        "fate": "unreadable",
                        "words": "The row cannot be read.",
                        "who_can_act": "whoever made the list",
                        "worklist": True,
                    },
                },
            },
            "approvals": {},
            "layouts": {},
            "rulesets": {},
            "words": {"count_unknown": "as shown in the court's record", "draft": "DRAFT"},
        }
    )


def with_own_key(settings: Settings) -> Settings:
    """The same with a key of their own: under the shipped one only samples are built."""
    office = settings.office.model_copy(update={"conviction_key": SecretStr("a key for tests")})
    return settings.model_copy(update={"office": office})
