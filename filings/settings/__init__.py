"""Read `config/` as typed settings: office, courts, laws, rulesets, layouts."""
