#!/usr/bin/env bash
# Installs the trained models that the tests run, npm packages named in tests/npm, into build/npm.
# Silent when they are there.
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/messages.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/install-deps.sh || exit 1
models="build/npm"
stamp="$(cat tests/npm/package.json tests/npm/package-lock.json | sha256sum | cut -d' ' -f1)"
if [[ -f "$models/sciot-stamp" && "$(cat "$models/sciot-stamp")" == "$stamp" ]]; then exit 0; fi

say "installing the test models of tests/npm into $models (90 MB)"
rm -rf "$models"
mkdir -p "$models"
cp tests/npm/package.json tests/npm/package-lock.json "$models"
begin "installing npm packages" \
  "Is the npm registry reachable? Behind a proxy set https_proxy; for a mirror set npm_config_registry; then run this again."
logged build/npm.log npm ci --prefix "$models" --ignore-scripts --no-audit --no-fund
echo "$stamp" >"$models/sciot-stamp"
