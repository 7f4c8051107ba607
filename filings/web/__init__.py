"""Serve the commands to an office that opens no terminal: pages in a browser, and an HTTP API.

Everything here calls what the command line calls. One office, one folder: `home.OfficeFolder`.
"""
