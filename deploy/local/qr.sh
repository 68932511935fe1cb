# ./dev qr [STORE_ID] [TABLE…]: the tables' codes of the running ./dev up, on A4 pages to print. qr.py --help has the rest.

qr_command() {
  make_places
  need_packages qr
  [ -s "$local_folder/env" ] || fail 'nothing runs here that could sign codes' './dev up starts it'
  set -a
  # shellcheck source=/dev/null
  . "$local_folder/env"
  set +a
  /usr/bin/python3 "$parts/qr.py" "$@"
}
