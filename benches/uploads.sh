#!/usr/bin/env bash
# A file of 2 GiB by tus 1.0 to the portal and to @tus/server, in turns, on the same disk: MB/s, their ratio, memory.
set -euo pipefail
. scripts/tools node
[[ -d end2end/node_modules/@tus/server ]] || npm --prefix end2end ci
exec node benches/uploads.mjs
