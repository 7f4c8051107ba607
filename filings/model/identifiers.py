"""Define types for ids that must not be confused: case number, court, agency, reason and others."""

from typing import NewType

CaseNumber = NewType("CaseNumber", str)
"""As the clerk prints it ("BA097736"). Never a number: leading zeros count."""


CourtId = NewType("CourtId", str)
"""A courthouse in config/counties/<county>.yaml ("ccb")."""


AgencyId = NewType("AgencyId", str)
"""Who prosecutes ("lada", "long-beach")."""


OffenseType = NewType("OffenseType", str)
"""The group a statute belongs to ("possession-for-sale")."""


Relief = NewType("Relief", str)
"""What the motion asks for, by the id of its record in config/laws/<law>.yaml: "dismiss-seal"."""


ReasonCode = NewType("ReasonCode", str)
"""Why an entry came to its fate ("hand-review"); the words are in config/screening.yaml."""


ConvictionId = NewType("ConvictionId", str)
"""A keyed hash of county, case number, defendant, section and count: 24 hex digits."""
