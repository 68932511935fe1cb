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

from harness import verify
from harness.lunch import HASTY_SECONDS, Lunch
from harness.patience import PAUSE_SECONDS, Patience
from harness.stack import Stack
from harness.stores import Store

STALL_SECONDS = 120             # without one more order finished: something hangs
REST_SECONDS = 180


class Storm:
    def __init__(self, stack, orders, clients):
        self.stack, self.clients = stack, clients
        self.store = Store(stack)
        self.hasty = Store(stack, payment_expiry_seconds=HASTY_SECONDS, revive_late=False)
        staff = self.store.caller("staff", "manager", stores=[self.store.id, self.hasty.id])
        self.callers = [staff.at(replica) for replica in range(len(stack.ingests))]
        self.patience = Patience(self.callers)
        self.lunches = [Lunch(number, self.store, self.hasty, self.patience, stack.simulator) for number in range(orders)]
        self.failures = []

    # ---- the storm itself

    def run(self):
        jobs = queue.Queue()
        for lunch in self.lunches:
            jobs.put(lunch)
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
                jobs.get_nowait().eat()
                self.patience.count("finished")
        except queue.Empty:
            pass
        except BaseException as failure:  # pylint: disable=broad-except  # told by run()
            self.failures.append(f"{type(failure).__name__}: {failure}")

    def _harm(self):
        stack = self.stack
        for share, what, harm in [
                (0.15, "PostgreSQL restarted at once", stack.postgres.restart_at_once),
                (0.30, "Redis killed and started", self._kill_redis),
                (0.45, "ingest killed", stack.ingests[-1].restart),
                (0.60, "callbacks killed", stack.callbacks[-1].restart),
                (0.75, "PostgreSQL restarted at once", stack.postgres.restart_at_once)]:
            self._await_finished(share * len(self.lunches))
            harm()
            self.patience.count(what)
        self._await_finished(len(self.lunches))

    def _kill_redis(self):
        self.stack.redis.kill()
        self.stack.redis.start()

    def _await_finished(self, wanted):
        last, since = -1, time.monotonic()
        while (finished := self.patience.counts["finished"]) < wanted:
            assert not self.failures, self.failures[0]
            if finished != last:
                last, since = finished, time.monotonic()
            assert time.monotonic() - since < STALL_SECONDS, f"stuck at {last} of {len(self.lunches)} orders"
            time.sleep(PAUSE_SECONDS)

    # ---- what must hold afterwards

    def judge(self):
        self.stack.heal()
        self.stack.recovered()
        verify.at_rest(self.stack, REST_SECONDS)
        self._each_order_was_acknowledged_and_is_there_once()
        self._each_repeat_is_answered_as_before()
        self._each_payment_is_on_the_bill()
        self._each_paid_order_is_in_the_kitchen()

    def _each_order_was_acknowledged_and_is_there_once(self):
        acknowledged = {lunch.order for lunch in self.lunches}
        assert len(acknowledged) == len(self.lunches), "two keys were given one order"
        stored = self._value("SELECT count(*) FROM orders WHERE store_id IN %s")
        assert stored == len(self.lunches), f"{stored} orders are stored, {len(self.lunches)} were acknowledged"

    def _each_repeat_is_answered_as_before(self):
        for lunch in self.lunches:
            again = self.callers[lunch.number % len(self.callers)].place(lunch.body, key=lunch.key)
            assert again.headers.get("Idempotent-Replayed") == "true", f"{lunch.key} was not known any more"
            assert again.json() == lunch.placed, f"{lunch.key} was answered differently: {again.text}"

    def _each_payment_is_on_the_bill(self):
        billed = {line["out_trade_no"]: line["amount_fen"] for line in self.stack.simulator.bill() if line["kind"] == "PAY"}
        for lunch in self.lunches:
            for payment, amount in lunch.paid.items():
                assert billed.get(payment) == amount, f"{payment}: paid {amount}, billed {billed.get(payment)}"

    def _each_paid_order_is_in_the_kitchen(self):
        hungry = self.stack.postgres.rows(
            """SELECT o.id FROM orders o JOIN payment_intents i ON i.store_id = o.store_id AND i.order_id = o.id
               WHERE o.store_id = %s AND (i.status NOT IN ('succeeded', 'partially_refunded') OR o.status <> 'accepted'
                 OR NOT EXISTS (SELECT FROM tickets t WHERE t.store_id = o.store_id AND t.order_id = o.id))""", self.store.id)
        assert not hungry, f"{len(hungry)} paid orders are not in the kitchen: {hungry[:3]}"

    def _value(self, statement):
        return self.stack.postgres.value(statement, (self.store.id, self.hasty.id))

    def table(self):
        rows = {"orders acknowledged": len(self.lunches), "payments made": sum(len(lunch.paid) for lunch in self.lunches),
                "fen paid": sum(sum(lunch.paid.values()) for lunch in self.lunches),
                "orders expired": self._value("SELECT count(*) FROM orders WHERE status = 'expired' AND store_id IN %s"),
                "refunds asked for": self._value("SELECT count(*) FROM refunds WHERE cause = 'requested' AND store_id IN %s"),
                "late payments refunded": self._value("SELECT count(*) FROM refunds WHERE cause = 'late' AND store_id IN %s"),
                "events in the feeds": self._value("SELECT sum(last_seq) FROM feed_positions WHERE store_id IN %s")}
        rows.update(sorted(self.patience.counts.items()))
        return "\n".join(f"{what:<40} {count:>10}" for what, count in rows.items())


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
