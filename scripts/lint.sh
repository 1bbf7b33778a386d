#!/usr/bin/env bash
# Formatting, and the rules of the house that a compiler does not know.
# usage: lint.sh PATH...        the Swift files and folders to check the formatting of
set -euo pipefail
cd "$(dirname "$0")/.."

failed=0
swift format lint --strict --recursive --parallel "$@" || failed=1

# absent RULE PATTERN PATH...: no Swift line outside comments may match
absent() {
  local rule=$1 pattern=$2 found
  shift 2
  found=$(grep -rnE --include='*.swift' "$pattern" "$@" 2>/dev/null | grep -vE '^[^:]*:[0-9]+:[[:space:]]*//' || true)
  if [[ -n $found ]]; then
    printf 'lint: %s\n%s\n' "$rule" "$found" >&2
    failed=1
  fi
}
# only RULE MODULE PATTERN: the pattern occurs in that module's folder and in no other
only() {
  local others=() folder
  for folder in Sources/*/; do [[ $folder == "Sources/$2/" ]] || others+=("$folder"); done
  absent "$1" "$3" "${others[@]}"
}

libraries=()
for folder in Sources/*/; do [[ $folder == Sources/ReelCLI/ ]] || libraries+=("$folder"); done

absent 'unsafeFlags bar the package as a dependency' 'unsafeFlags' Package.swift
absent 'these trap instead of throwing' '\btry!|\bfatalError\(|\bas! ' Sources
absent 'a library prints nothing' '(^|[^.[:alnum:]_])(print|debugPrint|dump)\(' "${libraries[@]}"
absent 'a library does not exit' '(^|[^.[:alnum:]_])_?exit\(' "${libraries[@]}"
absent 'the environment is read by the CLI only' '\bgetenv\(|\.environment\b' "${libraries[@]}"
absent 'the pure modules do without Foundation' 'import Foundation' Sources/ReelCore Sources/ReelPlan Sources/ReelPixels Sources/ReelAudio
only 'ReelMedia alone imports CFFmpeg' ReelMedia 'import CFFmpeg'
only 'ReelText alone imports CAss' ReelText 'import CAss'
only 'ReelPixels alone imports CReelKernels' ReelPixels 'import CReelKernels'

# A promise the compiler cannot check states its proof, on its own line or the one before.
unproven=$(find Sources -name '*.swift' -exec awk '
  FNR == 1 { before = "" }
  /@unchecked Sendable|nonisolated\(unsafe\)/ && $0 !~ /\/\// && before !~ /\/\// { print FILENAME ":" FNR ": " $0 }
  { before = $0 }' {} +)
if [[ -n $unproven ]]; then
  printf 'lint: an unchecked promise needs a one-line proof beside it\n%s\n' "$unproven" >&2
  failed=1
fi

scripts=(.ci/run scripts/*.sh scripts/soak/*.sh scripts/cluster/*.sh)
if command -v shellcheck >/dev/null; then shellcheck "${scripts[@]}" || failed=1; fi
exit "$failed"
