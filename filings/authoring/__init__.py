"""Help somebody who writes a template: browse, lint, compare, watch."""
