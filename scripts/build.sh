#!/usr/bin/env bash
# Builds one preset of CMakePresets.json, after installing what it needs. Silent when nothing has changed.
#   scripts/build.sh [PRESET [TARGET…]]     PRESET is release unless given; no TARGET builds all
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/messages.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

preset="${1:-release}"
targets=("${@:2}")
build_dir="build/$preset"

# One compiler per core, but each gets 1.5 GB.
jobs() {
  local cores memory_jobs
  cores="$(nproc)"
  memory_jobs="$(awk '/^MemAvailable:/ {print int($2 / 1500000)}' /proc/meminfo)"
  if ((memory_jobs < 1)); then memory_jobs=1; fi
  echo $((cores < memory_jobs ? cores : memory_jobs))
}

require_writable() {
  local folder
  for folder in . build "$build_dir"; do
    if [[ ! -e "$folder" || -w "$folder" ]]; then continue; fi
    fail "$PWD/$folder cannot be written" \
      "Was it made by another user or with sudo? Take it back:  sudo chown -R $(id -un) '$PWD/build'"
  done
}

# A build folder that was copied or moved still points at its old place.
forget_moved_build() {
  local cache="$build_dir/CMakeCache.txt"
  if [[ ! -f "$cache" ]] || grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$(pwd -P)" "$cache"; then return; fi
  say "$build_dir was made for another folder; building from the start"
  rm -rf "$build_dir"
}

configure() {
  if [[ -f "$build_dir/build.ninja" && "$build_dir/build.ninja" -nt CMakePresets.json ]]; then return; fi
  mkdir -p "$build_dir"
  say "configuring $build_dir"
  begin "configuring $build_dir" \
    "If the message above names a missing library, see scripts/install-deps.sh; after a change of compiler delete $build_dir."
  logged "$build_dir/configure.log" cmake --preset "$preset"
  touch "$build_dir/build.ninja"
}

up_to_date() {
  ninja -C "$build_dir" -n "${targets[@]}" 2>/dev/null </dev/null | grep -q 'no work to do'
}

scripts/install-deps.sh || exit 1
require_writable
forget_moved_build
configure
if up_to_date; then exit 0; fi
say "building $build_dir (the first time takes some minutes)"
begin "building $build_dir" "The compiler's message is above. A killed compiler means too little memory: close programs and run again."
NINJA_STATUS="[%f/%t %es] " ninja -C "$build_dir" -j "$(jobs)" "${targets[@]}" </dev/null
