# shellcheck shell=bash
# PostgreSQL's programs. Tests start a private server of their own with them (scripts/with-postgres).

# Prints the folder that has initdb and pg_ctl; the newest where there are several.
postgres_folder() {
  if have initdb && have pg_ctl; then
    dirname "$(command -v initdb)"
    return
  fi
  local folder newest=""
  for folder in /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin; do
    [[ -x $folder/initdb ]] && newest=$folder
  done
  [[ -n $newest ]] && printf '%s\n' "$newest"
}

need_postgres() {
  postgres_folder >/dev/null && return
  install_package "PostgreSQL" "storage is tested on it too; only its programs are used, in a server of the tests' own" \
    "postgresql" "postgresql@17"
  postgres_folder >/dev/null || die "initdb and pg_ctl are still not to be found. Put their folder on PATH, then run this again."
}
