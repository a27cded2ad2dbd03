# shellcheck shell=bash
# What lints and tests hand to cargo. It must be equal, or everything is compiled again.
# Views lose their long types, which compiles much faster. Only the WebAssembly of releases keeps them: it is a quarter
# smaller with them (docs/decisions/0010).
export RUSTFLAGS="--cfg erase_components"

# shellcheck disable=SC2034
server_side=(--no-default-features --features ssr)
# shellcheck disable=SC2034
browser_side=(--no-default-features --features hydrate --target wasm32-unknown-unknown --lib)
# On CI, a Cargo.lock that lags behind Cargo.toml is a fault, not something to put right on the way.
if [[ -n ${CI:-} ]]; then
  server_side+=(--locked)
  browser_side+=(--locked)
fi
