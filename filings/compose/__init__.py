"""Compose a packet as HTML: template lookup, context, schedule. No other package uses Jinja."""
