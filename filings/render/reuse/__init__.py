"""Pages that are laid out once and filled many times, equal to WeasyPrint's own."""
