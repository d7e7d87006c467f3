# Sourced by the scripts of this folder: one voice for progress and for failure. Needs `set -Eeuo pipefail`.

# What is being done, and what the user can do if it fails; the ERR trap reports both.
current_step="starting"
current_advice=""

say() { printf '==> %s\n' "$*"; }

# begin STEP ADVICE: names the step that follows.
begin() {
  current_step="$1"
  current_advice="$2"
}

# fail MESSAGE…: one line per argument, the first says what is wrong, the others what to do.
fail() {
  trap - ERR
  printf '%s: error: %s\n' "$(basename "$0")" "$1" >&2
  shift
  if (($# > 0)); then printf '  %s\n' "$@" >&2; fi
  exit 1
}

on_error() {
  fail "failed while $current_step" ${current_advice:+"$current_advice"}
}
trap on_error ERR

# logged LOG COMMAND…: runs COMMAND silently; shows the end of its output only when it fails.
logged() {
  local log="$1"
  shift
  if ! "$@" >"$log" 2>&1 </dev/null; then
    tail -n 40 "$log" >&2
    printf '  (all of it: %s)\n' "$log" >&2
    return 1
  fi
}
