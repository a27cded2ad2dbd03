# shellcheck shell=bash disable=SC2154
# cargo-leptos and wasm-bindgen, built from source into a folder of our own: nothing of yours is replaced.

# cargo_install CRATE VERSION FLAGS…
cargo_install() {
  local crate=$1 version=$2
  shift 2
  # These tools run for seconds: compiling them fast matters more than their speed, but where they compress.
  # Their build folder stays until they are installed, so that a broken-off installation goes on where it was.
  # Outside the project, so that its .cargo/config.toml doesn't count for them.
  mkdir -p "$tools_dir"
  (cd "$tools_dir" && env -u RUSTFLAGS \
    CARGO_TARGET_DIR="$tools_dir/build/$crate" \
    CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=0 \
    cargo --config 'profile.release.package.brotli.opt-level=3' install --force --root "$tools_dir" --version "$version" "$@" "$crate") ||
    die "$crate $version could not be installed (the messages above say why). Run this again to go on from there."
  rm -rf "$tools_dir/build/$crate"
}

# locked_version CRATE: its version in Cargo.lock.
locked_version() {
  awk -v name="$1" '$1 == "name" { found = ($3 == "\"" name "\"") } $1 == "version" && found { gsub(/"/, "", $3); print $3; exit }' Cargo.lock
}

need_leptos() {
  # First on PATH: cargo-leptos takes any wasm-bindgen that it finds there, whatever its version.
  PATH=$tools_dir/bin:$PATH
  if [[ $("$tools_dir/bin/cargo-leptos" --version 2>/dev/null) != *" $CARGO_LEPTOS" ]]; then
    step "Installing cargo-leptos $CARGO_LEPTOS (builds server and browser code together; about 8 minutes, once)"
    cargo_install cargo-leptos "$CARGO_LEPTOS" --locked
  fi
  local bindgen
  bindgen=$(locked_version wasm-bindgen)
  if [[ $("$tools_dir/bin/wasm-bindgen" --version 2>/dev/null) != *" $bindgen" ]]; then
    step "Installing wasm-bindgen $bindgen (joins WebAssembly and JavaScript; Cargo.lock names the version; about 2 minutes, once)"
    # Not --locked: its own lock file may name versions that are gone or newer than what can be had.
    cargo_install wasm-bindgen-cli "$bindgen"
  fi
}
