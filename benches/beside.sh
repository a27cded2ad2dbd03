#!/usr/bin/env bash
# Ten uploads of 1 GiB at once, and how fast pages are beside them: p95 before and during, their ratio, memory.
set -euo pipefail
. scripts/tools node
exec node benches/beside.mjs
