#!/usr/bin/env bash
# Installs the Debian 12 packages that building and testing need; says and does nothing when they are there.
#   scripts/install-deps.sh        what scripts/demo.sh and scripts/test.sh need
#   scripts/install-deps.sh --bench  also the load generator and the servers that bench/ compares with
#   scripts/install-deps.sh --ci   also the clang tools and load generator that .ci/run and bench/ need
# SCIOT_SKIP_DEPS=1 turns it off, for systems other than Debian 12 where you install the libraries yourself.
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/messages.sh"

packages=(
  build-essential cmake ninja-build pkg-config ca-certificates
  libxnnpack-dev libpthreadpool-dev libflatbuffers-dev flatbuffers-compiler libboost1.81-dev
  libspdlog-dev nlohmann-json3-dev libyaml-cpp-dev libcli11-dev libpng-dev libjpeg-dev nettle-dev libcairo2-dev
  libsqlite3-dev libxxhash-dev libmosquitto-dev libcoap3-dev libgtest-dev libgmock-dev libbenchmark-dev python3 python3-venv
  mosquitto openssl
)
# Any npm will do: Debian's cannot be installed beside a Node.js of another source.
if ! command -v npm >/dev/null; then packages+=(npm); fi
ci_packages=(clang-14 clang-tidy-14 clang-format-14 libclang-rt-14-dev llvm-14 wrk)

bench_packages=(wrk nginx-light python3-fastapi python3-uvicorn)

case "${1:-}" in
  "") ;;
  --bench) packages+=("${bench_packages[@]}") ;;
  --ci) packages+=("${ci_packages[@]}") ;;
  *) fail "unknown argument '$1'" "usage: scripts/install-deps.sh [--bench|--ci]" ;;
esac

require_debian_12() {
  local id="" version="" name="this system"
  if [[ -r /etc/os-release ]]; then
    id="$(. /etc/os-release && echo "${ID:-}")"
    version="$(. /etc/os-release && echo "${VERSION_ID:-}")"
    name="$(. /etc/os-release && echo "${PRETTY_NAME:-this system}")"
  fi
  if [[ "$id" == debian && "$version" == 12 ]]; then return; fi
  fail "packages are known for Debian 12 only, and this is $name" \
    "Either work in a container:  docker run --rm -it -v \"\$PWD\":/sciot -w /sciot debian:12 bash" \
    "or install the counterparts of these yourself and set SCIOT_SKIP_DEPS=1:" "${packages[*]}"
}

# Those of $packages that are not installed, one per line.
missing_packages() {
  local installed
  installed="$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${packages[@]}" 2>/dev/null |
    sed -n 's/ installed$//p')" || true
  comm -23 <(printf '%s\n' "${packages[@]}" | sort) <(printf '%s\n' "$installed" | sort -u)
}

# Sets $root to the command prefix that makes one root.
find_root() {
  root=()
  if ((EUID == 0)); then return; fi
  if ! command -v sudo >/dev/null; then
    fail "${#missing[@]} packages are missing, and installing them needs root, but there is no sudo" \
      "As root run:  apt-get update && apt-get install ${missing[*]}"
  fi
  root=(sudo)
  if [[ ! -t 0 ]]; then root+=(-n); fi
  if ! "${root[@]}" true; then
    fail "sudo was refused" "As root run:  apt-get update && apt-get install ${missing[*]}"
  fi
}

apt() {
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 "$@"
}

if [[ "${SCIOT_SKIP_DEPS:-}" == 1 ]]; then exit 0; fi
if ! command -v dpkg-query >/dev/null; then require_debian_12; fi
mapfile -t missing < <(missing_packages)
if ((${#missing[@]} == 0)); then exit 0; fi
require_debian_12
find_root

say "installing ${#missing[@]} Debian packages with apt-get (a minute or two): ${missing[*]}"
log="$(mktemp "${TMPDIR:-/tmp}/sciot-apt.XXXXXX")"
begin "fetching the package lists" \
  "Is there a network? Behind a proxy set http_proxy, or apt's Acquire::http::Proxy; then run this again."
logged "$log" apt update
begin "installing packages" \
  "See apt-get's message above. No network, a full disk or broken packages (apt-get -f install) are the usual reasons; then run this again."
logged "$log" apt install --yes --no-install-recommends "${missing[@]}"
rm -f "$log"
