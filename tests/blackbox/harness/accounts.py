"""Both ends of one WeChat Pay and one Alipay account, and a database that knows ours."""

import json
import os
import secrets
import subprocess

from harness import places

WECHAT_ACCOUNT = "wechat-demo"
ALIPAY_ACCOUNT = "alipay-demo"
DEMO_MERCHANT = 1
OF_EVERY_ACCOUNT = ("id", "gateway", "base_url")


class Secrets:
    def __init__(self):
        self.token_secret = secrets.token_hex(32)
        self.account_key = secrets.token_hex(32)


def make_accounts(folder, simulator_url):
    """Answers the folder with simulator.json (the gateways' side) and accounts.json (ours)."""
    made = folder.path / "accounts"
    subprocess.run([places.REPOSITORY / "deploy/local/make-accounts.sh", made, simulator_url], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return made


def ours(made, notify_url):
    """The file that migrate imports: our side of the accounts, with the address where notifications reach us."""
    accounts = []
    for account in json.loads((made / "accounts.json").read_text(encoding="utf-8")):
        gateway = account["gateway"]
        credentials = {name: value for name, value in account.items() if name not in (*OF_EVERY_ACCOUNT, "merchant_id")}
        accounts.append({**{name: account[name] for name in OF_EVERY_ACCOUNT}, "merchant_id": str(account["merchant_id"]),
                         "notify_url_base": notify_url, gateway: account.get(gateway, credentials)})
    path = made / "ours.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps(accounts), encoding="utf-8")
    return path


def migrate(postgres, secret, accounts_file):
    done = subprocess.run(
        [places.program("migrate"), "--seed", "--accounts", accounts_file], check=False, capture_output=True, text=True,
        env={"PATH": os.environ["PATH"], "LUNCHRUSH_POSTGRES_URL": postgres.url,
             "LUNCHRUSH_TOKEN_SECRET": secret.token_secret, "LUNCHRUSH_ACCOUNT_KEY": secret.account_key})
    assert done.returncode == 0, done.stderr
    return dict(line.split("=", 1) for line in done.stdout.splitlines())
