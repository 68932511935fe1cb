"""A gateway that does not answer, answers twice, or answers nonsense: nothing is done twice, and nothing is forgotten."""

import pytest

from harness.client import new_key, problem
from harness.gateways import becomes, details, payment_becomes, refunds_of, started
from harness.waiting import equals, until

METHODS = ["wechat_native", "alipay_precreate"]
# The payment was made at the gateway, or was not; we cannot know which.
UNKNOWN = {
    "the answer hangs": {"action": "timeout_with_effect", "hang_ms": 3000},
    "the answer hangs and nothing was done": {"action": "timeout_without_effect", "hang_ms": 3000},
    "the connection is reset after": {"action": "reset_after"},
    "the connection is reset before": {"action": "reset_before"},
    "504 after": {"action": "http_status_after", "status": 504},
    "500 before": {"action": "http_status_before", "status": 500},
    "garbage": {"action": "garbage"},
    "cut off": {"action": "truncated"},
    "a bad signature": {"action": "bad_signature"},
}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("trouble", UNKNOWN.values(), ids=UNKNOWN)
def test_a_payment_of_unknown_outcome_is_one_payment_with_one_number_row_59(simulator, store, guest, method, trouble):
    order, key = store.placed(guest), new_key()
    simulator.script({**trouble, "operation": "create"})
    first = guest.start_payment(order, method, key=key, expect=None, **details(method))
    assert first.status_code in (201, 503), first.text
    answer = until(lambda: _if_created(guest.start_payment(order, method, key=key, expect=None, **details(method))),
                   "the same key is answered once the gateway is")
    payment, = guest.order(order)["payments"]
    assert answer["id"] == payment["id"]
    simulator.pay(payment["id"])
    becomes(guest, order, "accepted")


def _if_created(answer):
    assert answer.status_code in (201, 503), answer.text
    return answer.json()["payment"] if answer.status_code == 201 else None


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("end", ["its time passes", "another is started"])
def test_a_payment_that_ended_before_anybody_saw_its_code_is_answered_for_good(simulator, new_store, method, end):
    """Not as one that may still come about: its caller would ask for ever, and ask the gateway each time."""
    store = new_store(payment_expiry_seconds=2 if end == "its time passes" else 900)
    guest = store.guest()
    order, key = store.placed(guest), new_key()
    simulator.script({"action": "http_status_after", "status": 504, "operation": "create"})
    assert problem(guest.start_payment(order, method, key=key, expect=503))[1] == "outcome_unknown"
    lost, = guest.order(order)["payments"]
    if end == "its time passes":
        becomes(guest, order, "expired")
    else:
        other = started(guest, order, "wechat_native")
    payment_becomes(guest, order, lost["id"], "closed")
    assert problem(guest.start_payment(order, method, key=key, expect=409))[1] == "state_conflict"
    if end == "another is started":
        simulator.pay(other["id"])
        becomes(guest, order, "accepted")


@pytest.mark.parametrize("method", ["wechat_code", "alipay_code"])
def test_a_code_is_never_charged_twice_although_its_outcome_was_unknown_row_59(simulator, store, method):
    order, key, how = store.placed(store.pos), new_key(), details(method)
    simulator.script({"action": "timeout_with_effect", "hang_ms": 3000, "operation": "codepay"})
    store.pos.start_payment(order, method, key=key, expect=None, **how)
    becomes(store.pos, order, "accepted", seconds=20)
    again = store.pos.start_payment(order, method, key=key, expect=None, **how)
    assert again.status_code in (201, 409, 503)
    payment, = store.pos.order(order)["payments"]
    assert payment["status"] == "succeeded"


def test_a_gateway_that_is_away_takes_no_payments_and_orders_are_taken_all_the_same_row_60(stack, simulator, store, guest):
    known = store.placed(guest)
    payment = started(guest, known, "wechat_native")["id"]
    simulator.kill()
    order, key = store.placed(guest), new_key()
    answer = guest.start_payment(order, "wechat_native", key=key, expect=503)
    assert answer.json()["code"] in ("gateway_unavailable", "outcome_unknown")
    assert store.pos.start_payment(store.placed(store.pos), "cash").status_code == 201
    simulator.start()
    until(lambda: guest.start_payment(order, "wechat_native", key=key, expect=None).status_code == 201, "payments are taken again")
    assert len(guest.order(order)["payments"]) == 1
    simulator.pay(payment)
    becomes(guest, known, "accepted")


def refunds_become(caller, order, *statuses, seconds=20):
    equals(lambda: sorted(refund["status"] for refund in refunds_of(caller, order)), sorted(statuses), f"the refunds of {order}", seconds)


@pytest.fixture
def paid(simulator, store, guest):
    def pay(method):
        order = store.placed(guest)
        payment = started(guest, order, method)["id"]
        simulator.pay(payment)
        becomes(guest, order, "accepted")
        return order, payment
    return pay


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("trouble", [UNKNOWN[name] for name in ("the answer hangs", "the connection is reset after", "500 before")],
                         ids=["hangs", "reset after", "500 before"])
def test_a_refund_of_unknown_outcome_keeps_its_number_until_it_is_known_row_74(simulator, store, guest, paid, method, trouble):
    order, payment = paid(method)
    simulator.script({**trouble, "operation": "refund", "out_trade_no": payment})
    asked = store.staff.refund(order, 900).json()["refund"]["id"]
    refunds_become(guest, order, "succeeded")
    assert [refund["id"] for refund in refunds_of(guest, order)] == [asked]
    assert [refund["out_refund_no"] for refund in simulator.trade(payment)["refunds"]] == [asked]


def test_a_refund_under_way_is_asked_about_until_it_is_done_row_74(simulator, store, guest, paid):
    order, payment = paid("wechat_native")
    simulator.script({"action": "refund_result", "result": "processing", "after_ms": 2500, "out_trade_no": payment})
    store.staff.refund(order, 2200)
    refunds_become(guest, order, "submitted")
    refunds_become(guest, order, "succeeded")


def test_a_refund_that_ends_abnormally_waits_for_a_person_and_its_money_is_not_promised_twice_row_74(simulator, store, guest, paid):
    order, payment = paid("wechat_native")
    simulator.script({"action": "refund_result", "result": "abnormal", "after_ms": 200, "out_trade_no": payment})
    store.staff.refund(order, 2200)
    refunds_become(guest, order, "failed")
    assert guest.order(order)["payment_intent"]["status"] == "succeeded"
    store.staff.refund(order, 1, expect=409)


def test_a_refund_that_the_gateway_closed_frees_its_money_row_74(simulator, store, guest, paid):
    order, payment = paid("wechat_native")
    simulator.script({"action": "refund_result", "result": "closed", "after_ms": 200, "out_trade_no": payment})
    store.staff.refund(order, 2200)
    refunds_become(guest, order, "failed")
    store.staff.refund(order, 2200)
    refunds_become(guest, order, "failed", "succeeded")


@pytest.mark.parametrize("method", METHODS)
def test_a_refund_for_which_the_merchants_balance_is_short_is_sent_again_with_its_number_row_74(simulator, store, guest, paid, method):
    order, payment = paid(method)
    simulator.script({"action": "refund_result", "result": "funds_short", "out_trade_no": payment})
    asked = store.staff.refund(order, 2200).json()["refund"]["id"]
    refunds_become(guest, order, "succeeded")
    assert [refund["out_refund_no"] for refund in simulator.trade(payment)["refunds"]] == [asked]


def test_both_keys_of_a_gateway_are_believed_while_it_changes_them_row_78(simulator, store, guest):
    """WeChat Pay signs with its public key from now on; then with both by turns."""
    try:
        for how in ({"signing": "public_key"}, {"signing": "mixed", "share": 0.5}):
            simulator.rotate("wechat-demo", **how)
            for _ in range(3):
                order = store.placed(guest)
                simulator.pay(started(guest, order, "wechat_native")["id"])
                becomes(guest, order, "accepted")
    finally:
        simulator.rotate("wechat-demo", signing="certificate")


def test_a_new_platform_certificate_is_fetched_when_it_is_first_seen_row_78(stack, simulator, store, guest):
    simulator.rotate("wechat-demo")
    order, key = store.placed(guest), new_key()
    answer = until(lambda: _if_created(guest.start_payment(order, "wechat_native", key=key, expect=None)), "paid under the new key")
    simulator.pay(answer["id"])
    becomes(guest, order, "accepted")
    # A replica fetches once a minute at most. Begun anew, each fetches at the first notification and takes the next; the
    # tests that follow find both with the new certificate.
    for replica in stack.callbacks:
        replica.restart()
    until(lambda: _taken_by_all(stack, simulator, answer["id"]), "every replica has the new certificate")


def _taken_by_all(stack, simulator, payment):
    deliveries = simulator.notify(payment, copies=len(stack.callbacks), id=new_key())
    return all(delivery["outcome"] == "acknowledged" for delivery in deliveries)
