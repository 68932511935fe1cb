"""Nobody gets in who does not belong: every route of the table × every kind of caller × whose object it is (rows 81, 84, 85).

`+` is served, whatever comes of it; `x` is 403, not for this role; `-` is 404, the same answer as for what does not exist. A
mark stands for each object: of orders the guest's, his table mate's, the next store's and another merchant's; of the rest
this store's, the next store's and another merchant's. A route that is not in this table fails the test, so a new one is not
forgotten."""

import pytest
import requests

from harness import cast as casting
from harness.cast import NO_STORE, Cast, nowhere
from harness.client import Caller, new_key
from harness.feed import Feed
from harness.menus import MENU

#                      of this store, this table,     its devices           staff of all   staff of this store      next   another
#                      another guest, another table                         the stores                              store  merchant
EXPECTED = """
                       guest  mate   table  kiosk  pos    kitchen chief  owner  manager cashier neighbour stranger
create_order           +--    +--    +--    +--    +--    xxx     ++-    +--    +--     +--     -+-       --+
list_orders            +--    +--    +--    +--    +--    +--     ++-    +--    +--     +--     -+-       --+
get_order              +---   -+--   ----   ++--   ++--   ++--    +++-   ++--   ++--    ++--    --+-      ---+
get_order_queue        +---   -+--   ----   ++--   ++--   ++--    +++-   ++--   ++--    ++--    --+-      ---+
get_timeline           xxxx   xxxx   xxxx   xxxx   xxxx   xxxx    +++-   ++--   ++--    ++--    --+-      ---+
start_payment          +---   -+--   ----   ++--   ++--   xxxx    +++-   ++--   ++--    ++--    --+-      ---+
cancel_order           +---   -+--   ----   ++--   ++--   xxxx    +++-   ++--   ++--    ++--    --+-      ---+
create_refund          xxxx   xxxx   xxxx   xxxx   xxxx   xxxx    +++-   ++--   ++--    ++--    --+-      ---+
get_menu               +--    +--    +--    +--    +--    +--     ++-    +--    +--     +--     -+-       --+
put_menu               xxx    xxx    xxx    xxx    +--    xxx     ++-    +--    +--     +--     -+-       --+
patch_availability     xxx    xxx    xxx    xxx    +--    xxx     ++-    +--    +--     +--     -+-       --+
list_tickets           xxx    xxx    xxx    xxx    xxx    +--     ++-    +--    +--     +--     -+-       --+
stream_events          xxx    xxx    xxx    xxx    xxx    +--     ++-    +--    +--     +--     -+-       --+
stream_guest_events    +--    +--    +--    xxx    xxx    xxx     xxx    xxx    xxx     xxx     xxx       xxx
command_ticket         xxx    xxx    xxx    xxx    xxx    +--     ++-    +--    +--     +--     -+-       --+
create_table_codes     xxx    xxx    xxx    xxx    xxx    xxx     ++-    +--    +--     xxx     -+-       --+
list_audit             xxx    xxx    xxx    xxx    xxx    xxx     ++-    +--    +--     xxx     -+-       --+
revoke_key             xxx    xxx    xxx    xxx    xxx    xxx     ++-    +--    xxx     xxx     -+-       --+
list_stores            xxx    xxx    xxx    xxx    xxx    xxx     +++    +++    +++     xxx     +++       +++
get_takings            xxx    xxx    xxx    xxx    xxx    xxx     ++-    +--    +--     xxx     -+-       --+
get_exceptions         xxx    xxx    xxx    xxx    xxx    xxx     ++-    +--    +--     xxx     -+-       --+
search_orders          xxx    xxx    xxx    xxx    xxx    xxx     ++-    +--    +--     xxx     -+-       --+
return_surplus         xxxx   xxxx   xxxx   xxxx   xxxx   xxxx    +++-   ++--   ++--    xxxx    --+-      ---+
command_notification   xxx    xxx    xxx    xxx    xxx    xxx     ++-    +--    +--     xxx     -+-       --+
"""
ANYONE = {"create_session", "problems", "problem"}  # and /openapi.json, which does not describe itself
STATUS = {"x": 403, "-": 404}

TABLE = [line.split() for line in EXPECTED.strip().splitlines()]
WHO = TABLE[0]
ROWS = {row[0]: dict(zip(WHO, row[1:])) for row in TABLE[1:]}
BODIES = {
    "create_session": lambda cast: {"table_code": cast.here.table_code()},
    "create_order": lambda cast: order_body(cast.here),
    "start_payment": lambda cast: {"method": "wechat_native"},
    "cancel_order": lambda cast: {"reason": "changed my mind"},
    "create_refund": lambda cast: {"amount": 1, "reason": "too salty"},
    "put_menu": lambda cast: MENU,
    "patch_availability": lambda cast: {"changes": [{"sku": "tea", "sold_out": True}]},
    "command_ticket": lambda cast: {},
    "create_table_codes": lambda cast: {"tables": ["A1"]},
    "return_surplus": lambda cast: {"payment_id": nowhere("pay", cast.here), "reason": "paid twice"},
    "command_notification": lambda cast: {"reason": "looked at"},
}


def order_body(store, store_id=None):
    return {**store.order_body({"sku": "tea", "quantity": 1}), "store_id": store_id or store.id, "service": {"kind": "takeout"}}


def operations(document):
    """operation -> (method, path, who as the document says it)."""
    return {operation["operationId"]: (method.upper(), path, operation["security"])
            for path, methods in document["paths"].items() for method, operation in methods.items()}


class Ask:
    """One operation, ready to be asked about each of its objects, or about one that does not exist beside it."""

    def __init__(self, cast, name):
        self._cast, self._name = cast, name
        self._method, self._path, _ = operations(cast.stack.contract.document)[name]
        self._objects = self._find_objects()

    def _find_objects(self):
        if self._path.startswith("/v1/orders/"):
            return self._cast.orders()
        if self._path.startswith("/v1/tickets/"):
            return self._cast.tickets()
        if self._path.startswith("/v1/notifications/"):
            return self._cast.notifications()
        if self._path.startswith("/v1/keys/"):
            return [(None, store) for store in self._cast.stores]
        return [(store.id, store) for store in self._cast.stores]

    def __len__(self):
        return len(self._objects)

    def about(self, caller, at):
        thing, store = self._objects[at]
        if self._path.startswith("/v1/keys/"):
            thing = casting.key_id(store.device("kiosk"))  # a fresh one: it is gone afterwards
        return self._send(caller, thing, store)

    def about_nothing(self, caller, at):
        _, store = self._objects[at]
        if self._path.startswith("/v1/orders/"):
            return self._send(caller, nowhere("ord", store), store)
        if self._path.startswith("/v1/tickets/"):
            return self._send(caller, nowhere("tkt", store), store)
        if self._path.startswith("/v1/notifications/"):
            return self._send(caller, nowhere("ntf", store), store)
        return self._send(caller, "nosuchkey" if self._path.startswith("/v1/keys/") else NO_STORE, store)

    def _send(self, caller, thing, store):
        path = self._path.replace("{id}", str(thing)).replace("{command}", self._command())
        if self._name in ("stream_events", "stream_guest_events"):
            return self._stream(caller, path)
        body = BODIES[self._name](self._cast) if self._name in BODIES else None
        if self._name == "create_order":
            body = order_body(store, thing)
        params = {"list_orders": {"store_id": thing}, "search_orders": {"number": "1"}}.get(self._name)
        key = None if self._method in ("GET", "DELETE") else new_key()
        return caller.call(self._method, path, body, key=key, params=params)

    def _command(self):
        return "give-up" if self._name == "command_notification" else "start"

    def _stream(self, caller, path):
        """Only as far as its head: a stream does not end."""
        headers = {"Authorization": f"Bearer {caller.token}"} if caller.token is not None else {}
        with requests.get(f"{caller.url}{path}", headers=headers, stream=True, timeout=10) as answer:
            if answer.status_code != 200:
                answer.json()
            return answer


def test_every_route_of_the_table_has_a_row_here(stack):
    assert set(operations(stack.contract.document)) == set(ROWS) | ANYONE


def admits(security, kind, role):
    return any(scheme == kind and (not roles or role in roles) for each in security for scheme, roles in each.items())


KINDS = {"guest": ("guest", ""), "mate": ("guest", ""), "table": ("guest", ""), "kiosk": ("device", "kiosk"),
         "pos": ("device", "pos"), "kitchen": ("device", "kitchen"), "manager": ("staff", "manager"),
         "cashier": ("staff", "cashier"), **dict.fromkeys(("chief", "owner", "neighbour", "stranger"), ("staff", "owner"))}


@pytest.mark.parametrize("name", ROWS)
def test_the_document_says_the_same_of_who_may_call(stack, name):
    _, _, security = operations(stack.contract.document)[name]
    assert {who: admits(security, *KINDS[who]) for who in WHO} == {who: "x" not in ROWS[name][who] for who in WHO}


def same_but_for_the_request(answer):
    return {name: value for name, value in answer.json().items() if name != "request_id"}, set(answer.headers)


@pytest.mark.parametrize("name", ROWS)
def test_each_caller_reaches_what_is_his_and_nothing_else_rows_84_85(stack, combinations, name):
    cast = Cast(stack)
    ask, faults = Ask(cast, name), []
    for who in WHO:
        marks = ROWS[name][who]
        assert len(marks) == len(ask)
        for at, mark in enumerate(marks):
            answer = ask.about(cast.known[who], at)
            combinations.append((name, who, at))
            if mark == "+" and answer.status_code not in (401, 403, 404, 500):
                continue
            if mark == "+" or answer.status_code != STATUS[mark]:
                faults.append(f"{who}, object {at}: {mark}, but {answer.status_code} {answer.text[:200]}")
            elif mark == "-":
                nothing = ask.about_nothing(cast.known[who], at)
                if same_but_for_the_request(answer) != same_but_for_the_request(nothing):
                    faults.append(f"{who}, object {at}: tells it from what does not exist:\n{answer.text}\n{nothing.text}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", ROWS)
def test_who_is_not_known_is_told_nothing_but_how_to_be_row_84(stack, combinations, name):
    cast = Cast(stack)
    ask, faults = Ask(cast, name), []
    for who, caller in cast.unknown.items():
        code = "session_expired" if who == "expired guest" else "unauthenticated"
        for at in range(len(ask)):
            answer = ask.about(caller, at)
            combinations.append((name, who, at))
            if (answer.status_code, answer.headers.get("WWW-Authenticate")) != (401, "Bearer") or answer.json()["code"] != code:
                faults.append(f"{who}, object {at}: {answer.status_code} {dict(answer.headers)} {answer.text[:200]}")
    assert not faults, "\n".join(faults)


# ---- routes for anyone, and ports that are for nobody

PUBLIC = [("GET", "/openapi.json"), ("GET", "/problems/not_found")]


@pytest.mark.parametrize("method,path", PUBLIC)
def test_what_is_for_anyone_is_the_same_for_everyone(stack, combinations, method, path):
    cast = Cast(stack)
    answers = {caller.call(method, path, expect=200).text for caller in {**cast.known, **cast.unknown}.values()}
    combinations.extend((path, who, 0) for who in {**cast.known, **cast.unknown})
    assert len(answers) == 1


ADMIN = ["/metrics", "/livez", "/readyz", "/startupz"]
NOT_HERE = {"ingest": [*ADMIN, "/v1/notify/wechatpay/wechat-demo", "/admin", "/debug", "/v1/keys", "/v1/merchants"],
            "callbacks": [*ADMIN, "/v1/orders", "/v1/sessions", "/openapi.json", "/v1/stores/1001/menu"]}


@pytest.mark.parametrize("program", NOT_HERE)
def test_a_public_port_serves_nothing_that_belongs_to_another(stack, combinations, program):
    url = getattr(stack, f"{program}s" if program == "ingest" else program)[0].url
    staff = {"Authorization": f"Bearer {Cast(stack).known['chief'].token}"}
    for path in NOT_HERE[program]:
        for method in ("GET", "POST"):
            combinations.append((program, path, method))
            answer = requests.request(method, url + path, headers=staff, timeout=10)
            assert answer.status_code in (404, 405), f"{method} {path}: {answer.status_code}"


@pytest.mark.parametrize("program", NOT_HERE)
def test_the_admin_port_serves_no_business_and_listens_on_loopback_alone(stack, combinations, program):
    replica = getattr(stack, f"{program}s" if program == "ingest" else program)[0]
    for path in ("/v1/orders", "/v1/sessions", "/v1/notify/wechatpay/wechat-demo", "/openapi.json"):
        combinations.append((program, "admin", path))
        assert requests.post(replica.admin_url + path, json={}, timeout=10).status_code in (404, 405)
    with open("/proc/net/tcp", encoding="ascii") as listening:
        bound = {line.split()[1] for line in listening if line.split()[3] == "0A"}
    assert f"0100007F:{replica.admin_port:04X}" in bound and f"00000000:{replica.admin_port:04X}" not in bound


GATEWAYS = ["wechatpay/wechat-demo", "alipay/alipay-demo"]


@pytest.mark.parametrize("account", [*GATEWAYS, "wechatpay/nobody", "paypal/wechat-demo"])
def test_a_notification_is_believed_for_its_signature_and_for_no_key(stack, combinations, account):
    cast = Cast(stack)
    before = stack.postgres.value("SELECT count(*) FROM notifications")
    for who, caller in {**cast.known, **cast.unknown}.items():
        combinations.append((account, who, 0))
        headers = {"Authorization": f"Bearer {caller.token}"} if caller.token else {}
        answer = requests.post(f"{stack.callbacks[0].url}/v1/notify/{account}", json={"id": "x"}, headers=headers, timeout=10)
        assert 400 <= answer.status_code < 500, f"{who}: {answer.status_code} {answer.text}"
    assert stack.postgres.value("SELECT count(*) FROM notifications") == before


# ---- a list and a look-up by key show a guest nothing of another's

def test_a_list_shows_a_guest_his_own_orders_whatever_he_filters_by_row_84(stack, store):
    mine, other = store.guest(), store.guest()
    theirs = other.place(store.order_body(client_order_no="no-1"), key="their-key").json()["order"]
    own = store.placed(mine)
    for filters in ({}, {"client_order_no": "no-1"}, {"idempotency_key": "their-key"}, {"status": "awaiting_payment"},
                    {"business_date": theirs["business_date"]}):
        items = mine.get("/v1/orders", params={"store_id": store.id, **filters}).json()["items"]
        assert {item["order"]["id"] for item in items} <= {own}, filters


def test_a_position_of_another_stores_feed_is_read_as_one_of_the_own_row_82(stack, store, new_store):
    other = new_store()
    for _ in range(3):
        other.pos.start_payment(other.placed(other.pos), "cash")
    last = stack.postgres.value("SELECT coalesce(max(last_seq), 0) FROM feed_positions WHERE store_id = %s", store.id)
    with Feed(store.kitchen, store.id, last_event_id=last + 9) as feed:
        assert feed.until_kind("reset").data["last_seq"] == last
        assert not feed.numbered()


# ---- members that are ours to set

OURS = ["id", "status", "price", "unit_price", "amount_paid", "total", "paid", "merchant_id", "owner", "version", "role", "stores",
        "created_at", "expires_at", "refunded", "pickup_number", "generation", "__proto__", "constructor", "Status", "store-id"]


def places(schema, value, resolve, pointer=""):
    """Every object of a body, with its pointer and the members it may have."""
    schema = resolve(schema)
    if isinstance(value, dict):
        known = schema.get("properties", {})
        yield pointer, value, set(known)
        for name, member in value.items():
            yield from places(known[name], member, resolve, f"{pointer}/{name}")
    elif isinstance(value, list) and value:
        yield from places(schema["items"], value[0], resolve, f"{pointer}/0")


@pytest.mark.parametrize("name", BODIES)
def test_no_body_sets_what_is_not_the_callers_to_set_row_85(stack, combinations, name):
    cast, document = Cast(stack), stack.contract.document
    method, path, security = operations(document)[name]
    content = document["paths"][path][method.lower()]["requestBody"]["content"]["application/json"]["schema"]
    body = BODIES[name](cast)
    caller = cast.known["chief"] if security else Caller(stack)
    order = cast.orders()[0][0] if "/orders/" in path else None
    ticket = cast.tickets()[0][0] if "/tickets/" in path else None
    message = cast.notifications()[0][0] if "/notifications/" in path else None
    path = path.replace("{id}", str(order or ticket or message or cast.here.id)).replace("{command}", "give-up" if message else "start")

    def resolve(schema):
        while "$ref" in schema:
            schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return schema

    for pointer, place, known in list(places(content, body, resolve)):
        for member in OURS:
            if member in known:
                continue
            combinations.append((name, pointer, member))
            place[member] = 1
            answer = caller.call(method, path, body, key=new_key(), expect=400)
            del place[member]
            assert (f"{pointer}/{member}", "unknown_member") in [(error["pointer"], error["code"]) for error in answer.json()["errors"]]
