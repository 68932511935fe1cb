"""The storm: many clients order and pay through two replicas while PostgreSQL is restarted without a goodbye, Redis is
killed, and programs are killed with -9. Afterwards every acknowledged order exists exactly once as it was acknowledged,
the gateways' bill is ours to the fen, every paid order is in the kitchen, and the feed has no gap. [rows 1, 37, 38, 72]

    ./dev storm [--orders N] [--clients N]
"""

import argparse
import queue
import sys
import threading
import time
from collections import Counter

import requests

from harness import verify
from harness.client import new_key
from harness.gateways import ONLINE, details
from harness.stack import Stack
from harness.stores import Store

TRIES_MAX = 400                 # of one request; far more than any outage here lasts
PAUSE_SECONDS = 0.05            # between two tries: what a polite client waits at least
STALL_SECONDS = 120             # without one more order finished: something hangs
REST_SECONDS = 180
DISHES = ["gongbao", ("gongbao", 2)]


class Storm:
    def __init__(self, stack, orders, clients):
        self.stack, self.orders, self.clients = stack, orders, clients
        self.store = Store(stack)
        self.callers = [self.store.staff.at(replica) for replica in range(len(stack.ingests))]
        self.acknowledged = {}      # key → the body of the 201
        self.payments = {}          # payment id → amount that the guest paid at the gateway
        self.counts, self.lock = Counter(), threading.Lock()
        self.failures = []

    def run(self):
        jobs = queue.Queue()
        for number in range(self.orders):
            jobs.put(number)
        workers = [threading.Thread(target=self._work, args=(jobs,), daemon=True) for _ in range(self.clients)]
        for worker in workers:
            worker.start()
        self._harm()
        for worker in workers:
            worker.join(STALL_SECONDS)
            assert not worker.is_alive(), "a client never came to an end"
        assert not self.failures, self.failures[0]

    def _work(self, jobs):
        try:
            while True:
                self._one_lunch(jobs.get_nowait())
        except queue.Empty:
            pass
        except BaseException as failure:  # pylint: disable=broad-except  # told by run()
            self.failures.append(f"{type(failure).__name__}: {failure}")

    def _one_lunch(self, number):
        key, body = new_key(), self.store.order_body(DISHES[number % len(DISHES)])
        placed = self._until_created(number, lambda caller: caller.place(body, expect=None, key=key))
        with self.lock:
            self.acknowledged[key] = (body, placed)
        order, method = placed["order"]["id"], ONLINE[number % len(ONLINE)]
        payment_key, more = new_key(), details(method)
        payment = self._until_created(number, lambda caller: caller.start_payment(
            order, method, expect=None, key=payment_key, **more))["payment"]
        self._until(lambda: self.stack.simulator.pays(payment["id"]))
        with self.lock:
            self.payments[payment["id"]] = payment["amount"]
            self.counts["finished"] += 1

    def _until_created(self, number, ask):
        """The same request until it is answered: at one replica, then at the other. 409 `in_progress` is asked again too."""
        for attempt in range(TRIES_MAX):
            caller = self.callers[(number + attempt) % len(self.callers)]
            try:
                answer = ask(caller)
            except requests.RequestException:
                self._count("no answer")
            else:
                if answer.status_code == 201:
                    self._count("replayed" if answer.headers.get("Idempotent-Replayed") else "first answers")
                    return answer.json()
                self._count(f"answered {answer.status_code}")
                assert answer.status_code >= 500 or answer.status_code == 429, f"{answer.status_code} {answer.text}"
            time.sleep(PAUSE_SECONDS)
        raise AssertionError(f"not answered in {TRIES_MAX} tries")

    def _until(self, done):
        for _ in range(TRIES_MAX):
            try:
                if done():
                    return
            except requests.RequestException:
                pass
            time.sleep(PAUSE_SECONDS)
        raise AssertionError("the guest could not pay")

    def _count(self, what):
        with self.lock:
            self.counts[what] += 1

    def _harm(self):
        stack = self.stack
        for share, what, harm in [
                (0.15, "PostgreSQL restarted at once", stack.postgres.restart_at_once),
                (0.30, "Redis killed and started", self._kill_redis),
                (0.45, "ingest killed", stack.ingests[-1].restart),
                (0.60, "callbacks killed", stack.callbacks[-1].restart),
                (0.75, "PostgreSQL restarted at once", stack.postgres.restart_at_once)]:
            self._await_finished(share * self.orders)
            harm()
            self._count(what)
        self._await_finished(self.orders)

    def _kill_redis(self):
        self.stack.redis.kill()
        self.stack.redis.start()

    def _await_finished(self, wanted):
        last, since = -1, time.monotonic()
        while self.counts["finished"] < wanted:
            assert not self.failures, self.failures[0]
            if self.counts["finished"] != last:
                last, since = self.counts["finished"], time.monotonic()
            assert time.monotonic() - since < STALL_SECONDS, f"stuck at {last} of {self.orders} orders"
            time.sleep(PAUSE_SECONDS)

    def judge(self):
        self.stack.heal()
        self.stack.recovered()
        verify.at_rest(self.stack, REST_SECONDS)
        self._each_acknowledged_order_is_there_once()
        self._each_payment_is_on_the_bill()
        self._each_paid_order_is_in_the_kitchen()

    def _each_acknowledged_order_is_there_once(self):
        acknowledged = {placed["order"]["id"] for _, placed in self.acknowledged.values()}
        assert len(acknowledged) == len(self.acknowledged) == self.orders, "two keys were given one order"
        stored = {row["id"] for row in self.stack.postgres.rows("SELECT id::text FROM orders WHERE store_id = %s", self.store.id)}
        assert len(stored) == self.orders, f"{len(stored)} orders are stored, {self.orders} were acknowledged"
        for number, (key, (body, placed)) in enumerate(self.acknowledged.items()):
            again = self.callers[number % len(self.callers)].place(body, key=key)
            assert again.headers.get("Idempotent-Replayed") == "true", f"{key} was not known any more"
            assert again.json() == placed, f"{key} was answered differently: {again.text}"

    def _each_payment_is_on_the_bill(self):
        billed = {line["out_trade_no"]: line["amount_fen"] for line in self.stack.simulator.bill() if line["kind"] == "PAY"}
        for payment, amount in self.payments.items():
            assert billed.get(payment) == amount, f"{payment}: paid {amount}, billed {billed.get(payment)}"

    def _each_paid_order_is_in_the_kitchen(self):
        hungry = self.stack.postgres.rows(
            """SELECT o.id FROM orders o JOIN payment_intents i ON i.store_id = o.store_id AND i.order_id = o.id
               WHERE o.store_id = %s AND (i.status <> 'succeeded' OR o.status <> 'accepted' OR NOT EXISTS
                 (SELECT FROM tickets t WHERE t.store_id = o.store_id AND t.order_id = o.id))""", self.store.id)
        assert not hungry, f"{len(hungry)} paid orders are not in the kitchen: {hungry[:3]}"

    def table(self):
        rows = {"orders acknowledged": len(self.acknowledged), "payments made": len(self.payments),
                "events in the feed": self.stack.postgres.value("SELECT max(seq) FROM events WHERE store_id = %s", self.store.id)}
        rows.update(sorted(self.counts.items()))
        return "\n".join(f"{what:<32} {count:>8}" for what, count in rows.items())


def brew(orders, clients):
    """The whole storm on a stack of its own; the table of what happened."""
    stack = Stack(ingests=2, callbacks=2).start()
    try:
        storm = Storm(stack, orders, clients)
        storm.run()
        storm.judge()
        told = storm.table()
    except BaseException:
        print(f"the programs' logs: {stack.folder.logs}", file=sys.stderr)
        raise
    finally:
        stack.stop()
    stack.folder.remove()
    return told


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=2000)
    parser.add_argument("--clients", type=int, default=50)
    wanted = parser.parse_args()
    print(brew(wanted.orders, wanted.clients))
    print("every acknowledged order is there once, every fen is accounted for, the kitchen has every paid order")
