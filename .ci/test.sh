#!/usr/bin/env bash
# All tests, once on SQLite and once on PostgreSQL, with a real browser. Nothing is skipped silently.
# Arguments go to pytest. TEST_DATABASES="sqlite" limits the run, TEST_WORKERS (2) is the number of processes.
# What touches no database (parsers, words, sums) runs with the first one only.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/debian.sh
command -v chromium >/dev/null || install_package chromium "the browser tests"

private=$(mktemp -d)
chmod 711 "$private"  # the private PostgreSQL runs as another user
server=
clean_up() {
  if [ -n "$server" ]; then .venv/bin/python .ci/drop_databases.py "$server" "test_dekon_$$" || true; fi
  bash .ci/postgres.sh stop "$private/pg" || true
  rm -rf "$private"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# The same settings on every desk: nothing of its .env, and keys that protect nothing.
export READ_DOTENV=0 DEMO=1 SECRET_KEY=tests-only-tests-only-tests-only-tests-only-tests
export FIELD_KEYS=k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE= INDEX_KEY=MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=
export STATICFILES_STORAGE=django.contrib.staticfiles.storage.StaticFilesStorage
export CACHE_URL=locmemcache:// MEDIA_ROOT="$private/media"

failed=() only=()
for kind in ${TEST_DATABASES:-sqlite postgres}; do
  case $kind in
    sqlite) DATABASE_URL="sqlite:///$private/dekon.sqlite3" ;;
    postgres)
      server=$(bash .ci/postgres.sh start "$private/pg")
      DATABASE_URL="${server%/*}/dekon_$$"  # a name of its own: several runs may share one server
      ;;
    *) echo "TEST_DATABASES names '$kind'; it knows sqlite and postgres." >&2; exit 2 ;;
  esac
  export DATABASE_URL
  echo "== Tests on $kind: $(sed -E 's#//[^/@]*@#//#' <<<"$DATABASE_URL") =="
  .venv/bin/python -m pytest -q -n "${TEST_WORKERS:-2}" --dist loadfile "${only[@]}" "$@" || failed+=("$kind")
  only=(--database-only)
done
if [ ${#failed[@]} -gt 0 ]; then echo "Tests failed on: ${failed[*]}" >&2; exit 1; fi
