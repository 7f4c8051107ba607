"""Compose a packet as HTML: template lookup, context, schedule. Jinja is known only here."""
