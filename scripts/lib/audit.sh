# shellcheck shell=bash disable=SC2154
# The scanners of scripts/audit, and what they are let loose on.

need_scanners() {
  scanners=$tools_dir/scanners
  have python3 || die "The scanners need Python 3."
  if ! cmp -s tests/audit/requirements.txt "$scanners/requirements.txt"; then
    step "Installing wapiti and sqlmap (they look for holes as strangers do)"
    rm -rf "$scanners"
    python3 -m venv "$scanners"
    "$scanners/bin/pip" install --quiet --disable-pip-version-check -r tests/audit/requirements.txt
    cp tests/audit/requirements.txt "$scanners/requirements.txt"
  fi
}

# Sets `tuspy` to a Python that has it.
need_tuspy() {
  tuspy=$tools_dir/tuspy/bin/python
  have python3 || die "tuspy needs Python 3."
  if ! "$tuspy" -c 'import tusclient' 2>/dev/null; then
    step "Installing tuspy (it sends files as another program does)"
    python3 -m venv "$tools_dir/tuspy"
    "$tools_dir/tuspy/bin/pip" install --quiet --disable-pip-version-check tuspy==1.1.0
  fi
}

# Sets `eatmydata` to a library that makes fsync do nothing.
need_eatmydata() {
  eatmydata=$(find /usr/lib -name libeatmydata.so -print -quit)
  if [[ -z $eatmydata ]]; then
    install_package eatmydata "without it one could not see that fsync matters" eatmydata ""
    eatmydata=$(find /usr/lib -name libeatmydata.so -print -quit)
  fi
}

# Sets `bad` to its address.
start_bad() {
  python3 tests/audit/bad.py >"$audit_folder/bad.port" &
  bad_pid=$!
  until [[ -s $audit_folder/bad.port ]]; do sleep 0.1; done
  bad=http://127.0.0.1:$(<"$audit_folder/bad.port")
}

# Sets `portal` to its address; the demo firm is in it.
start_portal() {
  local port program=${GK_NEXUS_BIN:-target/release/gk-nexus}
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  portal=http://127.0.0.1:$port
  local settings=(DATABASE_URL="sqlite://$audit_folder/portal.db" DATA_DIR="$audit_folder/data" BASE_URL="$portal"
    BIND="127.0.0.1:$port" PORTAL_ENV=development RESEND_API_KEY="" SMTP_URL="" RUST_LOG=error)
  env "${settings[@]}" "$program" demo >"$audit_folder/demo.txt"
  env "${settings[@]}" "$program" serve >"$audit_folder/mail.log" 2>"$audit_folder/serve.log" &
  portal_pid=$!
  until curl -fso /dev/null "$portal/readyz"; do
    kill -0 "$portal_pid" 2>/dev/null || die "The portal did not start: $(<"$audit_folder/serve.log")"
    sleep 0.2
  done
}

# sign_in owner|client: sets `cookie`.
sign_in() {
  local email password
  password=$(sed -n 's/^.*password: //p' "$audit_folder/demo.txt" | head -1)
  email=$(awk -v role="$1" '$1 == role { for (i = 2; i <= NF; i++) if ($i ~ /@/) { print $i; exit } }' "$audit_folder/demo.txt")
  cookie=$(curl -fsS -o /dev/null -c - -H "Sec-Fetch-Site: same-origin" --data-urlencode "email=$email" \
    --data-urlencode "password=$password" "$portal/api/sign_in" | awk '$6 ~ /session$/ { print $6 "=" $7 }')
  [[ -n $cookie ]] || die "Signing in as $1 ($email) gave no session."
}

# wapiti_on ADDRESS COOKIE REPORT. With --drop-set-cookie it would send none, either.
wapiti_on() {
  local session=()
  [[ -z $2 ]] || session=(-H "Cookie: $2" -H "Sec-Fetch-Site: same-origin")
  "$scanners/bin/wapiti" -u "$1" --scope domain ${session[@]+"${session[@]}"} -m xss,permanentxss,sql,redirect,crlf,file,exec \
    -x "${1}api/sign_out" -x "${1}logout" -x "${1}api/change_password" --flush-session --no-bugreport \
    --store-session "$audit_folder/wapiti" --max-scan-time "$((60 * minutes * 3))" --max-attack-time "$((60 * minutes))" \
    --max-parameters 20 -v 0 -f json -o "$3" >"$3.log" 2>&1
}

# crawled REPORT: how many pages wapiti has seen. Silence about none would be no answer.
crawled() {
  python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["infos"]["crawled_pages_nbr"])' "$1"
}

# holes REPORT KIND: how many; of every kind, and answers with 500, where no kind is named.
holes() {
  python3 - "$1" "$2" <<'PYTHON'
import json, sys
report, kind = json.load(open(sys.argv[1])), sys.argv[2]
found = report["vulnerabilities"] if kind else report["vulnerabilities"] | report["anomalies"]
print(sum(len(each) for name, each in found.items() if not kind or name == kind))
PYTHON
}

holes_in_words() {
  python3 - "$1" <<'PYTHON'
import json, sys
report = json.load(open(sys.argv[1]))
for name, each in (report["vulnerabilities"] | report["anomalies"]).items():
    for hole in each:
        print(f"{name}: {hole['method']} {hole['path']} {hole['parameter']}\n{hole['info']}")
PYTHON
}

# addresses PERSON: one of each kind of address with something in it that a query may get to see, for sqlmap.
addresses() {
  local home=/dashboard
  [[ $1 == owner ]] || home=/portal
  python3 - "$portal" "$cookie" "$home" <<'PYTHON'
import re, sys, urllib.request
portal, cookie, home = sys.argv[1:]
seen, kinds, waiting = set(), {}, [home]
while waiting and len(seen) < 250:
    path = waiting.pop(0)
    if path in seen or path.startswith("/events") or "download" in path:
        continue
    seen.add(path)
    request = urllib.request.Request(portal + path, headers={"Cookie": cookie, "Accept": "text/html"})
    try:
        html = urllib.request.urlopen(request, timeout=20).read().decode(errors="replace")
    except OSError:
        continue
    for link in re.findall(r'(?:href|action)="(/[^"#]*)"', html):
        link = link.replace("&amp;", "&")
        if not link.startswith(("/api/", "/pkg", "/fonts", "//")) and "." not in link.split("?")[0].rsplit("/", 1)[-1]:
            waiting.append(link)
    # A form that asks by its address.
    for action, inside in re.findall(r'<form[^>]*method="get"[^>]*action="(/[^"]*)"[^>]*>(.*?)</form>', html, re.S | re.I):
        names = re.findall(r'name="([^"]+)"', inside)
        if names:
            waiting.append(action + "?" + "&".join(f"{name}=1" for name in dict.fromkeys(names)))
for path in sorted(seen):
    place, _, query = path.partition("?")
    kind = (re.sub(r"[0-9a-f]{32}", "ID", place), tuple(sorted(re.findall(r"(?:^|&)([^=&]+)=", query))))
    # An id in the path is a parameter, too: sqlmap takes the star for one.
    starred = re.sub(r"([0-9a-f]{32})", r"\1*", place, count=1) if not query else place
    if query or "*" in starred:
        kinds.setdefault(kind, portal + starred + ("?" + query if query else ""))
print("\n".join(kinds.values()))
PYTHON
}

# sqlmap_on FILE COOKIE
sqlmap_on() {
  local session=()
  [[ -z $2 ]] || session=(--cookie "$2" --headers "Sec-Fetch-Site: same-origin" --drop-set-cookie)
  "$scanners/bin/sqlmap" -m "$1" ${session[@]+"${session[@]}"} --batch --flush-session --level 2 --technique BEUS --threads 4 \
    --disable-coloring --output-dir "$audit_folder/sqlmap" 2>&1 || true
}

end_scan() {
  local status=$?
  [[ -z ${bad_pid:-} ]] || kill "$bad_pid" 2>/dev/null || true
  [[ -z ${portal_pid:-} ]] || kill "$portal_pid" 2>/dev/null || true
  if [[ $status -eq 0 ]]; then rm -rf "$audit_folder"; else say "What the scanners said is in $audit_folder."; fi
}
