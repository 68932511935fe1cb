"""The idempotency table of the design, row by row: one key, one order, whatever happens to replicas, Redis and answers."""

import collections

import pytest
import requests

from harness.client import Caller, new_key, problem
from harness.proxy import RoundRobin
from harness.together import Meanwhile, together
from harness.waiting import until

CLIENTS = 64


def crowd(guest, body, key, clients=CLIENTS):
    """The same request by many connections at once, half of them at each replica."""
    return together([lambda replica=number % 2: guest.at(replica).place(body, key=key, expect=None)
                     for number in range(clients)])


def one_order_was_placed(store, answers):
    """All got the one order: the first as new, the rest as its replay, byte by byte the same."""
    assert collections.Counter(answer.status_code for answer in answers) == {201: len(answers)}
    assert len({answer.content for answer in answers}) == 1
    replayed = [answer.headers.get("Idempotent-Replayed") for answer in answers]
    assert replayed.count(None) == 1 and replayed.count("true") == len(answers) - 1
    assert store.orders_count() == 1


@pytest.fixture
def guest(store):
    """A till: the crowd is larger than what one guest may send in a minute."""
    return store.pos


def test_64_at_once_with_one_key_over_two_replicas_place_one_order_row_23(store, guest):
    one_order_was_placed(store, crowd(guest, store.order_body(), new_key()))


def test_64_at_once_with_one_key_place_one_order_without_redis_rows_23_36(stack, store, guest):
    stack.redis.kill()
    one_order_was_placed(store, crowd(guest, store.order_body(), new_key()))
    one = guest.place(store.order_body(), key="alone")
    assert guest.at(1).place(store.order_body(), key="alone").content == one.content


def test_64_at_once_with_one_key_place_one_order_while_redis_is_flushed_rows_23_29(stack, store, guest):
    key, body = new_key(), store.order_body()
    with Meanwhile(stack.redis.flush) as flushing:
        answers = crowd(guest, body, key)
    assert flushing.rounds > 0
    one_order_was_placed(store, answers)


def test_many_keys_while_redis_is_flushed_are_as_many_orders_row_29(stack, store, guest):
    keys = [new_key() for _ in range(40)]
    with Meanwhile(stack.redis.flush):
        answers = together([lambda key=key, replica=number % 2: guest.at(replica).place(store.order_body(), key=key)
                            for number, key in enumerate(keys * 2)])
    by_key = collections.defaultdict(set)
    for key, answer in zip(keys * 2, answers):
        by_key[key].add(answer.json()["order"]["id"])
    assert all(len(ids) == 1 for ids in by_key.values())
    assert store.orders_count() == len(keys) == len({next(iter(ids)) for ids in by_key.values()})


@pytest.mark.parametrize("between", ["with Redis", "with an empty Redis", "without Redis"])
def test_a_repeat_gets_the_same_answer_at_any_replica_rows_28_36(stack, store, guest, between):
    key = new_key()
    first = guest.place(store.order_body(), key=key)
    if between == "with an empty Redis":
        stack.redis.flush()
    if between == "without Redis":
        stack.redis.kill()
    for replica in (0, 1):
        again = guest.at(replica).place(store.order_body(), key=key)
        assert again.content == first.content
        assert again.headers["Idempotent-Replayed"] == "true"
        assert again.headers["Location"] == first.headers["Location"]
    assert "Idempotent-Replayed" not in first.headers


def test_a_repeat_days_later_gets_the_first_order_as_it_was_although_it_was_paid_meanwhile_row_28(stack, store, guest):
    key = new_key()
    first = guest.place(store.order_body(), key=key)
    order = first.json()["order"]["id"]
    guest.start_payment(order, "cash")
    stack.redis.flush()  # its time to live has passed
    assert guest.order(order)["order"]["status"] == "accepted"
    assert guest.place(store.order_body(), key=key).content == first.content


def test_a_repeat_is_answered_although_price_menu_and_hours_have_changed(stack, store, guest):
    key, body = new_key(), store.order_body(expected_total=2200)
    first = guest.place(body, key=key)
    guest.call("PATCH", f"/v1/stores/{store.id}/menu/availability", {"changes": [{"sku": "gongbao", "sold_out": True}]}, expect=200)
    store.change(taking_orders=False)
    stack.redis.flush()
    assert guest.at(1).place(body, key=key).content == first.content


def test_a_repeat_is_answered_while_the_database_is_away_and_nothing_new_is_taken(stack, store, guest):
    for program in stack.ingests:
        until(lambda program=program: program.metric("lunchrush_redis_connected") == 1, "Redis is back from the test before")
    key, body = new_key(), store.order_body()
    first = guest.place(body, key=key)
    guest.at(1).place(store.order_body())  # it knows the caller and the store
    stack.postgres.stop_at_once()
    for replica in (0, 1, 0, 1):
        again = guest.at(replica).place(body, key=key)
        assert again.content == first.content
        assert again.headers["Idempotent-Replayed"] == "true"
    guest.place(body, key=new_key(), expect=503)


def test_repeats_that_come_alone_are_no_errors_to_the_database(stack, store, guest):
    keys, before = [new_key() for _ in range(4)], len(stack.postgres.log())
    for key in keys * 2:
        guest.place(store.order_body(), key=key)
    guest.place(store.order_body(("gongbao", 2)), key=keys[0], expect=422)
    assert "duplicate key" not in stack.postgres.log()[before:]
    assert store.orders_count() == len(keys)


@pytest.mark.parametrize("redis", ["full", "flushed", "killed"])
def test_another_request_under_the_same_key_is_refused_row_24(stack, store, guest, redis):
    key = new_key()
    guest.place(store.order_body(), key=key)
    if redis == "flushed":
        stack.redis.flush()
    if redis == "killed":
        stack.redis.kill()
    for body in (store.order_body(("gongbao", 2)), store.order_body(note="x"), store.order_body("tea")):
        assert problem(guest.at(1).place(body, key=key, expect=422))[1] == "idempotency_key_reused"
    assert store.orders_count() == 1


def test_two_requests_at_once_under_one_key_are_one_order_and_a_refusal_row_24(store, guest):
    bodies = [store.order_body(), store.order_body(("gongbao", 2))]
    for _ in range(5):
        key = new_key()
        answers = together([lambda body=bodies[number % 2], replica=number // 2 % 2:
                            guest.at(replica).place(body, key=key, expect=None) for number in range(16)])
        by_status = collections.Counter(answer.status_code for answer in answers)
        assert by_status == {201: 8, 422: 8}, by_status
        assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    assert store.orders_count() == 5


def test_a_key_is_its_callers_own_row_25(store, new_store):
    key, other = "the-same-key", new_store()
    placed = [store.pos.place(store.order_body(), key=key), store.kiosk.place(store.order_body(), key=key),
              store.guest().place(store.order_body(), key=key), store.guest().place(store.order_body(), key=key),
              other.pos.place(other.order_body(), key=key)]
    assert len({answer.json()["order"]["id"] for answer in placed}) == len(placed)
    assert all("Idempotent-Replayed" not in answer.headers for answer in placed)


def test_a_key_of_one_store_means_nothing_in_another_row_25(stack, store, new_store):
    other = new_store()
    staff = store.caller("staff", "manager", stores=[store.id, other.id])
    one, two = staff.place(store.order_body(), key="k"), staff.place(other.order_body(), key="k")
    assert one.json()["order"]["id"] != two.json()["order"]["id"]


def test_a_key_of_one_route_means_nothing_on_another_row_25(store, guest):
    order = guest.place(store.order_body(), key="k").json()["order"]["id"]
    guest.start_payment(order, "cash", key="k")
    store.staff.refund(order, 100, key="k")
    assert "Idempotent-Replayed" not in store.staff.cancel(order, key="k").headers


MALFORMED_KEYS = {
    "empty": b"", "256 characters": b"k" * 256, "a control character": b"a\x01b", "a tab": b"a\tb", "DEL": b"a\x7fb",
    "UTF-8": "键".encode(), "Latin-1": b"\xe9", "a quote without its end": b'"abc', "text after a quote": b'"abc"d',
    "a quoted nothing": b'""',
}


@pytest.mark.parametrize("key", MALFORMED_KEYS.values(), ids=MALFORMED_KEYS)
def test_a_malformed_key_is_refused_and_nothing_is_stored_row_26(store, guest, key):
    answer = guest.post("/v1/orders", store.order_body(), headers={"Idempotency-Key": key}, expect=400)
    assert answer.json()["code"] in ("idempotency_key_invalid", "invalid_request"), answer.text
    assert store.orders_count() == 0


def test_a_missing_key_is_refused_row_26(store, guest):
    answer = guest.post("/v1/orders", store.order_body(), expect=400)
    assert problem(answer) == (400, "idempotency_key_missing", "Idempotency-Key")


STRANGE_KEYS = ["*3\\r\\n$3\\r\\nSET", "k" * 255, "%0d%0aSet-Cookie: a=b", "' OR 1=1 --", "a b  c", "{}[]$", "0"]


@pytest.mark.parametrize("key", STRANGE_KEYS)
def test_any_printable_key_is_only_a_key_row_26(stack, store, guest, key):
    first = guest.place(store.order_body(), key=key)
    assert "Set-Cookie" not in first.headers
    stack.redis.flush()
    assert guest.at(1).place(store.order_body(), key=key).content == first.content
    found = guest.get("/v1/orders", params={"store_id": store.id, "idempotency_key": key}).json()["items"]
    assert [view["order"]["id"] for view in found] == [first.json()["order"]["id"]]


def test_a_key_may_be_quoted_and_is_the_same_key(store, guest):
    first = guest.place(store.order_body(), key='"abc-1"')
    assert guest.place(store.order_body(), key="abc-1").content == first.content


def test_a_client_whose_answer_was_lost_gets_the_same_order_when_it_repeats_row_27(stack, store, guest):
    way = RoundRobin([program.port for program in stack.ingests])
    try:
        for _ in range(6):
            key = new_key()
            way.swallow_answers(1)
            with pytest.raises(requests.exceptions.ConnectionError):
                guest.through(way.url).place(store.order_body(), key=key)
            again = guest.through(way.url).place(store.order_body(), key=key)
            assert again.headers["Idempotent-Replayed"] == "true"
            assert guest.order(again.json()["order"]["id"])["order"] == again.json()["order"]
    finally:
        way.stop()
    assert way.swallowed == store.orders_count() == 6


def test_what_was_refused_left_the_key_free(store, guest):
    key = new_key()
    guest.place(store.order_body("caviar"), key=key, expect=400)
    guest.place(store.order_body(expected_total=1), key=key, expect=409)
    guest.place(store.order_body(), key=key)


def test_the_spelling_of_a_request_does_not_make_it_another_request(store, guest):
    key, body = new_key(), store.order_body(note="", client_order_no="")
    first = guest.place(body, key=key)
    assert guest.place(store.order_body(), key=key).content == first.content
    assert guest.place(dict(reversed(store.order_body().items())), key=key).content == first.content


def test_a_key_without_its_store_is_nobodys(stack, store):
    assert Caller(stack).post("/v1/orders", store.order_body(), key="k", expect=401).json()["retryable"] is False
