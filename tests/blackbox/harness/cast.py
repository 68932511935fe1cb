"""Everybody who may come to the door, and one of everything they may ask for: of their own, of the next table, of the next
store, of another merchant."""

import secrets

from harness import ids, passes
from harness.client import Caller
from harness.stores import TABLE, Store

OTHER_MERCHANT = 77
OTHER_TABLE = "B7"
NO_STORE = 4_294_967_294


class Cast:
    def __init__(self, stack):
        self.stack = stack
        self.here, self.next_door = Store(stack), Store(stack)
        self.elsewhere = Store(stack, merchant=OTHER_MERCHANT)
        self.stores = [self.here, self.next_door, self.elsewhere]
        self.known = self._known()
        self.unknown = self._unknown()

    def _known(self):
        here = self.here
        return {
            "guest": here.guest(), "mate": here.guest(), "table": here.guest(OTHER_TABLE),
            "kiosk": here.kiosk, "pos": here.pos, "kitchen": here.kitchen,
            "chief": here.caller("staff", "owner", stores=[]), "owner": here.caller("staff", "owner"),
            "manager": here.caller("staff", "manager"), "cashier": here.caller("staff", "cashier"),
            "neighbour": self.next_door.caller("staff", "owner"),
            "stranger": self.elsewhere.caller("staff", "owner", stores=[])}

    def _unknown(self):
        here, secret = self.here, self.stack.secret.token_secret
        good = passes.guest_token(secret, here.id, TABLE)
        revoked = here.caller("staff", "owner")
        self.stack.postgres.rows("UPDATE api_keys SET revoked_at = now() WHERE key_id = %s", key_id(revoked))
        tokens = {
            "nobody": None, "expired guest": passes.guest_token(secret, here.id, TABLE, lasts=-1),
            "forged guest": passes.guest_token("a secret of somebody else", here.id, TABLE),
            "guest tampered to be of another store": passes.tampered(good, self.next_door.id),
            "table code as token": here.table_code(), "key without its secret": f"lr_{key_id(here.staff)}_",
            "key with a wrong secret": f"lr_{key_id(here.staff)}_{secrets.token_hex(16)}",
            "key with another's secret": f"lr_{key_id(here.staff)}_{here.pos.token.split('_')[2]}",
            "unknown key": f"lr_nosuchkey_{secrets.token_hex(16)}", "revoked key": revoked.token}
        return {name: Caller(self.stack, token) for name, token in tokens.items()}

    def orders(self):
        """Paid ones, so that there are tickets: the guest's, his table mate's, the next store's, the other merchant's."""
        placed = [self._paid(self.here, self.known["guest"]), self._paid(self.here, self.known["mate"]),
                  self._paid(self.next_door, self.next_door.guest()), self._paid(self.elsewhere, self.elsewhere.guest())]
        return [(order, store) for order, store in zip(placed, [self.here, *self.stores])]

    def _paid(self, store, guest):
        order = store.placed(guest)
        store.pos.start_payment(order, "cash")
        return order

    def tickets(self):
        return [(store.kitchen.get(f"/v1/stores/{store.id}/tickets").json()["items"][0]["id"], store)
                for store in self.stores if self._paid(store, store.guest())]

    def notifications(self):
        """Messages of gateways that somebody has given up already: nobody is to work on them."""
        made = []
        for store in self.stores:
            message = nowhere("ntf", store)
            self.stack.postgres.rows(
                "INSERT INTO notifications (store_id, id, account, notify_id, kind, evidence, headers, body, trace_id, status, failure,"
                " next_attempt_at) VALUES (%s, %s, 'wechat-demo', %s, 'payment', '{}', '{}', '', '', 'dead', 'given_up (test)', NULL)",
                store.id, ids.uuid_of(message), message)
            made.append((message, store))
        return made


def key_id(caller):
    return caller.token.split("_")[1]


def nowhere(prefix, store):
    """An id that no row has, in that store."""
    return ids.wire_id(prefix, f"01990000-0000-7{secrets.token_hex(2)[:3]}-8{secrets.token_hex(2)[:3]}-"
                               f"{secrets.token_hex(2)}{store.id:08x}")


