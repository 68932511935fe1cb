# ./dev check-image: without a Docker engine, is the Dockerfile's runtime stage complete? A minimal Debian 12 gets exactly
# the packages of packages/runtime.txt and the binaries, and starts each of them there. Needs root and debootstrap; slow.
. "$parts/programs.sh"

check_image_command() {
  make_places
  [ "$(id -u)" -eq 0 ] || fail 'check-image makes a root file system: run it as root'
  need_packages build image
  local image=$local_folder/image log=$log_folder/image.log program
  build release "${programs[@]/#/lunchrush_}"
  rm -rf "$image"
  quietly 'making a minimal Debian 12' "$log" make_minimal_debian "$image"
  quietly 'installing the runtime packages' "$log" install_runtime_packages "$image"
  for program in "${programs[@]}"; do
    install -m 755 "$(binary "$program")" "$image/usr/local/bin/"
    quietly "lunchrush-$program --help" "$log" chroot --userspec=10001:10001 "$image" "/usr/local/bin/lunchrush-$program" --help
  done
  rm -rf "$image"
  say 'the runtime stage has all that the programs need'
}

# From this machine's own mirror, with its sources, proxies and certificates.
make_minimal_debian() {
  local image=$1 mirror
  mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Codename: bookworm' | head -n 1)
  debootstrap --variant=minbase bookworm "$image" "$mirror"
  rm -f "$image/etc/apt/sources.list"
  cp -a /etc/apt/sources.list /etc/apt/sources.list.d "$image/etc/apt/" 2>/dev/null || true
  cp -a /etc/apt/apt.conf.d/. "$image/etc/apt/apt.conf.d/"
  cp -a /usr/share/keyrings/. "$image/usr/share/keyrings/"
  mkdir -p "$image/usr/local/share/ca-certificates"
  cp -aL /usr/local/share/ca-certificates/. "$image/usr/local/share/ca-certificates/"
  cp -L /etc/ssl/certs/ca-certificates.crt "$image/tmp/" 2>/dev/null || true
  cp -L /etc/resolv.conf /etc/hosts "$image/etc/"
}

install_runtime_packages() {
  local image=$1 packages
  packages=$(sed 's/#.*//' "$parts/packages/runtime.txt")
  chroot "$image" apt-get update
  # shellcheck disable=SC2086 # a list of words
  DEBIAN_FRONTEND=noninteractive chroot "$image" apt-get install -y --no-install-recommends $packages
}
