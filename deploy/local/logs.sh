# ./dev logs [NAME]: follows what the programs (or the one named) write.

logs_command() {
  local name=${1:-}
  [ -d "$log_folder" ] || fail 'nothing was ever started here' './dev up'
  if [ -z "$name" ]; then
    exec tail -n 20 -F "$log_folder"/{ingest-*,callbacks,simulator}.log
  fi
  [ -e "$log_folder/$name.log" ] || [ ! -e "$log_folder/$name-1.log" ] || name=$name-1
  [ -e "$log_folder/$name.log" ] || fail "there is no log of \"$name\"" "$(cd "$log_folder" && echo *.log)"
  exec tail -n 100 -F "$log_folder/$name.log"
}
