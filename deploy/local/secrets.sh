# Keys and passwords of this checkout: made once, kept in .local/secrets with mode 0600, never printed.

# secret_of_checkout NAME: 64 hexadecimal digits.
secret_of_checkout() {
  make_secret "$1"
  cat "$secrets_folder/$1"
}

make_secret() {
  local file=$secrets_folder/$1
  [ -s "$file" ] || (umask 077 && openssl rand -hex 32 >"$file")
}
