#!/usr/bin/env bash
# A client's documents as one ZIP: milliseconds to its first byte, MB/s, memory.
set -euo pipefail
. scripts/tools node
exec node benches/archives.mjs
