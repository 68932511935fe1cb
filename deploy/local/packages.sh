# Installs the Debian packages that are missing, and nothing else: no cluster, no service of Debian's is started.

# missing_packages LIST… : those of packages/LIST.txt that are not there.
missing_packages() {
  local list package command
  for list in "$@"; do
    while read -r package command; do
      case $package in '' | '#'*) continue ;; esac
      [ -z "$command" ] || ! command -v "$command" >/dev/null || continue
      installed "$package" || echo "$package"
    done <"$root/deploy/local/packages/$list.txt"
  done
}

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

need_packages() {
  command -v dpkg-query >/dev/null ||
    fail 'this is not a Debian: ./dev installs packages with apt-get' 'use docker compose up instead (README.md)'
  local missing
  missing=$(missing_packages "$@" | sort -u | tr '\n' ' ')
  [ -n "${missing// /}" ] || return 0
  local log=$log_folder/packages.log
  say "Debian packages to install: $missing"
  become_root_possible || fail 'packages are missing, and neither root nor sudo is here to install them' \
    "apt-get install --no-install-recommends $missing"
  quietly 'reading the package lists' "$log" as_root apt-get update
  # shellcheck disable=SC2086 # a list of words
  quietly "installing $(wc -w <<<"$missing") packages" "$log" install_without_starting $missing
}

become_root_possible() { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# While dpkg configures PostgreSQL and Redis, it finds a policy that starts no service and a setting that makes no
# cluster. Both are gone afterwards, also when the installation fails.
install_without_starting() {
  as_root env DEBIAN_FRONTEND=noninteractive bash -s "$@" <<'AS_ROOT'
set -euo pipefail
policy=/usr/sbin/policy-rc.d
no_cluster=/etc/postgresql-common/createcluster.d/lunchrush.conf
had_redis=$(dpkg-query -W -f '${db:Status-Status}' redis-server 2>/dev/null || true)
[ -e "$policy" ] && policy=
undo() {
  rm -f $policy "$no_cluster"
  rmdir --ignore-fail-on-non-empty /etc/postgresql-common/createcluster.d /etc/postgresql-common 2>/dev/null || true
}
trap undo EXIT
if [ -n "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi
mkdir -p "${no_cluster%/*}"
echo 'create_main_cluster = off' >"$no_cluster"
apt-get install -y --no-install-recommends -o Dpkg::Use-Pty=0 "$@" </dev/null
# A Redis that we brought is not meant to start with the machine.
if [ "$had_redis" != installed ] && command -v systemctl >/dev/null; then
  systemctl disable --quiet redis-server 2>/dev/null || true
fi
AS_ROOT
}
