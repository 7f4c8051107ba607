"""A packet becomes HTML: template lookup, context, schedule. Only here is Jinja known."""
