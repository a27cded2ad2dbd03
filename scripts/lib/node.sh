# shellcheck shell=bash disable=SC2154
# Node, for three tools only: wasm-opt (release builds), Playwright (browser tests) and an S3 server (Rust tests). The
# portal itself needs none.

own_node=$tools_dir/node

node_is_new_enough() {
  have node && have npm || return 1
  local version
  version=$(node --version)
  version=${version#v}
  [[ ${version%%.*} -ge $NODE_AT_LEAST ]]
}

# Node's own build, as the npm registry carries it, for where the system's is too old.
node_from_npm() {
  local os arch package
  os=$(uname -s | tr '[:upper:]' '[:lower:]')
  case $(uname -m) in
    x86_64) arch=x64 ;;
    aarch64 | arm64) arch=arm64 ;;
    *) die "Node $NODE_AT_LEAST or newer is missing and npm has none for $(uname -m). Install it by hand, then run this again." ;;
  esac
  package=node-$os-$arch
  step "Installing Node $NODE_FROM_NPM from npm (the system's own is older than $NODE_AT_LEAST)"
  npm install --silent --no-save --no-package-lock --prefix "$own_node" "$package@$NODE_FROM_NPM" >/dev/null ||
    die "npm could not install $package. Install Node $NODE_AT_LEAST or newer by hand, then run this again."
  ln -sfn "$own_node/node_modules/$package/bin" "$own_node/bin"
}

need_node() {
  [[ ! -x $own_node/bin/node ]] || PATH=$own_node/bin:$PATH
  node_is_new_enough && return
  if ! have npm; then
    install_package "Node and npm" "they run wasm-opt, browser tests and the tests' S3 server" "nodejs npm" "node"
  fi
  node_is_new_enough && return
  node_from_npm
  PATH=$own_node/bin:$PATH
  hash -r
}

# npm_packages FOLDER WHY: exactly what FOLDER's lock file names, fetched only when that file has changed.
npm_packages() {
  local folder=$1 why=$2
  cmp -s "$folder/package-lock.json" "$folder/node_modules/.installed" && return
  step "Installing the npm packages of $folder/package-lock.json ($why)"
  # Without install scripts: none of these packages needs one.
  (cd "$folder" && npm ci --ignore-scripts --silent) || die "npm could not install the packages of $folder. Run this again, or see: cd $folder && npm ci"
  cp "$folder/package-lock.json" "$folder/node_modules/.installed"
}

need_wasm_opt() {
  need_node
  npm_packages . "wasm-opt halves the WebAssembly of a release"
}

need_s3() {
  need_node
  npm_packages tests/s3 "an S3 server that tests start and end; storage is tested on it too"
}

need_playwright() {
  need_node
  npm_packages end2end "Playwright and axe, for the browser tests"
}
