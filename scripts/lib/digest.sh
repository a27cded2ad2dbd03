# shellcheck shell=bash
# One checksum over the names and contents of files, to tell whether anything has changed.

sha256=(sha256sum)
have sha256sum || sha256=(shasum -a 256)

# digest FIND-ARGUMENTS…: the checksum of every file that find arrives at with them.
digest() {
  find "$@" -type f -print0 | LC_ALL=C sort -z | xargs -0 "${sha256[@]}" | "${sha256[@]}" | cut -c1-64
}

# Everything that the build reads, or might: all that is not known to be something else.
digest_of_sources() {
  digest scripts/versions . \( -path ./target -o -path ./data -o -path ./.git -o -path ./node_modules -o -path ./end2end \
    -o -path ./tests -o -path ./benches -o -path ./docs -o -path ./scripts -o -path ./.ci \) -prune -o \
    ! -name '*.md' ! -name '.env*' ! -name '*.log' ! -name LICENSE ! -name Makefile
}

# digest_of_results PROFILE
digest_of_results() {
  [[ -d target/site && -x target/$1/gk-nexus ]] || return 0
  digest target/site "target/$1/gk-nexus"
}
