#!/usr/bin/env bash
# Installs what is needed, builds the programs, and shows an edge and a device sharing one network.
# Arguments go to `sciot demo` (see `sciot demo --help`).
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/messages.sh"
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"

"$root/scripts/build.sh" release sciot sciot-edge sciot-device || exit 1
exec "$root/build/release/bin/sciot" demo "$@"
