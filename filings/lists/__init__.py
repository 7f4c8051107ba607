"""Floor 2. A file in, entries out: every cell is text until its own parser reads it."""
