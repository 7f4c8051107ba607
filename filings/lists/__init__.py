"""Files become entries: readers, layouts, parsers of sections, dates, names, numbers."""
