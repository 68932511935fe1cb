"""Machines whose clocks are wrong: time to pay, sessions and gateways' signatures are judged by the database's clock."""

import pathlib

import pytest

from harness.gateways import becomes, started

MINUTES = ["-20m", "+20m"]
EXPIRY_SECONDS = 300


def wrong_clock(offset):
    library = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
    return {"LD_PRELOAD": str(library), "FAKETIME": offset, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


@pytest.fixture(params=MINUTES)
def skewed(stack, request):
    """Replicas that live in the past, or the future."""
    programs = (stack.ingests[1], *stack.callbacks)
    for program in programs:
        program.stop()
        program.start(**wrong_clock(request.param))
    yield request.param
    for program in programs:
        program.stop()


def test_an_order_taken_by_a_replica_with_a_wrong_clock_can_be_paid_as_long_as_any_row_58(stack, skewed, new_store):
    store = new_store(payment_expiry_seconds=EXPIRY_SECONDS)
    order = store.placed(store.pos.at(1))
    left = stack.postgres.value("SELECT extract(epoch FROM expires_at - now()) FROM orders WHERE store_id = %s", store.id)
    assert EXPIRY_SECONDS - 30 < left <= EXPIRY_SECONDS + 1
    assert store.pos.start_payment(order, "cash").status_code == 201


def test_an_order_past_its_time_expires_whatever_the_worker_s_clock_says_row_58(stack, skewed, new_store):
    store = new_store(payment_expiry_seconds=1)
    becomes(store.staff, store.placed(store.pos), "expired", seconds=30)


def test_a_notification_is_judged_by_the_time_of_the_database_row_58(stack, simulator, skewed, store):
    """The gateway's timestamp is within its five minutes, whatever this machine takes for the time."""
    order = store.placed(store.pos)
    payment = started(store.staff, order, "wechat_native")["id"]
    simulator.pay(payment, notify=False)
    assert simulator.notify(payment)[0]["outcome"] == "acknowledged"
    becomes(store.staff, order, "accepted", seconds=30)


def test_a_session_of_one_replica_is_good_at_another_with_a_wrong_clock_row_58(skewed, store):
    guest = store.guest(replica=1)
    for replica in (0, 1):
        store.placed(guest.at(replica))
