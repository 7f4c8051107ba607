"""Run the commands of `filings` by `python -m filings`."""

from filings.cli import main

if __name__ == "__main__":
    main()
