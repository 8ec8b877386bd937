# Two commands matter: `make demo` and `make test`. The scripts behind them are in .ci/.
PORT ?= 8000
export PORT
python = .venv/bin/python
compile = .venv/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11

.PHONY: help setup setup-dev demo test lint bench screenshots lock messages

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

setup:  ## virtual environment, locked dependencies, front end, translations, .env
	@bash .ci/setup.sh

setup-dev:  ## the same, with what tests and lint need
	@bash .ci/setup.sh requirements-dev.txt

demo: setup  ## migrate, seed, print the logins, serve web and worker on PORT (8000); Ctrl-C stops both
	@bash .ci/demo.sh

test: setup-dev  ## everything, on SQLite and on PostgreSQL, browser included
	@bash .ci/test.sh

lint: setup-dev  ## style, types, import contract, migrations
	@bash .ci/lint.sh

bench: setup-dev  ## the promises about speed, measured
	$(python) -m benchmarks.run

screenshots: setup-dev  ## docs/screenshots/ from the browser journey
	SCREENSHOTS=docs/screenshots TEST_DATABASES=sqlite TEST_WORKERS=0 bash .ci/test.sh tests/journeys

lock: setup-dev  ## lock requirements from the short lists
	$(compile) requirements.in -o requirements.txt
	$(compile) requirements-dev.in -c requirements.txt -o requirements-dev.txt
	$(compile) .ci/node.in -o .ci/node.txt

messages: setup-dev  ## collect the words of the interface for translation
	$(python) .ci/collect_messages.py
