#!/usr/bin/env bash
# Renders the sample and says where the files are.
# usage: demo.sh REELFX OUT
set -euo pipefail
reelfx=$1 out=$2
cd "$(dirname "$0")/.."

"$reelfx" render samples/episode.yaml -o "$out"
echo
echo "The finished episodes:"
find "$out" -name '*.mp4' -size +0 | sort | sed 's/^/  /'
echo "What was rendered, measured and checked:"
find "$out" -name '*.report.json' | sort | sed 's/^/  /'
