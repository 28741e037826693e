#!/usr/bin/env bash
# Takes examples/spark-canary from its previous version to the new one: lint, plan, apply on the embedded cluster, status,
# and a second plan that must find nothing to do. Works in a folder of its own, so that it runs the same every time.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
cp -R "$root/examples" "$room/examples"
cd "$room"

new=examples/spark-canary
old=examples/spark-canary-previous
quick=(--cluster embedded --speed 60 --scenario "$new/healthy.scenario.yaml" --approve-pauses --auto-approve)

sluice() {
  printf '\n$ sluice %s\n' "$*"
  node "$root/dist/sluice.cjs" "$@"
}

sluice lint "$new"
sluice plan "$new" --from "$old"
sluice apply "$old" "${quick[@]}"
sluice apply "$new" "${quick[@]}"
sluice status
sluice plan "$new" --cluster embedded | tee last-plan.txt
grep -q 'No changes' last-plan.txt || { echo 'The last plan should have said "No changes".' >&2; exit 1; }
