#!/usr/bin/env bash
# run-pytest.sh PYTHON FILE: runs one file of Python tests; ctest calls it.
set -euo pipefail
if [[ ! -x "$1" ]]; then
  echo "There is no $1: run scripts/test.sh (or scripts/python-env.sh), which makes it." >&2
  exit 1
fi
export PYTHONDONTWRITEBYTECODE=1
exec "$1" -m pytest -q -rs -p no:cacheprovider "$2"
