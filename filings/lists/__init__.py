"""Read files into entries: readers, layouts, parsers of sections, dates, names, numbers."""
