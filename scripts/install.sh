#!/usr/bin/env bash
# Installs the binary, its man page and its completions, or removes them again.
# usage: install.sh REELFX PREFIX | install.sh --remove PREFIX
set -euo pipefail
reelfx=$1 prefix=$2
cd "$(dirname "$0")/.."

binary=$prefix/bin/reelfx
man=$prefix/share/man/man1/reelfx.1
bash=$prefix/share/bash-completion/completions/reelfx
zsh=$prefix/share/zsh/site-functions/_reelfx
fish=$prefix/share/fish/vendor_completions.d/reelfx.fish

if [[ $reelfx == --remove ]]; then
  rm -f "$binary" "$man" "$bash" "$zsh" "$fish"
  echo "removed reelfx from $prefix"
  exit
fi

place() { mkdir -p "$(dirname "$2")" && install -m "$3" "$1" "$2"; }
script=$(mktemp)
trap 'rm -f "$script"' EXIT
for shell in bash zsh fish; do
  "$reelfx" --generate-completion-script "$shell" >"$script"
  place "$script" "${!shell}" 644
done
place "$reelfx" "$binary" 755
place docs/reelfx.1 "$man" 644
echo "installed $binary, its man page and completions for bash, zsh and fish"
