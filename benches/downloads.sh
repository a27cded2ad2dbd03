#!/usr/bin/env bash
# A file of 2 GiB from the portal and from nginx (sendfile), in turns: MB/s, their ratio, memory.
set -euo pipefail
. scripts/tools node
have nginx || install_package nginx "downloads are measured beside it" nginx ""
exec node benches/downloads.mjs
