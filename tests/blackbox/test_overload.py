"""More requests than there is room for: who is refused first, in which words, and that nothing is lost by it."""

import contextlib
import threading

import psycopg2
import pytest
import requests

from harness.client import new_key, problem
from harness.together import together
from harness.waiting import equals, until

ROOM = 5  # orders may fill 80 % of it, reads 90 %
ORDERS_THAT_FIT = 4


@pytest.fixture
def small(stack):
    """The second replica, with little room."""
    ingest = stack.ingests[1]
    ingest.stop()
    ingest.start(LUNCHRUSH_INGEST_CONCURRENT_MAX=str(ROOM), LUNCHRUSH_INGEST_OUTSIDE_MAX="1",
                 LUNCHRUSH_INGEST_GATEWAY_DEADLINE_MS="5000")
    yield ingest
    ingest.kill()
    ingest.start()


@contextlib.contextmanager
def nobody_writes_orders(stack):
    """Reading goes on."""
    with psycopg2.connect(stack.postgres.url) as holder:
        holder.cursor().execute("LOCK TABLE orders IN SHARE MODE")
        yield
        holder.rollback()


def running(ingest):
    return ingest.metric("lunchrush_http_requests_running", server="api")


def refused(ingest, priority):
    return ingest.metric("lunchrush_http_requests_refused_total", server="api", priority=priority)


def test_without_room_orders_are_refused_before_reads_and_come_in_with_the_same_key_later(stack, store, small):
    staff = store.staff.at(1)
    order_id = store.placed(staff)
    staff.get(f"/v1/stores/{store.id}/menu")
    keys = [new_key() for _ in range(ORDERS_THAT_FIT)]
    placed, late_key = [], new_key()
    with nobody_writes_orders(stack):
        crowd = threading.Thread(target=lambda: placed.extend(
            together([lambda key=key: staff.place(store.order_body(), key=key) for key in keys])))
        crowd.start()
        equals(lambda: running(small), ORDERS_THAT_FIT, "the orders fill their share")
        answer = staff.place(store.order_body(), key=late_key, expect=503, headers={"Accept-Language": "en"})
        assert problem(answer)[1] == "overloaded"
        assert 1000 <= answer.json()["retry_after_ms"] <= 1500
        assert problem(staff.get(f"/v1/stores/{store.id}/menu", expect=503))[1] == "overloaded"
        assert staff.status(order_id) == "awaiting_payment"
        assert requests.get(f"{small.admin_url}/livez", timeout=5).status_code == 200
    crowd.join()
    assert [answer.status_code for answer in placed] == [201] * ORDERS_THAT_FIT
    again = staff.place(store.order_body(), key=late_key)
    assert "Idempotent-Replayed" not in again.headers  # a refusal keeps nothing
    assert store.orders_count() == ORDERS_THAT_FIT + 2
    assert (refused(small, "order"), refused(small, "menu"), refused(small, "query")) == (1, 1, 0)
    until(lambda: "requests refused early" in small.process.log.read_text(), "the refusals are summed up in the log")


def test_a_store_that_fills_the_server_is_refused_where_another_is_served(stack, store, new_store, small):
    another_store = new_store()
    hot, calm = store.pos.at(1), another_store.pos.at(1)
    for till, its in ((hot, store), (calm, another_store)):
        till.get(f"/v1/stores/{its.id}/menu")  # its key is known from now on
    answers = []
    with nobody_writes_orders(stack):
        crowd = threading.Thread(target=lambda: answers.extend(
            together([lambda: hot.place(store.order_body(), key=new_key())] * ORDERS_THAT_FIT)))
        crowd.start()
        equals(lambda: running(small), ORDERS_THAT_FIT, "one store's orders fill the orders' share")
        assert problem(hot.place(store.order_body(), expect=503))[1] == "overloaded"
        other = threading.Thread(target=lambda: answers.append(calm.place(another_store.order_body())))
        other.start()
        equals(lambda: running(small), ORDERS_THAT_FIT + 1, "the other store's order runs all the same")
    crowd.join()
    other.join()
    assert [answer.status_code for answer in answers] == [201] * (ORDERS_THAT_FIT + 1)
    assert small.metric("lunchrush_http_requests_admitted_below_part_total", server="api") == 1


def test_an_order_whose_sender_has_given_up_is_not_placed_and_its_key_stays_free(stack, store, small):
    """Its deadline passes in the batch's queue or while it is written: 503 either way, and one order in the end."""
    staff, key = store.staff.at(1), new_key()
    with nobody_writes_orders(stack):
        answer = staff.place(store.order_body(), key=key, expect=503, headers={"X-Request-Timeout-Ms": "50"})
        assert answer.json()["retryable"] is True
    until(lambda: staff.place(store.order_body(), key=key, expect=None).status_code == 201, "the same key goes through")
    assert store.orders_count() == 1


def test_a_slow_gateway_stops_payments_and_not_orders(store, small, simulator):
    staff = store.staff.at(1)
    first, second = store.placed(staff), store.placed(staff)
    simulator.script({"action": "delay", "delay_ms": 2000, "operation": "create"})
    answers = []
    payer = threading.Thread(target=lambda: answers.append(staff.start_payment(first, "wechat_native")))
    payer.start()
    equals(lambda: small.metric("lunchrush_http_requests_outside", server="api"), 1, "the payment waits for its gateway")
    assert problem(staff.start_payment(second, "wechat_native", expect=503))[1] == "overloaded"
    store.placed(staff)
    payer.join()
    assert len(answers) == 1 and staff.start_payment(second, "wechat_native")
