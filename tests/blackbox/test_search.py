"""From whatever number is on a receipt to the order."""

import pytest

from harness.gateways import becomes, payment_of, refunds_of, started
from harness.waiting import equals


def search(store, number, **params):
    return [(each["order_view"]["order"]["id"], each["matched_by"]) for each in
            store.staff.get(f"/v1/stores/{store.id}/search", params={"number": number, **params}).json()["items"]]


def test_every_number_on_a_receipt_finds_its_order(stack, simulator, store):
    guest = store.guest()
    order = store.placed(guest, client_order_no="till-7-1")
    payment = started(guest, order, "wechat_native")["id"]
    simulator.pay(payment)
    becomes(guest, order, "accepted")
    refund = store.staff.refund(order, 500).json()["refund"]["id"]
    equals(lambda: [each["status"] for each in refunds_of(guest, order)], ["succeeded"], "the refund")
    view = store.staff.order(order)["order"]
    ticket = store.kitchen.get(f"/v1/stores/{store.id}/tickets").json()["items"][0]["id"]
    transaction = simulator.trade(payment)["transaction_id"]
    gateway_refund = stack.postgres.value("SELECT refund_id FROM refunds WHERE store_id = %s", store.id)
    for number, by in ((order, "order"), (order.replace("ord_", "pi_"), "order"), (payment, "payment"), (refund, "refund"),
                       (ticket, "ticket"), ("till-7-1", "client_order_no"), (view["pickup_number"], "pickup_number"),
                       (transaction, "transaction_id"), (gateway_refund, "gateway_refund_id")):
        assert search(store, number) == [(order, by)], number
    assert payment_of(store.staff, order, payment)["status"] == "succeeded"


def test_a_pickup_number_is_of_a_day(store):
    order = store.placed(store.pos)
    store.pos.start_payment(order, "cash")
    view = store.staff.order(order)["order"]
    assert search(store, view["pickup_number"], business_date=view["business_date"]) == [(order, "pickup_number")]
    assert search(store, view["pickup_number"], business_date="2020-01-01") == []


def test_a_number_of_the_next_store_finds_nothing_here(store, new_store):
    other = new_store()
    order = other.placed(other.pos, client_order_no="its-own")
    payment = started(other.pos, order, "cash")["id"]
    for number in (order, payment, "its-own"):
        assert search(store, number) == []


@pytest.mark.parametrize("number", ["", "x" * 65])
def test_what_is_no_number_is_refused(store, number):
    store.staff.get(f"/v1/stores/{store.id}/search", params={"number": number}, expect=400)


@pytest.mark.parametrize("number", ["' OR 1=1 --", "ord_", "ord_zzzz", "99999999999999999999", "%", "-1"])
def test_odd_numbers_find_nothing(store, number):
    store.placed(store.pos)
    assert search(store, number) == []
