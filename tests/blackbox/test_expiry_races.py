"""Paying against the clock: two-phase expiry, late money, and two payments of one order."""

import pytest

from harness.client import problem
from harness.gateways import becomes, causes, payment_becomes, payment_of, refunds_of, started
from harness.waiting import equals, until

METHODS = ["wechat_native", "alipay_precreate"]


@pytest.fixture
def hasty(new_store):
    """A store where the time to pay is two seconds, which revives within its policy."""
    return lambda **policy: new_store(payment_expiry_seconds=2, **policy)


def refunded(caller, order, cause):
    equals(lambda: [(refund["cause"], refund["status"]) for refund in refunds_of(caller, order)], [(cause, "succeeded")],
           f"the refund of {order}")


def test_an_order_nobody_pays_expires(hasty):
    store = hasty()
    guest = store.guest()
    order = store.placed(guest)
    becomes(guest, order, "expired")
    assert guest.order(order)["payment_intent"]["status"] == "closed"
    assert problem(guest.start_payment(order, "wechat_native", expect=409))[1] == "state_conflict"


@pytest.mark.parametrize("method", METHODS)
def test_an_order_expires_only_when_its_gateway_has_closed_the_payment_row_75(simulator, hasty, method):
    store = hasty()
    guest = store.guest()
    order = store.placed(guest)
    payment = started(guest, order, method)["id"]
    if method == "alipay_precreate":
        simulator.scan(payment)
    becomes(guest, order, "expired")
    assert simulator.trade(payment)["state"] == "closed"
    assert simulator.pays(payment) is False
    assert payment_of(guest, order, payment)["status"] == "closed"


@pytest.mark.parametrize("method", METHODS)
def test_a_guest_who_pays_between_the_query_and_the_close_has_paid_row_75(simulator, hasty, method):
    store = hasty()
    guest = store.guest()
    order = store.placed(guest)
    payment = started(guest, order, method)["id"]
    simulator.scan(payment)
    simulator.script({"action": "pay_before", "operation": "close", "out_trade_no": payment},
                     {"action": "lost", "out_trade_no": payment, "times": 0})
    becomes(guest, order, "accepted")
    assert guest.order(order)["payment_intent"]["status"] == "succeeded"
    assert refunds_of(guest, order) == []


@pytest.mark.parametrize("told", ["told", "not told"])
def test_a_guest_who_scans_and_pays_while_alipay_cancels_gets_it_all_back_and_no_food_row_75(simulator, hasty, told):
    """Only cancelling makes a code unpayable that nobody has scanned yet, and it returns at once what was paid meanwhile."""
    store = hasty()
    guest = store.guest()
    order = store.placed(guest)
    payment = started(guest, order, "alipay_precreate")["id"]
    late = {"action": "late", "delay_ms": 600} if told == "told" else {"action": "lost"}
    simulator.script({"action": "pay_before", "operation": "reverse", "out_trade_no": payment},
                     {**late, "out_trade_no": payment, "times": 0})
    becomes(guest, order, "expired")
    trade = simulator.trade(payment)
    assert trade["refunded_fen"] == trade["amount_fen"]
    if told == "told":
        until(lambda: simulator.deliveries(payment)[-1]["outcome"] == "acknowledged", "the success is told")
    assert payment_of(guest, order, payment)["status"] == "closed"


@pytest.mark.parametrize("method", METHODS)
def test_an_order_stays_open_for_as_long_as_its_gateway_does_not_answer_and_expires_then_row_75(simulator, hasty, method):
    store = hasty()
    guest = store.guest()
    order = store.placed(guest)
    payment = started(guest, order, method)["id"]
    simulator.scan(payment)
    simulator.script({"action": "http_status_before", "status": 502, "out_trade_no": payment, "times": 2})
    until(lambda: guest.order(order)["payment_intent"]["status"] == "closing", "closing has begun")
    assert guest.status(order) == "awaiting_payment"
    becomes(guest, order, "expired", seconds=25)
    assert simulator.trade(payment)["state"] == "closed"


@pytest.mark.parametrize("method", METHODS)
def test_money_that_comes_late_within_the_policy_revives_the_order_row_63(simulator, hasty, method):
    store = hasty(revive_late=True, revive_within_seconds=600)
    guest = store.guest()
    order = store.placed(guest)
    payment = started(guest, order, method)["id"]
    simulator.scan(payment)
    becomes(guest, order, "expired")
    simulator.pay(payment, force=True)
    becomes(guest, order, "accepted")
    view = guest.order(order)
    assert view["payment_intent"]["status"] == "succeeded" and view["refunds"] == []
    assert len(store.kitchen.get(f"/v1/stores/{store.id}/tickets").json()["items"]) == 1


LATE = {"the policy is not to": {"revive_late": False}, "it is too late": {"revive_within_seconds": 0},
        "the store takes no orders": {"taking_orders": False}}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("policy", LATE.values(), ids=LATE)
def test_money_that_comes_late_goes_back_exactly_once_when_row_63(simulator, hasty, method, policy):
    store = hasty()
    guest = store.guest()
    order = store.placed(guest)
    store.change(**policy)
    payment = started(guest, order, method)["id"]
    simulator.scan(payment)
    becomes(guest, order, "expired")
    simulator.script({"action": "duplicate", "copies": 10, "within_ms": 200, "out_trade_no": payment})
    simulator.pay(payment, force=True)
    refunded(guest, order, "late")
    assert guest.status(order) == "expired"
    assert payment_of(guest, order, payment)["refunded"] == 2200


def test_money_that_comes_after_a_cancel_goes_back_row_63(simulator, store, guest):
    order = store.placed(guest)
    payment = started(guest, order, "wechat_native")["id"]
    guest.cancel(order)
    payment_becomes(guest, order, payment, "closed")
    simulator.pay(payment, force=True)
    refunded(guest, order, "late")
    assert guest.status(order) == "cancelled"


@pytest.mark.parametrize("method", METHODS)
def test_pay_and_expire_at_the_same_moment_leave_the_order_paid_or_the_guest_unpaid_row_75(simulator, new_store, method):
    """A race without a script: whoever wins, the bill and the order agree (looked at after every test)."""
    store = new_store(payment_expiry_seconds=1, revive_late=False)
    staff = store.staff
    for _ in range(3):
        order = store.placed(staff)
        payment = started(staff, order, method)["id"]
        simulator.scan(payment)
        until(lambda order=order: staff.order(order)["payment_intent"]["status"] != "processing", "the time to pay is over")
        paid = simulator.pays(payment)
        until(lambda order=order: staff.status(order) in ("accepted", "expired"), "decided")
        assert paid or staff.status(order) == "expired"


def test_of_two_payments_that_are_both_paid_the_second_goes_back_row_76(simulator, store, guest):
    order = store.placed(guest)
    first, second = started(guest, order, "wechat_native")["id"], started(guest, order, "alipay_precreate")["id"]
    simulator.pay(second)
    becomes(guest, order, "accepted")
    simulator.pay(first, force=True)  # the user had won the race before the close took hold
    refunded(guest, order, "surplus")
    assert payment_of(guest, order, first)["status"] == "refunded"
    assert payment_of(guest, order, second)["status"] == "succeeded"
    assert guest.status(order) == "accepted"


def test_of_two_payments_paid_at_the_same_moment_one_settles_and_one_goes_back_row_76(simulator, store, guest):
    for _ in range(3):
        order = store.placed(guest)
        first, second = started(guest, order, "wechat_native")["id"], started(guest, order, "alipay_precreate")["id"]
        simulator.pay(first, force=True, notify=False)
        simulator.pay(second, notify=False)
        simulator.notify(second)
        simulator.notify(first)
        refunded(guest, order, "surplus")
        assert sorted(payment["status"] for payment in guest.order(order)["payments"]) == ["refunded", "succeeded"]


def test_an_order_paid_in_cash_while_a_code_was_open_gives_the_second_money_back_row_76(simulator, store, guest):
    order = store.placed(guest)
    payment = started(guest, order, "wechat_native")["id"]
    simulator.script({"action": "pay_before", "operation": "close", "out_trade_no": payment})
    answer = store.pos.start_payment(order, "cash", expect=None)
    assert answer.status_code in (201, 409, 503), answer.text
    becomes(guest, order, "accepted")
    view = guest.order(order)
    settled = [each["method"] for each in view["payments"] if each["status"] == "succeeded"]
    assert settled == ["wechat_native"]
    assert causes(store.staff, order, "accepted", of="order") != []
