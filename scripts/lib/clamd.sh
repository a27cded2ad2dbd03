# shellcheck shell=bash
# clamd, the virus scanner. Tests start one of their own with it: a signature of their own, a socket in a folder of their own,
# no network.

clamd_is_here() {
  have clamd && return
  local folder
  for folder in /usr/sbin /opt/homebrew/sbin /usr/local/sbin; do
    [[ -x $folder/clamd ]] && return
  done
  return 1
}

need_clamd() {
  clamd_is_here && return
  if have apt-get && [[ $EUID -ne 0 ]] && ! have sudo; then
    say "-- clamd is missing, and to install it needs root. The tests with it are left out (scripts/rust-tests says so again)."
    say "   As root, run: apt-get install clamav-daemon"
    return
  fi
  install_package "clamd" "what is sent must be found by the real virus scanner; only its program is used" \
    "clamav-daemon" "clamav"
  # Debian's package starts it and the loader of signatures, of which no test needs either.
  if have systemctl && [[ -d /run/systemd/system ]]; then
    as_root systemctl disable --quiet --now clamav-daemon.socket clamav-daemon clamav-freshclam 2>/dev/null || true
  fi
  clamd_is_here || die "clamd is still not to be found. Put its folder on PATH, then run this again."
}
