#!/usr/bin/env bash
# A PostgreSQL server for the tests and benchmarks.
#   postgres.sh start FOLDER   prints its URL: TEST_POSTGRES_URL (or the local default) when that answers, otherwise a
#                              private one in FOLDER, started from Debian's package
#   postgres.sh stop FOLDER    stops the private one, if there is one
set -euo pipefail
. "$(dirname "$0")/debian.sh"
folder=$2

newest_bin() { find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1; }
# PostgreSQL refuses to run as root.
as_postgres() { if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }
answers() {
  .venv/bin/python -c 'import sys, psycopg2; psycopg2.connect(sys.argv[1], connect_timeout=3).close()' "$1" 2>/dev/null
}

start() {
  local url=${TEST_POSTGRES_URL:-postgres://postgres@127.0.0.1:5432/postgres} bin port
  if answers "$url"; then echo "$url"; return; fi
  if [ -n "${TEST_POSTGRES_URL:-}" ]; then echo "TEST_POSTGRES_URL does not answer: starting a private server" >&2; fi
  [ -n "$(newest_bin)" ] || install_package postgresql "tests and benchmarks"
  bin=$(newest_bin)
  mkdir -p "$folder"
  if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
  port=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  if [ ! -f "$folder/data/PG_VERSION" ]; then  # benchmarks keep theirs
    as_postgres "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
  fi
  as_postgres "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
    -o "-p $port -k $folder -c listen_addresses=127.0.0.1 -c fsync=off" start >/dev/null || { cat "$folder/log" >&2; exit 1; }
  echo "postgres://postgres@127.0.0.1:$port/postgres"
}

stop() {
  if [ -f "$folder/data/postmaster.pid" ]; then
    as_postgres "$(newest_bin)/pg_ctl" -D "$folder/data" -w -m fast stop >/dev/null
  fi
}

"$1"
