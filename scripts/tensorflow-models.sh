#!/usr/bin/env bash
# Makes the models of tests/functional/test_tensorflow_models.py with TensorFlow, into build/tensorflow-models.
# Silent when they are there.
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/messages.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/python-env.sh || exit 1
models="build/tensorflow-models"
stamp="$(cat tests/requirements.txt tests/functional/*tensorflow_{models,networks,operators}.py | sha256sum | cut -d' ' -f1)"
if [[ -f "$models/sciot-stamp" && "$(cat "$models/sciot-stamp")" == "$stamp" ]]; then exit 0; fi

say "making test models with TensorFlow in $models (a minute or two)"
rm -rf "$models"
mkdir -p "$models"
begin "making test models" "The converter's message is above."
logged build/tensorflow-models.log build/venv/bin/python3 tests/functional/make_tensorflow_models.py "$models"
echo "$stamp" >"$models/sciot-stamp"
