# shellcheck shell=bash
# What comes from the system's package manager: apt (Debian, Ubuntu) or Homebrew (macOS).

as_root() {
  if [[ $EUID -eq 0 ]]; then
    "$@"
  elif have sudo; then
    sudo "$@"
  else
    die "this needs root, and there is no sudo. As root, run: $*"
  fi
}

# Lists of packages go stale, and a fresh machine has none; once a run is enough.
apt_lists_are_fresh=no
apt_install() {
  if [[ $apt_lists_are_fresh == no ]]; then
    as_root apt-get update -qq || say "   (some package lists could not be fetched; trying with what is there)"
    apt_lists_are_fresh=yes
  fi
  # The lock is waited for: on a fresh Ubuntu, automatic updates often hold it.
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" >/dev/null
}

# install_package WHAT WHY "APT PACKAGES" "BREW FORMULAS"
install_package() {
  local what=$1 why=$2 apt=$3 brew=$4
  # Both lists are words of our own, so they may be split.
  # shellcheck disable=SC2086
  if have apt-get; then
    step "Installing $what with apt-get ($why)"
    apt_install $apt || die "apt-get could not install $apt. Install $what by hand, then run this again."
  elif have brew; then
    step "Installing $what with brew ($why)"
    brew install --quiet $brew || die "brew could not install $brew. Install $what by hand, then run this again."
  else
    die "$what is missing ($why), and neither apt-get nor brew is here. Install it by hand, then run this again."
  fi
}
