# shellcheck shell=bash
# The flags that lints, tests and `make dev` share. They must be equal, or everything is compiled again.

# As cargo-leptos does it in debug builds: views lose their long types, which compiles much faster.
export RUSTFLAGS="${RUSTFLAGS:+$RUSTFLAGS }--cfg erase_components"
# Leptos is told this at compile time; cargo-leptos sets it as well.
export LEPTOS_OUTPUT_NAME=gk-nexus

# shellcheck disable=SC2034
server_side=(--no-default-features --features ssr)
# shellcheck disable=SC2034
browser_side=(--no-default-features --features hydrate --target wasm32-unknown-unknown --lib)
# On CI, a Cargo.lock that lags behind Cargo.toml is a fault, not something to put right on the way.
if [[ -n ${CI:-} ]]; then
  server_side+=(--locked)
  browser_side+=(--locked)
fi
