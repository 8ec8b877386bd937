# Sourced: Debian packages that the desk or its tests need.

# install_package PACKAGE WHAT_FOR: installs it when root; otherwise says what to type, and stops.
install_package() {
  local apt="apt-get -o DPkg::Lock::Timeout=600"  # another installation may be under way: wait for it
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "Debian's package $1 is needed for $2. Install it (sudo apt-get install $1) and run this again." >&2
    exit 1
  fi
  echo "Installing Debian's package $1 for $2" >&2
  if ! { $apt update -qq && DEBIAN_FRONTEND=noninteractive $apt install -y -qq "$1"; } </dev/null >/dev/null; then
    echo "apt-get could not install $1, which is needed for $2: see its message above." >&2
    exit 1
  fi
}
