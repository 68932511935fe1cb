#!/usr/bin/env bash
# The demo's keys and gateway accounts, made once into the volume /secrets; readable by the programs' user alone.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
secrets=${1:-/secrets}
programs_uid=10001  # as in the Dockerfile

umask 077
for name in token-secret account-key; do
  [ -s "$secrets/$name" ] || openssl rand -hex 32 >"$secrets/$name"
done
[ -s "$secrets/accounts/simulator.json" ] || "$here/make-accounts.sh" "$secrets/accounts" http://simulator:8090
jq --arg gateways http://simulator:8090 --arg notify http://callbacks:8082 -f "$here/merchant-accounts.jq" \
  "$secrets/accounts/accounts.json" >"$secrets/accounts/import.json"
chown -R "$programs_uid:$programs_uid" "$secrets"
