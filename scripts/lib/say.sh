# shellcheck shell=bash
# How the scripts talk: steps on stdout, faults on stderr with what to do about them.

say() { printf '%s\n' "$*"; }
step() { printf -- '-- %s\n' "$*"; }
die() {
  printf 'Stopped: %s\n' "$*" >&2
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }
