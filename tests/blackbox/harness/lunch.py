"""What one guest does in a storm: orders, reads the order back at another replica, pays at the gateway; some want money
back, and some dawdle until their time to pay is nearly, or already, over."""

import random
import time

from harness.client import new_key
from harness.gateways import ONLINE, details

DISHES = ["gongbao", ("gongbao", 2)]
REFUND_FEN = 500
HASTY_SECONDS = 2           # the time to pay in the hasty store
DAWDLE_SECONDS = 3          # at most, so that some pay in time and some do not


class Lunch:
    """Of the number's last digit: 3 wants some money back, 7 dawdles in the hasty store, the others just eat."""

    def __init__(self, number, store, hasty, patience, simulator):
        self.number = number
        self.dawdles, self.wants_money_back = number % 10 == 7, number % 10 == 3
        self.store = hasty if self.dawdles else store
        self._patience, self._simulator = patience, simulator
        self.key, self.body = new_key(), self.store.order_body(DISHES[number % len(DISHES)])
        self.placed = None          # the acknowledged answer
        self.paid = {}              # payment → fen the guest paid at the gateway

    def eat(self):
        self.placed = self._patience.created(self.number, lambda caller: caller.place(self.body, expect=None, key=self.key)).json()
        self._read_back()
        payment = self._start_payment()
        if payment is None:
            return self._patience.count("too late to pay")
        self._pay(payment)
        if self.wants_money_back:
            self._ask_money_back()
        return None

    @property
    def order(self):
        return self.placed["order"]["id"]

    def _read_back(self):
        """What was acknowledged is there, wherever it is looked for (I6): a 404 is a failure."""
        seen = self._patience.answered(self.number + 1, lambda caller: caller.get(f"/v1/orders/{self.order}", expect=None)).json()
        assert seen["order"]["lines"] == self.placed["order"]["lines"], f"{self.order} reads differently"

    def _start_payment(self):
        method, key = ONLINE[self.number % len(ONLINE)], new_key()
        more = details(method)
        answer = self._patience.created(
            self.number, lambda caller: caller.start_payment(self.order, method, expect=None, key=key, **more),
            refusals=("state_conflict",) if self.dawdles else ())
        return answer.json()["payment"] if answer.status_code == 201 else None

    def _pay(self, payment):
        if self.dawdles:
            self._simulator.scan(payment["id"])
            time.sleep(random.uniform(0, DAWDLE_SECONDS))  # what the guest does, not what a test waits for
        paid = self._simulator.pays(payment["id"], force=self.dawdles)
        assert paid or self.dawdles, f"{payment['id']} could not be paid"
        if paid:
            self.paid[payment["id"]] = payment["amount"]

    def _ask_money_back(self):
        key = new_key()
        self._patience.created(self.number, not_yet=("state_conflict",), ask=lambda caller: caller.post(
            f"/v1/orders/{self.order}/refunds", {"amount": REFUND_FEN, "reason": "cold"}, key=key))
