"""`config/` becomes typed settings: office, courts, laws, rulesets, layouts."""
