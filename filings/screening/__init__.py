"""Entries get their fates: rules, venue, eligibility, earlier decisions."""
