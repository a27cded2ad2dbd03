#!/usr/bin/env bash
# Figures of docs/PERFORMANCE.md, on the release build.
set -euo pipefail
exec node "$(dirname "$0")/measure.mjs"
