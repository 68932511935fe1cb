#!/usr/bin/env bash
# Makes development keys for one WeChat Pay and one Alipay account and writes both ends of them:
#   DIR/simulator.json   the gateway's side, for LUNCHRUSH_SIMULATOR_ACCOUNTS
#   DIR/accounts.json    the merchant's side, for services/gateways
# Needs bash, openssl and coreutils. usage: make-accounts.sh DIR [BASE_URL]
set -euo pipefail

if (($# < 1 || $# > 2)); then
  echo "usage: $0 DIR [BASE_URL]" >&2
  exit 2
fi
dir=$1
base_url=${2:-http://127.0.0.1:8090}
mkdir -p "$dir"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 077

json() { # a text as the inside of a JSON string; PEM and names need no more than this
  local text=$1
  text=${text//\\/\\\\}
  text=${text//\"/\\\"}
  printf '%s' "${text//$'\n'/\\n}"
}
digits() { tr -dc 0-9 < <(head -c 4096 /dev/urandom) | cut -c "1-$1"; }
letters() { tr -dc A-Za-z0-9 < <(head -c 4096 /dev/urandom) | cut -c "1-$1"; }
serial() { printf '5%s' "$(head -c 20 /dev/urandom | od -An -tx1 | tr -d ' \n' | tr a-f A-F | cut -c 2-40)"; }
private_key() {
  openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1" 2>"$work/openssl.log" || {
    cat "$work/openssl.log" >&2
    exit 1
  }
}
public_key() { openssl pkey -in "$1" -pubout; }
certificate() { openssl req -x509 -new -key "$1" -set_serial "0x$2" -days 1825 -subj "/O=Tenpay.com/CN=$3"; }

for name in merchant platform1 platform2 platform3 wechatpay app alipay; do private_key "$work/$name.pem"; done

merchant_serial=$(serial)
mchid=19$(digits 8)
appid=wx$(head -c 8 /dev/urandom | od -An -tx1 | tr -d ' \n')
apiv3_key=$(letters 32)
public_key_id=PUB_KEY_ID_01$(digits 26)
app_id=2021$(digits 12)
seller_id=2088$(digits 12)

platform_keys=""
published=""
for n in 1 2 3; do
  platform_serial=$(serial)
  pem=$(certificate "$work/platform$n.pem" "$platform_serial" "Tenpay.com Root CA (simulated)")
  platform_keys+=${platform_keys:+,}$(printf '{"serial":"%s","private_key":"%s","certificate":"%s"}' "$platform_serial" \
    "$(json "$(cat "$work/platform$n.pem")")" "$(json "$pem")")
  if ((n == 1)); then published=$(printf '"%s":"%s"' "$platform_serial" "$(json "$pem")"); fi
done

cat > "$dir/accounts.json" <<END
[
 {"id":"wechat-demo","gateway":"wechatpay","merchant_id":1,"base_url":"$base_url","mchid":"$mchid","appid":"$appid",
  "merchant_serial":"$merchant_serial","merchant_private_key":"$(json "$(cat "$work/merchant.pem")")","apiv3_key":"$apiv3_key",
  "platform_certificates":{$published},
  "public_key_id":"$public_key_id","public_key":"$(json "$(public_key "$work/wechatpay.pem")")"},
 {"id":"alipay-demo","gateway":"alipay","merchant_id":1,"base_url":"$base_url","app_id":"$app_id","seller_id":"$seller_id",
  "app_private_key":"$(json "$(cat "$work/app.pem")")",
  "alipay_public_key":"$(json "$(public_key "$work/alipay.pem")")"}
]
END

# Last, and whole: who sees it may rely on both.
cat > "$dir/simulator.json.part" <<END
[
 {"id":"wechat-demo","gateway":"wechatpay","name":"示范餐厅","mchid":"$mchid","app_ids":["$appid"],"apiv3_key":"$apiv3_key",
  "merchant_keys":[{"serial":"$merchant_serial","public_key":"$(json "$(public_key "$work/merchant.pem")")"}],
  "platform_keys":[$platform_keys],
  "public_key":{"serial":"$public_key_id","private_key":"$(json "$(cat "$work/wechatpay.pem")")"},
  "signing":"certificate"},
 {"id":"alipay-demo","gateway":"alipay","name":"示范餐厅","app_id":"$app_id","seller_id":"$seller_id",
  "app_public_key":"$(json "$(public_key "$work/app.pem")")",
  "alipay_private_key":"$(json "$(cat "$work/alipay.pem")")"}
]
END
mv "$dir/simulator.json.part" "$dir/simulator.json"
