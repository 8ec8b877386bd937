#!/usr/bin/env bash
# Style, types, import contract, migrations: every step runs, so that one look shows all there is to mend.
set -uo pipefail
cd "$(dirname "$0")/.."
. .ci/steps.sh
step "ruff check" .venv/bin/ruff check --quiet --output-format concise .
step "ruff format" .venv/bin/ruff format --check --output-format concise .
step "mypy" .venv/bin/mypy
step "import contract" .venv/bin/lint-imports --no-logo
step "migrations" .venv/bin/python manage.py makemigrations --check --dry-run
finish
