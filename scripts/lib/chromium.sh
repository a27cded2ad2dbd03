# shellcheck shell=bash disable=SC2154
# A Chromium for the browser tests. CHROMIUM=/path/to/one overrides the search, and is then used for all of them.

find_chromium() {
  local place
  for place in /usr/bin/chromium /Applications/Chromium.app/Contents/MacOS/Chromium \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    # Ubuntu's package of that name is a snap, which can't read the temporary profile that a test gives it.
    if [[ -x $place ]] && ! grep -qs '/snap/' "$place"; then
      printf '%s\n' "$place"
      return
    fi
  done
  return 1
}

is_debian() { [[ -r /etc/os-release ]] && grep -qx 'ID=debian' /etc/os-release; }

need_chromium() {
  need_playwright
  if [[ -n ${CHROMIUM:-} ]]; then
    [[ -x $CHROMIUM ]] || die "CHROMIUM names $CHROMIUM, which is not a program."
  elif is_debian; then
    have chromium && have chromium-headless-shell ||
      install_package "Chromium" "the browser tests run in it; most in its headless shell, which is twice as fast" "chromium chromium-headless-shell" ""
    CHROMIUM=/usr/bin/chromium
    export CHROMIUM_SHELL=/usr/bin/chromium-headless-shell
  elif CHROMIUM=$(find_chromium); then
    :
  else
    playwrights_own_chromium
  fi
  export CHROMIUM
}

# Ubuntu and macOS: the build that Playwright brings. An empty CHROMIUM lets Playwright find it.
playwrights_own_chromium() {
  CHROMIUM=""
  local version stamp
  version=$(end2end/node_modules/.bin/playwright --version)
  stamp=$tools_dir/chromium-for-${version// /-}
  [[ ! -e $stamp ]] || return 0
  step "Installing Chromium with Playwright (the browser tests run in it)"
  end2end/node_modules/.bin/playwright install --with-deps chromium ||
    die "Playwright could not install Chromium. Install one by hand and name it: CHROMIUM=/path/to/chromium"
  mkdir -p "$tools_dir"
  touch "$stamp"
}
