#!/usr/bin/env bash
# Holds what is written for every engine against the engine's own rules (engines.py), with tools in a folder of their own.
# usage: engines.sh REELFX
set -euo pipefail
reelfx=$(realpath "$1")
cd "$(dirname "$0")/../.."

tools=.build/engines
requirements=scripts/cluster/requirements.txt
if ! cmp -s "$requirements" "$tools/requirements.txt"; then
  rm -rf "$tools"
  python3 -m venv "$tools"
  "$tools/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$requirements"
  cp "$requirements" "$tools/requirements.txt"
fi
"$tools/bin/python" scripts/cluster/engines.py "$reelfx"
