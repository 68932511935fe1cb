"""Cancelling and giving money back, through both gateways and out of the till."""

import pytest

from harness.client import new_key, problem
from harness.gateways import becomes, payment_of, refunds_of, started
from harness.together import together
from harness.waiting import equals

METHODS = ["wechat_native", "alipay_precreate"]


def paid(simulator, store, caller, method="wechat_native", *lines):
    """(order, payment), accepted."""
    order = store.placed(caller, *lines)
    if method == "cash":
        return order, started(store.pos, order, "cash")["id"]
    payment = started(caller, order, method)["id"]
    simulator.pay(payment)
    becomes(caller, order, "accepted")
    return order, payment


def refunds_become(caller, order, *statuses):
    equals(lambda: sorted(refund["status"] for refund in refunds_of(caller, order)), sorted(statuses), f"the refunds of {order}")


def test_a_guest_cancels_an_order_that_is_not_paid(store, guest):
    order = store.placed(guest)
    view = guest.cancel(order, reason="changed my mind").json()
    assert (view["order"]["status"], view["payment_intent"]["status"]) == ("cancelled", "closed")
    assert problem(guest.start_payment(order, "wechat_native", expect=409))[1] == "state_conflict"


def test_cancelling_closes_what_is_open_at_the_gateway(simulator, store, guest):
    order = store.placed(guest)
    payment = started(guest, order, "wechat_native")["id"]
    guest.cancel(order)
    equals(lambda: payment_of(guest, order, payment)["status"], "closed", "the payment")
    assert simulator.pays(payment) is False


def test_a_guest_cannot_cancel_what_is_paid_and_the_staff_can_and_the_money_goes_back(simulator, store, guest):
    order, payment = paid(simulator, store, guest)
    assert problem(guest.cancel(order, expect=409))[1] == "state_conflict"
    view = store.staff.cancel(order, reason="out of chicken").json()
    assert view["order"]["status"] == "cancelled"
    refunds_become(guest, order, "succeeded")
    refund = refunds_of(guest, order)[0]
    assert (refund["cause"], refund["amount"], refund["payment_id"]) == ("cancelled", 2200, payment)
    assert guest.order(order)["payment_intent"]["status"] == "refunded"
    assert store.kitchen.get(f"/v1/stores/{store.id}/tickets").json()["items"] == []


def test_cancelling_twice_with_one_key_is_cancelling_once(store, guest):
    order, key = store.placed(guest), new_key()
    first = guest.cancel(order, key=key)
    again = guest.at(1).cancel(order, key=key)
    assert again.content == first.content and again.headers["Idempotent-Replayed"] == "true"
    assert problem(guest.cancel(order, key=key, reason="other", expect=422))[1] == "idempotency_key_reused"


def test_of_many_cancels_with_one_key_at_once_all_get_the_one_answer(store, guest):
    order, key = store.placed(guest), new_key()
    answers = together([lambda replica=number % 2: guest.at(replica).cancel(order, key=key) for number in range(12)])
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize("method", [*METHODS, "cash"])
def test_all_of_a_payment_goes_back(simulator, store, guest, method):
    order, payment = paid(simulator, store, guest, method)
    refund = store.staff.refund(order, 2200).json()["refund"]
    assert (refund["amount"], refund["payment_id"], refund["cause"]) == (2200, payment, "requested")
    refunds_become(guest, order, "succeeded")
    view = guest.order(order)
    assert (view["payment_intent"]["status"], view["payment_intent"]["refunded"]) == ("refunded", 2200)
    assert view["order"]["status"] == "accepted"  # what was cooked is still eaten


@pytest.mark.parametrize("method", [*METHODS, "cash"])
def test_parts_of_a_payment_go_back_until_nothing_is_left_row_74(simulator, store, guest, method):
    order, _ = paid(simulator, store, guest, method)
    store.staff.refund(order, 500)
    store.staff.refund(order, 700)
    refunds_become(guest, order, "succeeded", "succeeded")
    assert guest.order(order)["payment_intent"]["status"] == "partially_refunded"
    assert problem(store.staff.refund(order, 1001, expect=409)) == (409, "refund_exceeds_payment", "/amount")
    store.staff.refund(order, 1000)
    refunds_become(guest, order, "succeeded", "succeeded", "succeeded")
    assert guest.order(order)["payment_intent"]["status"] == "refunded"
    assert problem(store.staff.refund(order, 1, expect=409))[1] == "refund_exceeds_payment"


def test_refunds_asked_for_at_once_never_exceed_the_payment(simulator, store, guest):
    order, _ = paid(simulator, store, guest)
    answers = together([lambda replica=number % 2: store.staff.at(replica).post(
        f"/v1/orders/{order}/refunds", {"amount": 900, "reason": "cold"}, key=new_key()) for number in range(10)])
    assert sorted(answer.status_code for answer in answers) == [201] * 2 + [409] * 8
    refunds_become(guest, order, "succeeded", "succeeded")


def test_a_refund_asked_for_twice_with_one_key_is_one_refund(simulator, store, guest):
    order, _ = paid(simulator, store, guest)
    key = new_key()
    answers = together([lambda replica=number % 2: store.staff.at(replica).refund(order, 700, key=key) for number in range(8)])
    assert len({answer.content for answer in answers}) == 1
    refunds_become(guest, order, "succeeded")
    late = store.staff.refund(order, 700, key=key)
    assert late.content == answers[0].content and late.headers["Idempotent-Replayed"] == "true"
    assert problem(store.staff.refund(order, 701, key=key, expect=422))[1] == "idempotency_key_reused"


BAD_REFUNDS = [({"amount": 0, "reason": "x"}, "/amount"), ({"amount": -1, "reason": "x"}, "/amount"),
               ({"amount": 1.5, "reason": "x"}, "/amount"), ({"amount": 1}, "/reason"), ({"reason": "x"}, "/amount"),
               ({"amount": 1, "reason": ""}, "/reason"), ({"amount": 1, "reason": "x" * 81}, "/reason")]


@pytest.mark.parametrize("body,pointer", BAD_REFUNDS)
def test_a_bad_refund_is_refused_with_a_pointer(store, body, pointer):
    order = store.placed()
    answer = store.staff.post(f"/v1/orders/{order}/refunds", body, key=new_key())
    assert problem(answer) == (400, "invalid_request", pointer)


def test_nothing_goes_back_of_what_was_never_paid(store):
    assert problem(store.staff.refund(store.placed(), 1, expect=409))[1] == "state_conflict"
