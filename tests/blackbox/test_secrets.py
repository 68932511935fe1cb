"""Secrets and what belongs to people are in no log, no metric and no answer that says what went wrong (row 88, I27): real
traffic through every route, well and badly, carries words that are found nowhere afterwards."""

import json
import os
import subprocess

import pytest
import requests

from harness import passes, places, raw
from harness.cast import Cast, key_id
from harness.client import Caller, new_key
from harness.gateways import becomes, details
from harness.process import Process
from harness.waiting import until

CANARY = "kanarienvogel"  # a word that no program says by itself
OPENID = f"oUpF8{CANARY}openid"
AUTH_CODE = "13" + "7305918264730591"


class Watch:
    """Words that nobody may say, and what has been answered so far."""

    def __init__(self, stack):
        self.stack, self.words, self.to_its_sender, self.problems = stack, {}, set(), []

    def never(self, name, word, but_to_its_sender=False):
        """A problem points at a member by its name, and so says it to whoever sent it."""
        assert len(word) >= 12, f"{name}: too short to be found by chance"
        self.words[name] = word
        if but_to_its_sender:
            self.to_its_sender.add(name)
        return word

    def call(self, caller, method, path, body=None, **more):
        answer = caller.call(method, path, body, **more)
        if answer.status_code >= 400:
            self.problems.append(f"{answer.text} {dict(answer.headers)}")
        return answer

    def said(self):
        """Everything that is kept, shown or told: (where, text)."""
        for log in sorted(self.stack.folder.logs.glob("*.log")):
            yield log.name, log.read_text(errors="replace")
        for program in (*self.stack.ingests, *self.stack.callbacks):
            yield f"metrics of {program.name}", requests.get(f"{program.admin_url}/metrics", timeout=10).text
        yield from (("a problem", problem) for problem in self.problems)

    def found(self):
        said = list(self.said())
        return [f"{name} in {where}: …{text[max(0, text.index(word) - 200):text.index(word) + 80]}…"
                for name, word in self.words.items() for where, text in said
                if word in text and not (where == "a problem" and name in self.to_its_sender)]


def long_texts(value):
    """Every credential of an account: PEM texts by their lines, for a log might break them."""
    if isinstance(value, dict):
        return [text for member in value.values() for text in long_texts(member)]
    if isinstance(value, list):
        return [text for member in value for text in long_texts(member)]
    return [line for line in str(value).split("\n") if len(line) >= 32 and not line.startswith("-----")]


def watch_credentials(watch, stack):
    watch.never("the database's password", stack.postgres.url.split(":")[2].split("@")[0])
    watch.never("the token secret", stack.secret.token_secret)
    watch.never("the account key", stack.secret.account_key)
    for account in json.loads((stack.folder.path / "accounts/accounts.json").read_text(encoding="utf-8")):
        for name in ("merchant_private_key", "apiv3_key", "app_private_key"):
            for number, line in enumerate(long_texts(account.get(name, ""))):
                watch.never(f"line {number} of {account['id']}'s {name}", line)


def watch_callers(watch, cast):
    for name, caller in {**cast.known, **cast.unknown}.items():
        if caller.token and len(caller.token.rpartition("_")[2]) >= 16:
            watch.never(f"the secret of {name}", caller.token.rpartition("_")[2])
        if caller.token and caller.token.startswith("g1."):
            watch.never(f"the token of {name}", caller.token[3:])
    watch.never("a table code", cast.here.table_code().rpartition(".")[2])


def personal(watch, name):
    return watch.never(name, f"{CANARY} {name}")


def meal(watch, cast, guest):
    """An order whose every free text is a person's own."""
    line = {"sku": "gongbao", "quantity": 1, "note": personal(watch, "a line's note")}
    return {**cast.here.order_body(line), "service": {"kind": "takeout"}, "note": personal(watch, "an order's note")}


def trade_well(watch, cast, stack, simulator):
    guest, staff, till = cast.known["guest"], cast.known["owner"], cast.known["pos"]
    order = guest.place(meal(watch, cast, guest)).json()["order"]["id"]
    watch.never("an openid", OPENID)
    payment = guest.start_payment(order, "wechat_jsapi", payer={"openid": OPENID}).json()["payment"]["id"]
    simulator.pay(payment, payer=watch.never("a payer", f"oPayer{CANARY}"))
    becomes(guest, order, "accepted")
    staff.refund(order, 100, reason=personal(watch, "a refund's reason"))
    scanned = till.place(meal(watch, cast, till)).json()["order"]["id"]
    till.start_payment(scanned, "wechat_code", auth_code=watch.never("an auth code", AUTH_CODE))
    becomes(till, scanned, "accepted")
    staff.cancel(scanned, reason=personal(watch, "a cancellation's reason"))
    for path in (f"/v1/orders/{order}", f"/v1/orders/{order}/timeline", f"/v1/stores/{cast.here.id}/menu",
                 f"/v1/stores/{cast.here.id}/tickets", f"/v1/stores/{cast.here.id}/audit", "/v1/orders"):
        watch.call(staff, "GET", path, params={"store_id": cast.here.id} if path == "/v1/orders" else None, expect=200)
    until(lambda: all(refund["status"] == "succeeded" for refund in staff.order(order)["refunds"]), "the refund is made")
    return order


def ask_badly(watch, cast, stack, order):
    guest, staff = cast.known["guest"], cast.known["owner"]
    document = stack.contract.document
    member = watch.never("a member", f"{CANARY} a member", but_to_its_sender=True)
    for path, methods in document["paths"].items():
        if path.endswith("/events"):
            continue
        for method in methods:
            at = path.replace("{id}", order if "/orders/" in path else str(cast.here.id)).replace("{command}", "start")
            for caller in (*cast.unknown.values(), cast.known["kitchen"], cast.known["stranger"]):
                watch.call(caller, method.upper(), at, {member: 1} if method != "get" else None, key=new_key())
    secret = personal(watch, "a broken body")
    watch.call(guest, "POST", "/v1/orders", data=f'{{"note":"{secret}', key=new_key(), expect=400)
    watch.call(guest, "POST", "/v1/orders", data=f'note={secret}', headers={"Content-Type": "text/plain"}, key=new_key(), expect=415)
    watch.call(guest, "POST", f"/v1/orders/{order}/payments", {"method": "wechat_jsapi", "payer": {"openid": OPENID + "!"}},
               key=new_key(), expect=400)
    watch.call(cast.here.kiosk, "POST", f"/v1/orders/{order}/payments", {"method": "wechat_code", "auth_code": AUTH_CODE + "999999999"},
               key=new_key(), expect=400)
    for session in ({"table_code": cast.here.table_code()[:-2] + "__"},
                    {"table_code": cast.here.table_code(), "previous_token": passes.tampered(guest.token, 1)}):
        watch.call(Caller(stack), "POST", "/v1/sessions", session)
    put_a_secret_where_none_belongs(watch, cast, stack, staff)


def put_a_secret_where_none_belongs(watch, cast, stack, staff):
    """In an address, in a foreign scheme, in a cookie: what was sent by mistake is not kept for it."""
    nobody = Caller(stack)
    for token in (staff.token, cast.known["guest"].token):
        nobody.get(f"/v1/stores/{cast.here.id}/menu", params={"token": token, "access_token": token}, expect=401)
        watch.call(staff, "GET", f"/v1/orders/{token}", expect=404)
        for address in (f"/v1/keys/{token}", f"/v1/keys/{key_id(staff)}/{token}", f"/{token}"):
            answer = requests.delete(stack.ingests[0].url + address, headers={"Authorization": f"Bearer {staff.token}"}, timeout=10)
            watch.problems.append(answer.text)
        requests.post(f"{stack.callbacks[0].url}/v1/notify/wechatpay/{token}", json={"note": CANARY * 2}, timeout=10)
    for headers in ({"Authorization": f"Basic {watch.never('a password', 'a2FuYXJpZW52b2dlbA')}"},
                    {"Authorization": f"Bearer {watch.never('a bearer', CANARY + 'bearer')}"},
                    {"Cookie": f"session={watch.never('a cookie', CANARY + 'cookie')}"},
                    {"X-Request-Id": watch.never("a request id that is none", CANARY + " id")}):
        watch.call(nobody, "GET", f"/v1/stores/{cast.here.id}/menu", headers=headers, expect=401)
    raw.exchange(stack.ingests[0], f"GET /{watch.never('a broken address', CANARY + 'address')} HTTP/1.1\r\nHost: a b\r\n\r\n".encode())


def break_a_rule_of_the_database(watch, cast, stack):
    """What PostgreSQL refuses it likes to show, row and all."""
    guest, secret = cast.here.guest(), personal(watch, "a row that was refused")
    stack.postgres.rows("ALTER TABLE orders ADD CONSTRAINT no_such_note CHECK (note <> %s) NOT VALID", secret)
    try:
        watch.call(guest, "POST", "/v1/orders", {**meal(watch, cast, guest), "note": secret}, key=new_key(), expect=500)
    finally:
        stack.postgres.rows("ALTER TABLE orders DROP CONSTRAINT no_such_note")


def lose_a_gateway(watch, cast, simulator):
    guest = cast.here.guest()
    order = cast.here.placed(guest)
    for action in ("http_status_before", "garbage", "bad_signature"):
        simulator.script({"action": action, "operation": "create", **({"status": 500} if action == "http_status_before" else {})})
        watch.call(guest, "POST", f"/v1/orders/{order}/payments", {"method": "wechat_jsapi", "payer": {"openid": OPENID}}, key=new_key())
        simulator.clear_script()
    code = {"method": "alipay_code", **details("alipay_code")}
    watch.never("another auth code", code["auth_code"])
    watch.call(cast.here.pos, "POST", f"/v1/orders/{order}/payments", code, key=new_key())


def test_no_secret_and_nothing_of_a_person_is_in_any_log_metric_or_problem_row_88(stack, simulator):
    watch, cast = Watch(stack), Cast(stack)
    watch_credentials(watch, stack)
    watch_callers(watch, cast)
    order = trade_well(watch, cast, stack, simulator)
    ask_badly(watch, cast, stack, order)
    lose_a_gateway(watch, cast, simulator)
    break_a_rule_of_the_database(watch, cast, stack)
    stack.postgres.stop_at_once()
    watch.call(cast.known["owner"], "GET", f"/v1/orders/{order}", expect=503)
    stack.postgres.start()
    stack.recovered()
    assert not watch.found(), "\n".join(watch.found())


def test_the_search_finds_a_word_that_was_said(stack):
    watch = Watch(stack)
    watch.never("a request's id", "kanarienvogel-is-logged-by-design")
    Caller(stack).call("GET", "/v1/stores/1/menu", headers={"X-Request-Id": watch.words["a request's id"]}, expect=401)
    until(watch.found, "the id is in the log")


BAD_SETTINGS = {
    "a short token secret": ("ingest", {"LUNCHRUSH_TOKEN_SECRET": "kanarienvogel"}),
    "an account key that is none": ("ingest", {"LUNCHRUSH_ACCOUNT_KEY": "kanarienvogel"}),
    "a Redis address that does not parse": ("ingest", {"LUNCHRUSH_REDIS_URL": "redis://:kanarienvogel@127.0.0.1:x/0"}),
    "the same for callbacks": ("callbacks", {"LUNCHRUSH_REDIS_URL": "redis://:kanarienvogel@127.0.0.1:x/0"}),
    "an account key of callbacks": ("callbacks", {"LUNCHRUSH_ACCOUNT_KEY": "kanarienvogel"}),
}


@pytest.mark.parametrize("program,wrong", BAD_SETTINGS.values(), ids=BAD_SETTINGS)
def test_a_program_that_cannot_start_does_not_say_its_secrets_row_88(stack, program, wrong):
    settings = {"PATH": os.environ["PATH"], "LUNCHRUSH_POSTGRES_URL": "postgresql://u:p@127.0.0.1:1/x",
                "LUNCHRUSH_TOKEN_SECRET": stack.secret.token_secret, "LUNCHRUSH_ACCOUNT_KEY": stack.secret.account_key, **wrong}
    done = subprocess.run([places.program(program)], env=settings, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0 and done.stderr + done.stdout, done
    assert CANARY not in done.stderr + done.stdout


def test_a_password_that_is_wrong_is_in_no_log_row_88(stack):
    url = stack.postgres.url
    wrong = url.replace(url.split(":")[2].split("@")[0], CANARY)
    program = Process("ingest-without-its-password", stack.folder.logs)
    program.start([places.program("ingest")], {
        "PATH": os.environ["PATH"], "LUNCHRUSH_POSTGRES_URL": wrong, "LUNCHRUSH_TOKEN_SECRET": stack.secret.token_secret,
        "LUNCHRUSH_ACCOUNT_KEY": stack.secret.account_key, "LUNCHRUSH_REDIS_URL": f"redis://:{CANARY}@127.0.0.1:{stack.redis.port}/0",
        "LUNCHRUSH_INGEST_PORT": "0", "LUNCHRUSH_INGEST_ADMIN_PORT": "0"})
    try:
        until(lambda: "password authentication failed" in (stack.folder.logs / "postgres.log").read_text(errors="replace"),
              "PostgreSQL refuses the password")
        until(lambda: program.log.read_text(encoding="utf-8"), "the program says something")
    finally:
        program.stop()
    assert CANARY not in program.log.read_text(encoding="utf-8")
