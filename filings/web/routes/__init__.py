"""Draw the pages: what a browser asks for, as HTML that needs no script."""
