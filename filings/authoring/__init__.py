"""Help people who write templates: browse, check, compare, watch."""
