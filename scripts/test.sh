#!/usr/bin/env bash
# Installs what is needed, builds, and runs every test. Arguments go to ctest, e.g. scripts/test.sh -R cut
# ctest's closing lines are the last of the output.
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/messages.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/build.sh release || exit 1
scripts/python-env.sh || exit 1
scripts/npm-models.sh || exit 1
scripts/selfie-model.sh || exit 1
scripts/tensorflow-models.sh || exit 1
say "testing build/release"
exec ctest --test-dir build/release --output-on-failure -j2 "$@" </dev/null
