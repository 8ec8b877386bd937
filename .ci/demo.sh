#!/usr/bin/env bash
# The portal for one desk: database brought up to date, reference and demo data, then web and worker until Ctrl-C.
set -euo pipefail
cd "$(dirname "$0")/.."
manage() { .venv/bin/python manage.py "$@"; }
export DEMO=1
manage migrate --verbosity 0
manage seed_demo
manage collectstatic --noinput --verbosity 0
exec bash .ci/serve.sh "${PORT:-8000}"
