"""What needs a person, what a person can do about it, and that it is written down."""

import pytest

from harness import ids
from harness.client import new_key, problem
from harness.gateways import becomes, payment_becomes, refunds_of, started
from harness.waiting import equals, until


def exceptions(store, by=None):
    return (by or store.staff).get(f"/v1/stores/{store.id}/exceptions").json()


def acts(store):
    return [(item["act"], item["object"], item["detail"].get("reason")) for item in
            store.staff.get(f"/v1/stores/{store.id}/audit").json()["items"]]


def paid_twice(simulator, store, trouble):
    """(order, surplus payment); the refund of the surplus ends as `trouble` says."""
    guest = store.guest()
    order = store.placed(guest)
    first, second = started(guest, order, "wechat_native")["id"], started(guest, order, "alipay_precreate")["id"]
    simulator.pay(second)
    becomes(guest, order, "accepted")
    simulator.script({"action": "refund_result", "result": trouble, "after_ms": 100, "out_trade_no": first})
    simulator.pay(first, force=True)
    equals(lambda: [each["status"] for each in refunds_of(guest, order)], ["failed"], "the refund fails")
    return order, first


def give_back(store, order, payment, key=None, expect=201, reason="闭单后再退"):
    return store.staff.post(f"/v1/orders/{order}/surplus-refunds", {"payment_id": payment, "reason": reason},
                            key=key or new_key(), expect=expect)


def test_a_surplus_whose_refund_failed_is_shown_and_given_back_once_by_a_person(simulator, store):
    order, payment = paid_twice(simulator, store, "closed")
    found, = exceptions(store)["returns"]
    assert (found["order"]["id"], found["refund"]["cause"], found["refund"]["status"]) == (order, "surplus", "failed")
    assert (found["payment_status"], found["refundable"], found["redone"], found["acts"]) == ("surplus", 2200, False, [])
    key = new_key()
    first, again = give_back(store, order, payment, key), give_back(store, order, payment, key)
    assert again.content == first.content and again.headers["Idempotent-Replayed"] == "true"
    assert problem(give_back(store, order, payment, expect=409))[1] == "state_conflict"
    equals(lambda: sorted(each["status"] for each in refunds_of(store.staff, order)), ["failed", "succeeded"], "it arrives")
    payment_becomes(store.staff, order, payment, "refunded")
    later, earlier = exceptions(store)["returns"]
    assert (later["refund"]["cause"], later["refund"]["status"], later["requested_by"]) == ("surplus", "succeeded", later["acts"][0]["principal"])
    assert (earlier["redone"], [act["act"] for act in earlier["acts"]]) == (True, ["refund.requested"])
    assert acts(store) == [("refund.requested", order, "闭单后再退")]


def test_an_abnormal_refund_of_surplus_is_not_given_a_second_time(simulator, store):
    order, payment = paid_twice(simulator, store, "abnormal")
    found, = exceptions(store)["returns"]
    assert (found["failure"], found["refundable"]) == ("abnormal", 0)
    assert problem(give_back(store, order, payment, expect=409))[1] == "state_conflict"


def test_what_settled_the_order_is_no_surplus(store):
    order = store.placed(store.pos)
    payment = started(store.pos, order, "cash")["id"]
    assert problem(give_back(store, order, payment, expect=409))[1] == "state_conflict"
    assert problem(give_back(store, order, "pay_x", expect=400))[2] == "/payment_id"
    assert acts(store) == [("cash.taken", order, None)]


def test_late_money_that_went_back_is_told_for_the_day(simulator, new_store):
    store = new_store(revive_late=False)
    guest = store.guest()
    order = store.placed(guest)
    payment = started(guest, order, "wechat_native")["id"]
    guest.cancel(order)
    payment_becomes(guest, order, payment, "closed")
    simulator.pay(payment, force=True)
    equals(lambda: [each["status"] for each in refunds_of(guest, order)], ["succeeded"], "it goes back")
    found, = exceptions(store)["returns"]
    assert (found["refund"]["cause"], found["refund"]["status"], found["order"]["status"]) == ("late", "succeeded", "cancelled")


def paid_wrong(simulator, store, method, received):
    """(order, payment) in conflict: so much came in where 2200 were due."""
    guest = store.guest()
    order = store.placed(guest)
    payment = started(guest, order, method)["id"]
    simulator.pay(payment, amount_override=received)
    payment_becomes(guest, order, payment, "conflict")
    return order, payment


def kept_on_the_bill(simulator, payment):
    lines = [line for line in simulator.bill() if line["out_trade_no"] == payment]
    return [line["kind"] for line in lines], sum(line["amount_fen"] * (1 if line["kind"] == "PAY" else -1) for line in lines)


def conflict_of(store):
    found, = exceptions(store)["conflicts"]
    return found["order"]["status"], found["refundable"], found["returned"]


@pytest.mark.parametrize("method", ["wechat_native", "alipay_precreate"])
@pytest.mark.parametrize("received", [1900, 2500])
def test_a_payment_of_another_amount_is_given_back_whole_and_once_by_a_person(simulator, store, method, received):
    order, payment = paid_wrong(simulator, store, method, received)
    found, = exceptions(store)["conflicts"]
    assert (found["order"]["status"], found["payment_id"], found["amount"], found["received"]) == ("awaiting_payment", payment, 2200, received)
    assert "amount differs" in found["why"]
    assert conflict_of(store) == ("awaiting_payment", received, 0)
    key, reason = new_key(), "金额不对，退回重下"
    first, again = give_back(store, order, payment, key, reason=reason), give_back(store, order, payment, key, reason=reason)
    assert again.content == first.content and again.headers["Idempotent-Replayed"] == "true"
    assert problem(give_back(store, order, payment, expect=409))[1] == "state_conflict"
    equals(lambda: [(each["amount"], each["status"]) for each in refunds_of(store.staff, order)], [(received, "succeeded")], "it arrives")
    assert kept_on_the_bill(simulator, payment) == (["PAY", "REFUND"], 0)
    assert conflict_of(store) == ("awaiting_payment", 0, received)
    back, = exceptions(store)["returns"]
    assert (back["payment_status"], back["requested_by"]) == ("conflict", back["acts"][0]["principal"])
    assert acts(store) == [("refund.requested", order, reason)]
    assert problem(store.staff.start_payment(order, "cash", expect=409))[1] == "state_conflict"  # it is taken anew, not paid anew
    store.staff.cancel(order, reason="重下")
    assert conflict_of(store) == ("cancelled", 0, received)


def test_a_payment_of_another_amount_waits_for_a_person_also_when_its_order_is_cancelled(simulator, store):
    order, payment = paid_wrong(simulator, store, "wechat_native", 1)
    store.staff.cancel(order, reason="客人已离店")
    assert conflict_of(store) == ("cancelled", 1, 0)
    found, = exceptions(store)["conflicts"]
    assert [(act["act"], act["reason"]) for act in found["acts"]] == [("order.cancelled", "客人已离店")]
    give_back(store, order, payment)
    equals(lambda: [each["status"] for each in refunds_of(store.staff, order)], ["succeeded"], "it arrives")
    assert conflict_of(store) == ("cancelled", 0, 1)


def test_wrong_money_whose_refund_failed_is_a_matter_again_and_given_back_once_more(simulator, store):
    order, payment = paid_wrong(simulator, store, "wechat_native", 1900)
    simulator.script({"action": "refund_result", "result": "closed", "after_ms": 100, "out_trade_no": payment})
    give_back(store, order, payment)
    equals(lambda: [each["status"] for each in refunds_of(store.staff, order)], ["failed"], "the refund fails")
    back, = exceptions(store)["returns"]
    assert (back["refund"]["status"], back["payment_status"], back["refundable"], back["redone"]) == ("failed", "conflict", 1900, False)
    assert conflict_of(store) == ("awaiting_payment", 1900, 0)
    give_back(store, order, payment)
    equals(lambda: sorted(each["status"] for each in refunds_of(store.staff, order)), ["failed", "succeeded"], "it arrives")
    assert kept_on_the_bill(simulator, payment)[1] == 0
    store.staff.cancel(order, reason="重下")


@pytest.mark.parametrize("variant", ["wrong_account", "wrong_app"])
def test_money_at_another_account_is_not_given_back_by_us(simulator, store, variant):
    guest = store.guest()
    order = store.placed(guest)
    payment = started(guest, order, "wechat_native")["id"]
    simulator.pay(payment, notify=False)
    simulator.notify(payment, variant=variant)
    payment_becomes(guest, order, payment, "conflict")
    assert conflict_of(store) == ("awaiting_payment", 0, 0)
    assert problem(give_back(store, order, payment, expect=409))[1] == "state_conflict"
    assert refunds_of(store.staff, order) == []
    store.staff.cancel(order, reason="在支付平台核对")


def test_payments_are_counted_by_state_with_the_age_of_the_oldest(simulator, store):
    guest = store.guest()
    for _ in range(2):
        started(guest, store.placed(guest), "wechat_native")
    started(store.pos, store.placed(store.pos), "cash")
    states = {each["status"]: each for each in exceptions(store)["payments"]}
    assert {name: (each["payments"], each["amount"]) for name, each in states.items()} == {"pending": (2, 4400), "succeeded": (1, 2200)}
    assert states["pending"]["oldest_at"] <= exceptions(store)["server_time"]


INSERT = """INSERT INTO notifications (store_id, id, account, notify_id, kind, evidence, headers, body, trace_id, status, attempts,
    next_attempt_at, processed_at, failure)
  VALUES (%s, %s, 'wechat-demo', %s, 'payment', %s, '{}', '', '', %s, 3, CASE WHEN %s = 'parked' THEN now() + interval '1 hour' END,
    CASE WHEN %s = 'dead' THEN now() END, 'unknown_number')"""


def notification(stack, store_id, status):
    """One that names a payment nobody has."""
    uuid = f"01990000-0000-7000-8000-{new_key()[:4]}{store_id:08x}"
    evidence = ('{"kind": "payment", "finding": "paid", "out_trade_no": "%s", "transaction_id": "42", "amount_fen": 900, "payer_amount_fen": 900,'
                ' "currency": "CNY", "account_reference": "", "account_matches": true, "paid_at": null, "raw": "", "code": ""}'
                % ids.wire_id("pay", uuid))
    stack.postgres.rows(INSERT, store_id, uuid, new_key(), evidence, status, status, status)
    return ids.wire_id("ntf", uuid), uuid


def status_of(stack, uuid):
    return stack.postgres.rows("SELECT status, failure, attempts FROM notifications WHERE id = %s", uuid)[0]


@pytest.mark.parametrize("status", ["parked", "dead"])
def test_an_unplaced_notification_is_tried_again_when_a_person_says_so(stack, store, status):
    message, uuid = notification(stack, store.id, status)
    found, = exceptions(store)["notifications"]
    assert (found["id"], found["status"], found["amount"], found["gateway_number"], found["of_no_store"]) == (message, status, 900, "42", False)
    store.staff.post(f"/v1/notifications/{message}/retry", {"reason": "付款已补录"}, expect=200)
    until(lambda: status_of(stack, uuid)["attempts"] == 4, "it was tried")
    assert acts(store) == [("notification.retried", message, "付款已补录")]
    stack.postgres.rows("DELETE FROM notifications WHERE id = %s", uuid)


def test_a_notification_that_a_person_gave_up_waits_for_nobody(stack, store):
    message, uuid = notification(stack, store.id, "parked")
    for _ in range(2):
        store.staff.post(f"/v1/notifications/{message}/give-up", {"reason": "测试用"}, expect=200)
    assert (status_of(stack, uuid)["status"], status_of(stack, uuid)["failure"]) == ("dead", "given_up (unknown_number)")
    found, = exceptions(store)["notifications"]
    assert [(act["act"], act["reason"]) for act in found["acts"]] == [("notification.given_up", "测试用")]
    assert acts(store) == [("notification.given_up", message, "测试用")]
    store.staff.post(f"/v1/notifications/{message}/forget", {"reason": "x"}, expect=404)
    store.staff.post(f"/v1/notifications/{message}/retry", {}, expect=400)
    stack.postgres.rows("DELETE FROM notifications WHERE id = %s", uuid)


def test_a_settled_notification_is_not_touched(stack, store):
    message, uuid = notification(stack, store.id, "dead")
    stack.postgres.rows("UPDATE notifications SET status = 'applied' WHERE id = %s", uuid)
    for command in ("retry", "give-up"):
        assert problem(store.staff.post(f"/v1/notifications/{message}/{command}", {"reason": "x"}, expect=409))[1] == "state_conflict"
    assert acts(store) == []


def test_a_message_that_names_no_store_is_for_those_who_see_all_of_them(stack, store):
    _, uuid = notification(stack, 0, "dead")
    chief = store.caller("staff", "owner", stores=[])
    assert [each["of_no_store"] for each in exceptions(store, chief)["notifications"]] == [True]
    assert exceptions(store)["notifications"] == []
    stack.postgres.rows("DELETE FROM notifications WHERE id = %s", uuid)
