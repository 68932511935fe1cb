# ./dev tidy [FILES]: clang-tidy on the files given, or on those changed since the last commit. Not part of ./dev test:
# half a minute a file. clang-tidy 16, because 14 does not know C++20's coroutines.

tidy_command() {
  make_places
  need_packages build tidy
  local files=("$@")
  [ $# -gt 0 ] || mapfile -t files < <(git -C "$root" diff --name-only --diff-filter=d HEAD -- '*.cc')
  [ "${#files[@]}" -gt 0 ] || { say 'nothing changed' && return; }
  local folder=$root/build/tidy
  quietly 'configuring' "$log_folder/tidy.log" prepare_tidy "$folder"
  # GCC's switches for its own false positives mean nothing to clang, and its analyzer loses its way in Asio's coroutines.
  printf '%s\n' "${files[@]}" |
    (cd "$root" && xargs -P "$(nproc)" -n 1 clang-tidy-16 -p "$folder" --quiet --extra-arg=-Wno-unknown-warning-option \
      --checks='-clang-analyzer-*')
}

# File by file, and without precompiled headers: clang cannot read GCC's. The generated sources have to be there.
prepare_tidy() {
  (cd "$root" && cmake --preset release -B "$1" -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON -DLUNCHRUSH_UNITY=OFF)
  ninja -C "$1" lunchrush_proto
}
