#!/usr/bin/env bash
# Measures what a day is made of: starting, imports, news in the figures, restarts, a database that goes and comes. Prints
# tables for docs/benchmarks.md. Run by scripts/bench.
# The register's files come from the folder that CENTRUM_NATIONAL_DATA names; without it the imports are left out.
set -euo pipefail
cd "$(dirname "$0")/.."
centrum=${CARGO_TARGET_DIR:-target}/release/centrum
folder=$(mktemp -d)
export CENTRUM_RATE_CLIENT=100000/s:100000 # what is measured is something else
port=${PORT:-8199}
pid=

stop() {
  if [ -n "$pid" ]; then kill -INT "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; pid=; fi
}
trap 'stop; rm -rf "$folder"' EXIT

now_ms() { echo $(($(date +%s%N) / 1000000)); }
row() { printf '| %s | %s | %s |\n' "$1" "$2" "$3"; }

# Starts in the background and waits for /readyz; sets started_ms.
start() {
  local from; from=$(now_ms)
  CENTRUM_LOG=warn "$centrum" up --port "$port" --data-dir "$folder" "$@" >/dev/null &
  pid=$!
  until curl -fs "http://127.0.0.1:$port/readyz" >/dev/null; do
    kill -0 "$pid" || { echo "the server ended by itself" >&2; exit 1; }
    sleep 0.02
  done
  started_ms=$(($(now_ms) - from))
}

ask() { # token, query
  curl -s "http://127.0.0.1:$port/graphql" -H "Authorization: Bearer $1" -H 'Content-Type: application/json' \
    -d "{\"query\":\"$2\"}"
}

printf '| what | measured | wanted |\n|---|---:|---:|\n'
start
row 'first start, with its database, its tables and the demo' "$started_ms ms" ''
stop
start
row 'second start, which finds the data' "$started_ms ms" '< 5,000 ms'

coordinator=$("$centrum" token --persona coordinator --data-dir "$folder")
clerk=$("$centrum" token --persona clerk --data-dir "$folder")
overview='{ nationalOverview { totals { requestsOpened } } }'
opened() { ask "$coordinator" "$overview" | sed 's/.*"requestsOpened":\([0-9]*\).*/\1/'; }
slowest=0
for n in $(seq 20); do
  before=$(opened)
  ask "$clerk" "mutation { openRequest(input: {serviceCode: \\\"CIT-CONTACT\\\", title: \\\"measured $n\\\", requester: CITIZEN, requesterName: \\\"Nikdo\\\"}) { number } }" >/dev/null
  from=$(now_ms)
  until [ "$(opened)" -gt "$before" ]; do :; done
  took=$(($(now_ms) - from))
  [ "$took" -le "$slowest" ] || slowest=$took
done
row 'a request is in the national figures, slowest of 20' "$slowest ms" '≤ 2,000 ms'
stop

if [ -n "${CENTRUM_NATIONAL_DATA:-}" ]; then
  rm -rf "$folder"; mkdir "$folder"
  start --no-demo
  for what in municipalities:municipalities.csv:'< 5,000 ms' associations:dso_monitor_2019.csv: memberships:dso_members_found.csv:; do
    IFS=: read -r kind file wanted <<<"$what"
    for run in first second; do
      from=$(now_ms)
      "$centrum" import "$kind" "$CENTRUM_NATIONAL_DATA/$file" --data-dir "$folder" >/dev/null
      row "import of $kind, $(($(wc -l <"$CENTRUM_NATIONAL_DATA/$file") - 1)) rows, $run time" "$(($(now_ms) - from)) ms" "$wanted"
    done
  done
  lists=$(mktemp -d)
  python3 -B bench/onboarding.py "$CENTRUM_NATIONAL_DATA" "$lists"
  "$centrum" import memberships "$lists/members.csv" --data-dir "$folder" >/dev/null
  for run in first:'≤ 120,000 ms' second:; do
    from=$(now_ms)
    told=$("$centrum" onboard "$lists/tenants.csv" --links "$lists/links" --data-dir "$folder")
    row "onboarding by a list, ${run%%:*} time: ${told#tenants: }" "$(($(now_ms) - from)) ms" "${run#*:}"
  done
  rm -rf "$lists"
fi

# What a test of this name prints behind `measured: `.
measured() { scripts/throwaway-postgres cargo test -q -p tests --test all "$@" -- --nocapture --test-threads=1 | sed -n 's/^measured: //p'; }

# Two servers on one database; the test asserts the second that is promised, and prints what it measured.
while IFS= read -r line; do
  row "${line% after *}" "${line##* after }" '≤ 1,000 ms'
done < <(measured what_ends_in_one_process)

# Servers with a Redis and without one, in the same run; the tests assert that no request fails while it is killed.
while IFS= read -r line; do
  row "${line%: *}" "${line##*: }" ''
done < <(measured replicas::)

# Six people at work, half of them on a kept connection; the tests assert that nothing is lost and nothing half done.
printf '\n| two servers behind HAProxy, under load | requests | failed | longest answer |\n|---|---:|---:|---:|\n'
measured two_servers_are_restarted | sed 's/.*/| & |/'
printf '\n| PostgreSQL under load | requests | without an answer | first 503 | longest answer | first 200 after it is back |\n'
printf '|---|---:|---:|---:|---:|---:|\n'
measured a_database_that_ | sed 's/.*/| & |/'
