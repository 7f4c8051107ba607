"""Give entries their fates: rules, venue, eligibility, earlier decisions."""
