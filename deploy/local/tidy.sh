# ./dev tidy [FILES]: clang-tidy on the files given, or on those changed since the last commit. Not part of ./dev test:
# a minute for ten files. clang-tidy 16, because 14 does not know C++20's coroutines.

tidy_command() {
  make_places
  [ -n "$(command -v clang-tidy-16)" ] || need_packages tidy
  build release lunchrush_proto
  local files=("$@")
  [ $# -gt 0 ] || mapfile -t files < <(cd "$root" && git diff --name-only --diff-filter=d HEAD -- '*.cc')
  [ "${#files[@]}" -gt 0 ] || { say 'nothing changed' && return; }
  printf '%s\n' "${files[@]}" | (cd "$root" && xargs -P "$(nproc)" -n 1 clang-tidy-16 -p "$build_folder" --quiet)
}
