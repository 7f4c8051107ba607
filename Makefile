# `make demo` and `make test` each bring a fresh Debian or Ubuntu machine all the way; what is there already is
# not installed again. Everything of Python's stays in .venv.

.PHONY: help demo test test-all lint docs benchmark lock clean

help:
	@echo "make demo       from a synthetic list of 2,000 convictions to packets, in demo-out/"
	@echo "make test       the tests, on all cores, but those that take minutes"
	@echo "make test-all   every test"
	@echo "make lint       style and types"
	@echo "make docs       the documentation as pages, in site/"
	@echo "make benchmark  the same rows by four engines: rows, pages and orders per second"
	@echo "make lock       write requirements.lock anew (UPGRADE=--upgrade for the newest versions)"
	@echo "make clean      remove what these made"

demo: .venv/ready
	@rm -rf demo-out && mkdir demo-out
	.venv/bin/filings sample --cases 2000 --seed 1 --out demo-out/list.csv
	@# 10: done, and some entries need a human, as in every real list.
	.venv/bin/filings build demo-out/list.csv --config examples/los_angeles/invented_office --out demo-out/packets || [ $$? -eq 10 ]
	@echo "Beside that motion.pdf lies its proposed-order.pdf. Names are under demo-out/packets/sealed/ alone, and what"
	@echo "became of every row is in demo-out/packets/sealed/ledger.csv."

test: .venv/ready
	.venv/bin/pytest -q -n auto -m "not slow"

test-all: .venv/ready
	.venv/bin/pytest -q -n auto

lint: .venv/ready
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy --strict
	.venv/bin/lint-imports --no-cache --no-logo

# The reference is written from the program; --strict stops at a link that leads nowhere.
docs: .venv/ready
	.venv/bin/python docs/make_reference.py
	NO_MKDOCS_2_WARNING=1 .venv/bin/python -m mkdocs build --strict --quiet
	@echo "Open site/index.html"

# Typst and ReportLab are only raced against; nothing else here needs them.
benchmark: .venv/ready
	.venv/bin/python -m pip install --quiet --disable-pip-version-check typst reportlab
	.venv/bin/python tests/benchmarks/engines.py

# Only what the lock names, by hash; then this checkout, in place.
.venv/ready: requirements.lock pyproject.toml .ci/machine
	python=$$(.ci/machine) && $$python -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# uv resolves for every system and Python at once, which pip cannot. Pins that still hold are kept.
lock: .venv/ready
	@tools=$$(mktemp -d) && trap 'rm -rf "$$tools"' EXIT && .venv/bin/python -m venv "$$tools" \
	&& "$$tools/bin/pip" install --quiet --disable-pip-version-check uv \
	&& "$$tools/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes $(UPGRADE) \
	    --group dev --group docs --all-extras --custom-compile-command "make lock" --output-file requirements.lock pyproject.toml

clean:
	rm -rf .venv demo-out site
