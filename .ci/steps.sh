# Sourced: named steps with their time; all are run, and finish says which failed.
failed=()

step() {
  local name=$1 start=$SECONDS
  shift
  printf '\n=== %s ===\n' "$name"
  if "$@" </dev/null; then
    echo "--- $name: ok ($((SECONDS - start)) s)"
  else
    failed+=("$name")
    echo "--- $name: FAILED ($((SECONDS - start)) s)"
  fi
}

finish() {
  if [ ${#failed[@]} -eq 0 ]; then return; fi
  printf '\nFailed: %s\n' "$(IFS=,; echo "${failed[*]}")"
  exit 1
}
