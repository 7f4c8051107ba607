"""Serve the commands to an office that opens no terminal: pages in a browser, and an HTTP API.

Everything here calls the same functions as the command line. One server serves one office, from
one folder: `office_folder.OfficeFolder`.
"""
