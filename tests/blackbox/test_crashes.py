"""Programs killed in the middle, databases that hang, lock or die, and one bad order among many: what was acknowledged is
there, nothing is there twice, and the rest goes on by itself."""

import collections
import json
import signal
import threading

import psycopg2
import pytest
import requests

from harness import raw
from harness.client import new_key
from harness.gateways import becomes, causes, started
from harness.together import Meanwhile, together
from harness.waiting import until


def place_somewhere(store, body, key, first=0):
    """As a client does: the same key at the next replica until there is an answer that is final."""
    def ask():
        for replica in (first, 1 - first):
            try:
                answer = store.kiosk.at(replica).place(body, key=key, expect=None)
            except requests.exceptions.RequestException:
                continue
            if answer.status_code < 500:
                return answer
        return None
    return until(ask, "an answer", seconds=30)


def test_ingest_killed_again_and_again_loses_and_doubles_no_order_row_1(stack, store):
    victim, killed = stack.ingests[0], threading.Event()
    answers = {}

    def order(number):
        key = f"order-{number}"
        answers[key] = place_somewhere(store, store.order_body("tea"), key)
        killed.wait(0.01)  # spreads the orders over the kills

    def kill():
        try:
            for wanted in (15, 60, 110):
                until(lambda wanted=wanted: len(answers) >= wanted, "orders are in flight", seconds=60)
                victim.restart()
        finally:
            killed.set()

    def many(first):
        for number in range(first, first + 25):
            order(number)

    together([kill, *[lambda first=first: many(first) for first in range(0, 200, 25)]])
    assert {answer.status_code for answer in answers.values()} == {201}
    assert store.orders_count() == len(answers) == 200
    for key, answer in list(answers.items())[::20]:
        assert place_somewhere(store, store.order_body("tea"), key, first=1).content == answer.content


@pytest.mark.parametrize("connection", ["lunchrush-ingest", "lunchrush-callbacks"])
def test_connections_cut_by_the_database_cost_a_retry_and_nothing_else_row_37(stack, simulator, store, connection):
    """pg_terminate_backend at random, also in the middle of a COMMIT: its outcome is asked about, never guessed.
    A connection gets the time to be of use: who cuts faster than anybody connects only measures the machine."""
    cuts, answers, pause = [], {}, threading.Event()

    def cut():
        cuts.extend(stack.postgres.rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s "
            "AND backend_start < clock_timestamp() - interval '200 ms' ORDER BY random() LIMIT 1", connection))
        pause.wait(0.01)  # leaves the processors to those who are cut

    def order(worker):
        """Two workers, each at the replica of its own, order under the same keys."""
        number = 0
        while len(cuts) < 40:
            key = f"order-{worker // 2}-{number}"
            answers[worker, key] = place_somewhere(store, store.order_body("tea"), key, first=worker % 2)
            number += 1

    with Meanwhile(cut):
        together([lambda worker=worker: order(worker) for worker in range(8)])
        placed = next(iter(answers.values())).json()["order"]["id"]
        payment = until(lambda: _started_or_none(store, placed), "a payment is started")
        simulator.pay(payment)
        becomes(store.staff, placed, "accepted", seconds=30)
    assert {answer.status_code for answer in answers.values()} == {201}
    assert store.orders_count() == len({key for _, key in answers})


def _started_or_none(store, order):
    answer = store.staff.start_payment(order, "wechat_native", key="one-payment", expect=None)
    return answer.json()["payment"]["id"] if answer.status_code == 201 else None


def test_a_database_restarted_at_once_costs_seconds_and_no_order_row_38(stack, store):
    answers = {}

    def order_until_done(first):
        for number in range(first, first + 20):
            key = f"order-{number}"
            answers[key] = place_somewhere(store, store.order_body("tea"), key, first=number % 2)

    def restart():
        until(lambda: len(answers) >= 10, "orders are in flight")
        stack.postgres.restart_at_once()

    workers = [threading.Thread(target=order_until_done, args=(first,), daemon=True) for first in range(0, 80, 20)]
    for worker in workers:
        worker.start()
    restart()
    for worker in workers:
        worker.join(60)
    stack.recovered()
    assert {answer.status_code for answer in answers.values()} == {201}
    assert store.orders_count() == len(answers) == 80


HOSTILE = [b'{"store_id": %d, "note": "\\u0000"}', b'{"store_id": %d, "lines": [{"sku": "\xff"}]}', b"\x00" * 10, b"[" * 100]


def test_hostile_orders_among_64_good_ones_harm_nobody_rows_16_45(store):
    """All at once at both replicas, so that they meet in one batch."""
    def bad(number):
        body = HOSTILE[number % len(HOSTILE)]
        return store.pos.at(number % 2).post("/v1/orders", key=new_key(), data=body % store.id if b"%d" in body else body)

    answers = together([lambda number=number: store.pos.at(number % 2).place(store.order_body("tea"), expect=None) for number in range(64)]
                       + [lambda number=number: bad(number) for number in range(8)])
    assert collections.Counter(answer.status_code for answer in answers) == {201: 64, 400: 8}
    assert store.orders_count() == 64


def test_an_order_that_breaks_a_constraint_of_the_database_fails_alone_row_45(store):
    """The same number of the caller twice: only the database knows, in the middle of a batch of others."""
    store.pos.place(store.order_body("tea", client_order_no="taken"))
    answers = together([lambda number=number: store.pos.at(number % 2).place(
        store.order_body("tea", client_order_no="taken" if number % 8 == 0 else f"free-{number}"), expect=None) for number in range(64)])
    assert collections.Counter(answer.status_code for answer in answers) == {201: 56, 409: 8}
    assert store.orders_count() == 57


def test_batches_of_two_replicas_with_the_same_keys_in_another_order_do_not_block_each_other_row_43(store):
    keys = [f"key-{number}" for number in range(24)]
    for _ in range(3):
        answers = together([lambda key=key: store.kiosk.at(0).place(store.order_body("tea"), key=key, expect=None) for key in keys]
                           + [lambda key=key: store.kiosk.at(1).place(store.order_body("tea"), key=key, expect=None) for key in reversed(keys)])
        assert {answer.status_code for answer in answers} == {201}
    assert store.orders_count() == len(keys)


def test_a_lock_held_by_somebody_else_delays_and_never_halves_a_payment_row_44(stack, store):
    order = store.placed(store.pos)
    with psycopg2.connect(stack.postgres.url) as holder:
        holder.cursor().execute("SELECT 1 FROM orders WHERE store_id = %s FOR UPDATE", (store.id,))
        answer = store.pos.start_payment(order, "cash", key="k", expect=None)
        assert answer.status_code in (409, 503), answer.text
        store.placed(store.pos)  # others go on
        holder.rollback()
    assert store.pos.start_payment(order, "cash", key="k").status_code == 201
    assert store.pos.status(order) == "accepted"


@pytest.mark.parametrize("method", ["wechat_native", "alipay_precreate"])
def test_callbacks_killed_while_payments_come_in_settle_them_all_after_their_restart_row_72(stack, simulator, store, method):
    orders = [store.placed() for _ in range(24)]
    payments = [started(store.staff, order, method)["id"] for order in orders]
    victim, other = stack.callbacks

    def pay_all():
        for payment in payments:
            simulator.pay(payment)

    def kill_twice():
        for _ in range(2):
            until(lambda: any(store.staff.status(order) == "accepted" for order in orders), "the first is settled")
            victim.restart()

    workers = [threading.Thread(target=pay_all, daemon=True)]
    for worker in workers:
        worker.start()
    kill_twice()
    for worker in workers:
        worker.join(30)
    simulator.hurry(600)
    for order in orders:
        becomes(store.staff, order, "accepted", seconds=30)
    assert other.process.alive()


def test_all_callbacks_killed_in_the_middle_of_refunds_finish_them_with_the_same_numbers_row_72(stack, simulator, store):
    orders = [store.placed() for _ in range(6)]
    for order in orders:
        simulator.pay(started(store.staff, order, "alipay_precreate")["id"])
        becomes(store.staff, order, "accepted")
    simulator.script({"action": "slow_answer", "delay_ms": 300, "operation": "refund", "times": 6})
    asked = [store.staff.refund(order, 800).json()["refund"]["id"] for order in orders]
    for program in stack.callbacks:
        program.restart()
    until(lambda: all(store.staff.order(order)["refunds"][0]["status"] == "succeeded" for order in orders), "all refunds done", seconds=30)
    billed = [line["out_refund_no"] for line in simulator.bill() if line["out_refund_no"] in asked]
    assert sorted(billed) == sorted(asked)


def test_two_callbacks_share_the_work_and_nothing_is_done_twice_row_73(stack, simulator, store):
    simulator.script({"action": "lost", "times": 0, "operation": "notify"})
    try:
        orders = [store.placed() for _ in range(20)]
        payments = [started(store.staff, order, "wechat_native")["id"] for order in orders]
        for payment in payments:
            simulator.pay(payment)
        for order in orders:
            becomes(store.staff, order, "accepted", seconds=20)
    finally:
        simulator.clear_script()
    assert all(causes(store.staff, order, "succeeded") == ["poll"] for order in orders)


def test_a_worker_that_was_paused_beyond_its_lease_changes_nothing_when_it_wakes_row_73(stack, simulator, store):
    sleeper, _ = stack.callbacks
    orders = [store.placed() for _ in range(6)]
    payments = [started(store.staff, order, "wechat_native")["id"] for order in orders]
    simulator.script({"action": "lost", "times": 0, "operation": "notify"},
                     {"action": "slow_answer", "delay_ms": 600, "operation": "query", "times": 6})
    for payment in payments:
        simulator.pay(payment)
    # A rule that was used up is gone: six queries may come at once.
    until(lambda: all(rule["hits"] for rule in simulator.rules_left() if rule["action"] == "slow_answer"), "queries are under way")
    sleeper.process.send(signal.SIGSTOP)
    try:
        for order in orders:
            becomes(store.staff, order, "accepted", seconds=30)
    finally:
        sleeper.process.send(signal.SIGCONT)
        simulator.clear_script()
    for order in orders:
        assert len(causes(store.staff, order, "succeeded")) == 1


def test_garbage_instead_of_http_closes_the_connection_and_harms_nobody(stack, store):
    for garbage in (b"\x16\x03\x01\x02\x00\x01\x00", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x00" * 64, json.dumps({"a": 1}).encode() + b"\r\n\r\n"):
        assert raw.status_of(raw.exchange(stack.ingests[0], garbage)) in (None, 400)
    store.pos.place(store.order_body())
