#!/usr/bin/env bash
# Web and worker together for one desk, on port $1; stopping either stops both.
set -euo pipefail
cd "$(dirname "$0")/.."
.venv/bin/python manage.py worker --interval 0.5 &
worker=$!
.venv/bin/gunicorn dekon_portal.wsgi --bind "127.0.0.1:$1" --workers 2 --threads 4 --log-level warning &
web=$!
trap 'kill "$worker" "$web" 2>/dev/null || true; wait' EXIT
trap 'exit 0' INT TERM
echo "Portal: http://127.0.0.1:$1/ (Ctrl-C menghentikan)"
wait -n "$worker" "$web" || true
echo "Web atau worker berhenti sendiri (lihat pesan di atas), jadi keduanya dihentikan." >&2
exit 1
