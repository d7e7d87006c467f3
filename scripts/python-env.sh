#!/usr/bin/env bash
# Makes build/venv, the Python the functional tests run in, with the packages of tests/requirements.txt.
# Makes it anew when the requirements, the Python or the folder have changed; otherwise silent.
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/messages.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Debian's own Python: the first python3 on PATH may be another one, without the wheels the versions are pinned for.
python="${SCIOT_SYSTEM_PYTHON:-/usr/bin/python3}"
venv="$(pwd -P)/build/venv"

scripts/install-deps.sh || exit 1
begin "asking $python for its version" "Install Debian's python3, or name another with SCIOT_SYSTEM_PYTHON."
stamp="$(printf '%s\n' "$venv" "$("$python" --version)" | cat - tests/requirements.txt | sha256sum | cut -d' ' -f1)"
if [[ -f "$venv/sciot-stamp" && "$(cat "$venv/sciot-stamp")" == "$stamp" ]]; then exit 0; fi

say "making build/venv with the packages of tests/requirements.txt (some minutes: TensorFlow is among them)"
mkdir -p build
begin "making the virtual environment" "Is python3-venv installed, and build/ yours to write (sudo chown -R $(id -un) build)?"
rm -rf "$venv"
logged build/venv.log "$python" -m venv "$venv"
begin "installing Python packages" "Is PyPI reachable? Behind a proxy set https_proxy; for a mirror set PIP_INDEX_URL; then run this again."
logged build/venv.log "$venv/bin/python3" -m pip --disable-pip-version-check install --requirement tests/requirements.txt
echo "$stamp" >"$venv/sciot-stamp"
