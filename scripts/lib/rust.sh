# shellcheck shell=bash
# The compiler that rust-toolchain.toml names, with its components and targets, and a C compiler beside it.

# toolchain_value KEY: a value or list of rust-toolchain.toml, as words.
toolchain_value() {
  sed -n "s/^$1 *= *//p" rust-toolchain.toml | tr -d '[]"' | tr ',' ' '
}

need_compiler() {
  have cc && have make && return
  # SQLite and the TLS library are C; macOS brings cc and make with git.
  if [[ $(uname) == Darwin ]]; then
    die "a C compiler is missing. Run: xcode-select --install"
  fi
  install_package "a C compiler and make" "SQLite and the TLS library are C code" "build-essential" ""
}

need_rust() {
  # Where rustup puts itself; a shell opened before it was installed doesn't know.
  PATH=$PATH:${CARGO_HOME:-$HOME/.cargo}/bin
  have rustup || die "rustup is missing. Install it (https://rustup.rs), then run this again."
  need_compiler

  local channel components targets missing="" word
  channel=$(toolchain_value channel)
  components=$(toolchain_value components)
  targets=$(toolchain_value targets)
  # Named, so that every cargo below uses it, and none starts an automatic installation (rustup may have that off).
  export RUSTUP_TOOLCHAIN=${channel// /}

  if ! rustup run "$RUSTUP_TOOLCHAIN" rustc --version >/dev/null 2>&1; then
    step "Installing Rust $RUSTUP_TOOLCHAIN with rustup (the compiler that the portal is built with)"
    rustup toolchain install "$RUSTUP_TOOLCHAIN" --profile minimal --no-self-update
  fi
  local installed
  installed=$(rustup component list --installed --toolchain "$RUSTUP_TOOLCHAIN")
  for word in $components; do
    [[ $installed == *"$word"* ]] || missing+=" $word"
  done
  if [[ -n $missing ]]; then
    step "Installing$missing with rustup (formatting and lints, as CI checks them)"
    # shellcheck disable=SC2086
    rustup component add --toolchain "$RUSTUP_TOOLCHAIN" $missing
  fi
  for word in $targets; do
    [[ $installed == *"rust-std-$word"* ]] && continue
    step "Installing the target $word with rustup (the part of the portal that runs in the browser)"
    rustup target add --toolchain "$RUSTUP_TOOLCHAIN" "$word"
  done
}
