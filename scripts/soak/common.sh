# shellcheck shell=bash
# Shared by the trials in this folder; sourced, not run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

fail() { echo "soak: $*" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck disable=SC2034  # the trials use it
document=samples/episode.yaml
# shellcheck disable=SC2034  # for trials that render many times: every language, and a quarter of the pixels
small=(--only '*/*/540p')

# digests OUT: one line per file that must be equal in equal runs; the report is outside byte-equality
digests() {
  (cd "$1" && find . -type f ! -name '*.report.json' | sort | xargs -r openssl sha256 -r)
}

# same OUT OUT WHAT
same() {
  diff <(digests "$1") <(digests "$2") || fail "$3: other bytes"
  [[ -n $(digests "$1") ]] || fail "$3: nothing was rendered"
}

# no_leftovers OUT: nothing unfinished lies about
no_leftovers() {
  local left
  left=$(find "$1" -name '*.part*')
  [[ -z $left ]] || fail "unfinished files are left: $left"
}
