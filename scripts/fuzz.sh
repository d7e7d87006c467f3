#!/usr/bin/env bash
# Runs the fuzzers of build/fuzz, as many at a time as there are cores.
#   scripts/fuzz.sh [SECONDS [NAME…]]      SECONDS for each, 60 unless given; NAME e.g. fuzz_engine_run, all unless given
# Seeds come from fuzz/corpus/NAME/, and from build/fuzz/seeds/NAME/ where scripts/fuzz-seeds.py has made some; what is found is kept in build/fuzz/corpus/NAME/, a crash in build/fuzz/crash/.
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/messages.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fuzz_one() {
  local seconds="$1" name="$2" found="build/fuzz/corpus/$2" log="build/fuzz/$2.log"
  mkdir -p "$found" build/fuzz/crash
  local folders=("$found")
  local seeds
  for seeds in "fuzz/corpus/$name" "build/fuzz/seeds/$name"; do
    if [[ -d "$seeds" ]]; then folders+=("$seeds"); fi
  done
  if "build/fuzz/fuzz/$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="build/fuzz/crash/$name-" "${folders[@]}" >"$log" 2>&1 </dev/null; then
    echo "$name: no fault in $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") runs"
  else
    tail -n 60 "$log"
    echo "$name: FAULT. Repeat it with: build/fuzz/fuzz/$name $(ls -t "build/fuzz/crash/$name"-* 2>/dev/null | head -1)"
    return 1
  fi
}

seconds="${1:-60}"
names=("${@:2}")
if ((${#names[@]} == 0)); then mapfile -t names < <(find fuzz -maxdepth 1 -name 'fuzz_*.cc' -printf '%f\n' | sed 's/\.cc$//' | sort); fi
if ((${#names[@]} == 0)); then exit 0; fi
for name in "${names[@]}"; do
  if [[ ! -x "build/fuzz/fuzz/$name" ]]; then fail "there is no build/fuzz/fuzz/$name" "Run scripts/build.sh fuzz first."; fi
done
begin "fuzzing" "A fault found here becomes a unit test, and its input a seed in fuzz/corpus/."
export -f fuzz_one
printf '%s\n' "${names[@]}" | xargs -n 1 -P "$(nproc)" bash -c 'fuzz_one "$0" "$1"' "$seconds"
