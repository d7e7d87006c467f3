#!/usr/bin/env bash
# Fetches a trained network of others for the demo: MediaPipe's selfie segmentation, out of the npm package named in
# models/npm, to build/models/selfie_segmentation.tflite. Silent when it is there. Then:
#   scripts/demo.sh --model build/models/selfie_segmentation.tflite --input models/people
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/messages.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/install-deps.sh || exit 1
place="build/models"
stamp="$(cat models/npm/package.json models/npm/package-lock.json models/selfie_segmentation.yaml | sha256sum | cut -d' ' -f1)"
if [[ -f "$place/sciot-stamp" && "$(cat "$place/sciot-stamp")" == "$stamp" ]]; then exit 0; fi

say "fetching the selfie segmentation model into $place (30 MB, of which it keeps 250 KB)"
rm -rf "$place"
mkdir -p "$place"
cp models/npm/package.json models/npm/package-lock.json models/selfie_segmentation.yaml "$place"
begin "installing an npm package" \
  "Is the npm registry reachable? Behind a proxy set https_proxy; for a mirror set npm_config_registry; then run this again."
logged build/selfie-model.log npm ci --prefix "$place" --ignore-scripts --no-audit --no-fund
begin "taking the model out of the package" "Has the package changed? Remove $place and run this again."
mv "$place/node_modules/@mediapipe/selfie_segmentation/selfie_segmentation.tflite" "$place"
rm -rf "$place/node_modules"
echo "$stamp" >"$place/sciot-stamp"
