#!/usr/bin/env bash
# Formats all C and C++ sources with clang-format 14; with --check only names the lines that differ and fails.
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/messages.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

over_all_sources() {
  find include src apps tests bench fuzz examples -type f \( -name '*.h' -o -name '*.cc' -o -name '*.c' \) -print0 |
    xargs -0 --no-run-if-empty -n 16 -P "$(nproc)" clang-format-14 "$@"
}

begin "formatting" "scripts/install-deps.sh --ci installs clang-format-14."
case "${1:-}" in
  "") over_all_sources -i ;;
  --check)
    if differences="$(over_all_sources --dry-run --Werror 2>&1)"; then exit 0; fi
    grep -oE '^[^ :]+:[0-9]+:[0-9]+: error|^xargs: .*' <<<"$differences" | sed "s/:[0-9]*: error/: not formatted/" | sort -uV | head -n 40
    fail "some lines are not formatted as .clang-format says (the first 40 at most are above)" "Run scripts/format.sh to put it right."
    ;;
  *) fail "unknown argument '$1'" "usage: scripts/format.sh [--check]" ;;
esac
