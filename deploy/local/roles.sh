# ./dev roles: every route × every kind of caller × whose object it is, and what hangs on it: keys, table codes, sessions,
# the audit, and secrets in logs. On a stack of its own; the last lines count.

. "$parts/programs.sh"

roles_suites=(test_roles.py test_sessions.py test_keys.py test_table_codes.py test_audit.py test_secrets.py)

roles_command() {
  make_places
  need_packages build services test
  build release "${programs[@]/#/lunchrush_}"
  (cd "$root/tests/blackbox" && LUNCHRUSH_BIN=$build_folder/bin PYTHONDONTWRITEBYTECODE=1 \
    /usr/bin/python3 -m pytest -q -p no:cacheprovider "${roles_suites[@]}" "$@")
}
