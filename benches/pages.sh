#!/usr/bin/env bash
# How long each page of a large firm takes, on SQLite and on a private Postgres; on the release build.
set -euo pipefail
here=$(dirname "$0")
exec "$here/../scripts/with-postgres" node "$here/pages.mjs"
