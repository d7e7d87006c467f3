#!/usr/bin/env bash
# Runs clang-tidy 14 with .clang-tidy over the product's sources (tests, benchmarks and fuzzers are left out).
#   scripts/tidy.sh [FILE…]
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/messages.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [[ ! -f build/asan/compile_commands.json ]]; then
  fail "there is no build/asan/compile_commands.json" "Run scripts/build.sh asan first."
fi
if (($# == 0)); then
  mapfile -t files < <(find src apps -name '*.cc' ! -name '*_test.cc')
else
  files=("$@")
fi

# Largest first, so that no long one is left to the end alone.
tidy_all() {
  ls -S "${files[@]}" | xargs -n 1 -P "$(nproc)" clang-tidy-14 -p build/asan --quiet 2>/dev/null
}

if findings="$(tidy_all)"; then exit 0; fi
# A finding in a header comes once for each file that includes it.
grep -E ': (error|warning): ' <<<"$findings" | sort -uV || echo "$findings"
fail "clang-tidy has findings, above" "Each ends with the name of its check; .clang-tidy holds the set and why."
