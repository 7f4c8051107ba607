"""What somebody who writes a template needs: browse, lint, compare, watch."""
