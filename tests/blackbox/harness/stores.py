"""Stores, menus and keys of the tests' own, made by SQL with the policy a test wants, so that no test meets another's."""

import hashlib
import itertools
import json
import secrets

from harness import passes
from harness.accounts import ALIPAY_ACCOUNT, DEMO_MERCHANT, WECHAT_ACCOUNT
from harness.client import Caller
from harness.menus import MENU

TABLE = "A12"
_numbers = itertools.count(2001)
_key_numbers = itertools.count(1)


class Store:
    """One restaurant with a till, a kitchen, a kiosk and an owner."""

    def __init__(self, stack, menu=None, merchant=DEMO_MERCHANT, **policy):
        self._stack = stack
        self.id = next(_numbers)
        self.merchant = merchant
        self._insert(menu or MENU, policy)
        self.pos = self.device("pos")
        self.kitchen = self.device("kitchen")
        self.kiosk = self.device("kiosk")
        self.staff = self.caller("staff", "owner")

    def _insert(self, menu, policy):
        row = {"store_id": self.id, "merchant_id": self.merchant, "name_zh": f"测试店 {self.id}", "name_en": "Test kitchen",
               "wechat_account": WECHAT_ACCOUNT, "alipay_account": ALIPAY_ACCOUNT, **policy}
        database = self._stack.postgres
        database.rows("INSERT INTO merchants (merchant_id, name_zh) VALUES (%s, '测试') ON CONFLICT DO NOTHING", self.merchant)
        database.rows(f"INSERT INTO stores ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))})", *row.values())
        database.rows("INSERT INTO menus (store_id, version, document, updated_by) VALUES (%s, 1, %s, 'tests')",
                      self.id, json.dumps(menu))

    def device(self, role):
        return self.caller("device", role)

    def caller(self, kind, role, stores=None):
        key_id, secret = f"test{next(_key_numbers):06d}", secrets.token_hex(16)
        self._stack.postgres.rows(
            "INSERT INTO api_keys (key_id, digest, merchant_id, kind, role, stores) VALUES (%s, %s, %s, %s, %s, %s)",
            key_id, hashlib.sha256(secret.encode()).digest(), self.merchant, kind, role,
            [self.id] if stores is None else stores)
        return Caller(self._stack, f"lr_{key_id}_{secret}")

    def table_code(self, table=TABLE, generation=0):
        """As printed on the table."""
        return passes.table_code(self._stack.secret.token_secret, self.id, table, generation)

    def guest(self, table=TABLE, replica=0):
        """Somebody new who scanned the code on a table."""
        nobody = Caller(self._stack, replica=replica)
        session = nobody.post("/v1/sessions", {"table_code": self.table_code(table)}, expect=201).json()["session"]
        return Caller(self._stack, session["token"], replica)

    def order_body(self, *lines, **more):
        """Lines are skus, (sku, quantity) or whole objects; one gongbao when none is given."""
        return {"store_id": self.id, "channel": "qr_scan", "service": {"kind": "dine_in", "table": TABLE, "guests": 2},
                "lines": [_line(line) for line in lines or ("gongbao",)], **more}

    def placed(self, by=None, *lines, **more):
        """The id of a new order."""
        return (by or self.staff).place(self.order_body(*lines, **more)).json()["order"]["id"]

    def change(self, **policy):
        columns = ", ".join(f"{name} = %s" for name in policy)
        self._stack.postgres.rows(f"UPDATE stores SET {columns} WHERE store_id = %s", *policy.values(), self.id)

    def orders_count(self):
        return self._stack.postgres.value("SELECT count(*) FROM orders WHERE store_id = %s", self.id)


def _line(line):
    if isinstance(line, dict):
        return line
    sku, quantity = line if isinstance(line, tuple) else (line, 1)
    return {"sku": sku, "quantity": quantity}
