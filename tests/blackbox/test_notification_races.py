"""What gateways' notifications do in the world: twice, late, never, out of order, forged, replayed, about something else."""

import collections
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest

from harness.client import problem
from harness.gateways import becomes, causes, payment_becomes, payment_of, refunds_of, started
from harness.ids import uuid_of
from harness.together import together
from harness.waiting import equals, until

METHODS = ["wechat_native", "alipay_precreate"]
ACCOUNT_OF = {"wechat_native": "wechat-demo", "alipay_precreate": "alipay-demo"}


def inbox(stack, store):
    return stack.postgres.rows("SELECT * FROM notifications WHERE store_id = %s ORDER BY received_at", store.id)


def outcomes(deliveries):
    """How many ended how, so that a failed test says it."""
    return dict(collections.Counter(delivery["outcome"] for delivery in deliveries))


def acknowledged(deliveries):
    return outcomes(deliveries).get("acknowledged", 0)


@pytest.mark.parametrize("method", METHODS)
def test_fifty_notifications_at_once_over_two_replicas_are_all_acknowledged_and_pay_once_row_61(stack, simulator, store, guest,
                                                                                                method):
    order = store.placed(guest)
    payment = started(guest, order, method)["id"]
    simulator.pay(payment, notify=False)
    deliveries = simulator.notify(payment, copies=50, id="one-event")
    assert outcomes(deliveries) == {"acknowledged": 50}
    becomes(guest, order, "accepted")
    assert len(inbox(stack, store)) == 1
    assert len(store.kitchen.get(f"/v1/stores/{store.id}/tickets").json()["items"]) == 1


@pytest.mark.parametrize("method", METHODS)
def test_fifty_different_notifications_of_one_payment_pay_once_row_61(stack, simulator, store, guest, method):
    order = store.placed(guest)
    payment = started(guest, order, method)["id"]
    simulator.script({"action": "duplicate", "copies": 20, "within_ms": 300, "out_trade_no": payment})
    simulator.pay(payment)
    for number in range(10):
        simulator.notify(payment, copies=2, id=f"event-{payment}-{number}")
    becomes(guest, order, "accepted")
    until(lambda: all(row["status"] == "applied" for row in inbox(stack, store)), "every message is applied")
    assert len(payment_of(guest, order, payment)) and len(guest.order(order)["payments"]) == 1


@pytest.mark.parametrize("method", METHODS)
def test_an_order_that_somebody_holds_keeps_no_notification_from_being_acknowledged_row_44(stack, simulator, store, guest, method):
    held, free = store.placed(guest), store.placed(guest)
    payments = [started(guest, order, method)["id"] for order in (held, free)]
    with psycopg2.connect(stack.postgres.url) as holder:
        holder.cursor().execute("SELECT 1 FROM payment_intents WHERE store_id = %s AND order_id = %s FOR UPDATE", (store.id, uuid_of(held)))
        for payment in payments:
            simulator.pay(payment, notify=False)
        assert [outcomes(simulator.notify(payment)) for payment in payments] == [{"acknowledged": 1}] * 2
        becomes(guest, free, "accepted")
        assert sorted(row["status"] for row in inbox(stack, store)) == ["applied", "received"]
    becomes(guest, held, "accepted")
    until(lambda: all(row["status"] == "applied" for row in inbox(stack, store)), "every message is applied")


def test_a_crowd_of_notifications_is_stored_first_and_settled_afterwards(stack, simulator, store, guest):
    """One lane, one message a transaction: whoever has more than one behind him is only stored."""
    orders = [store.placed(guest) for _ in range(8)]
    payments = [started(guest, order, "wechat_native")["id"] for order in orders]
    for program in stack.callbacks:
        program.stop()  # and with them the gateway's connections to them
    with psycopg2.connect(stack.postgres.url) as database:  # a query would find them paid, too, and is not what this is about
        database.cursor().execute("UPDATE payments SET next_query_at = now() + interval '1 hour' WHERE store_id = %s", (store.id,))
    for payment in payments:
        simulator.pay(payment, notify=False)
    with stack.another("callbacks", "callbacks-crowded", LUNCHRUSH_CALLBACKS_INBOX_BATCH="1", LUNCHRUSH_CALLBACKS_INBOX_LANES="1",
                       LUNCHRUSH_CALLBACKS_SETTLED_QUEUED_MAX="1") as program:
        stack.notify_balancer.lead_to([program.port])
        try:
            with ThreadPoolExecutor(len(payments)) as gateway:
                with stack.postgres.frozen():
                    deliveries = [gateway.submit(simulator.notify, payment) for payment in payments]
                    until(lambda: program.metric("lunchrush_queued_items", queue="inbox") == len(payments) - 1, "all but one wait")
            assert [outcomes(delivery.result()) for delivery in deliveries] == [{"acknowledged": 1}] * len(payments)
        finally:
            stack.notify_balancer.lead_to([each.port for each in stack.callbacks])
        # The first was alone when it was taken, the last two have not enough behind them; one that was slow may be with them.
        assert program.metric("lunchrush_notifications_deferred_total") >= len(payments) - 3
        for order in orders:
            becomes(guest, order, "accepted")
        until(lambda: all(row["status"] == "applied" for row in inbox(stack, store)), "every message is applied")
        assert all(causes(store.staff, order, "succeeded") == ["notification"] for order in orders)


def test_a_refund_heard_of_before_its_payment_is_applied_when_it_can_be_row_62(stack, simulator, store, guest):
    order = store.placed(guest)
    payment = started(guest, order, "wechat_native")["id"]
    simulator.script({"action": "reorder", "hold_ms": 2000, "operation": "notify_payment", "out_trade_no": payment})
    simulator.pay(payment)
    becomes(guest, order, "accepted")  # by the late message, or by a query
    store.staff.refund(order, 700)
    equals(lambda: [refund["status"] for refund in refunds_of(guest, order)], ["succeeded"], "the refund")
    until(lambda: all(row["status"] == "applied" for row in inbox(stack, store)), "every message is applied")


@pytest.mark.parametrize("method", METHODS)
def test_a_payment_of_which_nobody_tells_is_found_by_asking_row_64(simulator, store, guest, method):
    order = store.placed(guest)
    payment = started(guest, order, method)["id"]
    simulator.script({"action": "lost", "out_trade_no": payment, "times": 0})
    simulator.pay(payment)
    becomes(guest, order, "accepted")
    assert causes(store.staff, order, "succeeded") == ["poll"]


@pytest.mark.parametrize("method", METHODS)
def test_a_notification_that_comes_late_finds_the_order_paid_by_a_query_row_62(stack, simulator, store, guest, method):
    order = store.placed(guest)
    payment = started(guest, order, method)["id"]
    simulator.script({"action": "late", "delay_ms": 4000, "out_trade_no": payment})
    simulator.pay(payment)
    becomes(guest, order, "accepted")
    until(lambda: [row["status"] for row in inbox(stack, store)] == ["applied"], "the late message is applied")
    assert len(causes(store.staff, order, "succeeded")) == 1


FORGERIES = {
    "wechat_native": ["forged", "probe", "unknown_serial", "stale", "altered", "unsigned", "empty_body", "wrong_seal"],
    "alipay_precreate": ["forged", "altered", "unsigned", "empty_body", "downgraded"],
}


@pytest.mark.parametrize("method,forgery", [(method, forgery) for method, forgeries in FORGERIES.items() for forgery in forgeries])
def test_a_forged_notification_is_refused_and_changes_nothing_row_65(stack, simulator, store, guest, method, forgery):
    """The trade is paid at the gateway, so a query finds the money; the forgery itself is never stored or believed."""
    order = store.placed(guest)
    payment = started(guest, order, method)["id"]
    simulator.script({"action": "lost", "out_trade_no": payment, "times": 0})
    simulator.pay(payment)
    delivery, = simulator.notify(payment, variant=forgery)
    assert delivery["outcome"] == "refused", delivery
    assert inbox(stack, store) == []
    becomes(guest, order, "accepted")
    assert causes(store.staff, order, "succeeded") == ["poll"]


@pytest.mark.parametrize("method", METHODS)
def test_a_true_notification_sent_again_later_has_no_second_effect_row_66(stack, simulator, store, guest, method):
    order = store.placed(guest)
    payment = started(guest, order, method)["id"]
    simulator.pay(payment)
    becomes(guest, order, "accepted")
    before = store.staff.get(f"/v1/orders/{order}/timeline").json()["items"]
    event = simulator.deliveries(payment)[0]["id"]
    assert outcomes(simulator.notify(payment, id=event, copies=3)) == {"acknowledged": 3}
    until(lambda: all(row["status"] == "applied" for row in inbox(stack, store)), "every message is applied")
    assert store.staff.get(f"/v1/orders/{order}/timeline").json()["items"] == before


def test_an_old_message_replayed_is_refused_and_the_payment_is_asked_about_row_66(stack, simulator, store, guest):
    order = store.placed(guest)
    payment = started(guest, order, "wechat_native")["id"]
    simulator.pay(payment)
    becomes(guest, order, "accepted")
    delivery, = simulator.notify(payment, variant="stale", offset_s=-3600)
    assert delivery["outcome"] == "refused"
    assert len(inbox(stack, store)) == 1
    assert len(causes(store.staff, order, "succeeded")) == 1


MISMATCHES = [(method, variant) for method in METHODS for variant in ("wrong_amount", "wrong_account", "wrong_app")]


@pytest.mark.parametrize("method,variant", MISMATCHES)
def test_a_signed_notification_of_something_else_is_put_aside_and_never_paid_row_67(simulator, store, guest, method, variant):
    order = store.placed(guest)
    payment = started(guest, order, method)["id"]
    simulator.pay(payment, notify=False)
    simulator.notify(payment, variant=variant)
    payment_becomes(guest, order, payment, "conflict")
    view = guest.order(order)
    assert (view["order"]["status"], view["payment_intent"]["status"]) == ("awaiting_payment", "conflict")
    assert problem(guest.start_payment(order, "wechat_native", expect=409))[1] == "state_conflict"
    simulator.notify(payment)  # the right one does not undo it: a person decides
    assert guest.order(order)["payment_intent"]["status"] == "conflict"


@pytest.mark.parametrize("method", METHODS)
def test_a_guest_who_paid_another_amount_is_put_aside_row_67(simulator, store, guest, method):
    order = store.placed(guest)
    payment = started(guest, order, method)["id"]
    simulator.pay(payment, amount_override=1)
    payment_becomes(guest, order, payment, "conflict")
    assert guest.order(order)["order"]["status"] == "awaiting_payment"


@pytest.mark.parametrize("method", METHODS)
def test_an_acknowledgement_that_was_lost_brings_the_message_again_without_a_second_effect_row_70(stack, simulator, store, guest, method):
    order = store.placed(guest)
    payment = started(guest, order, method)["id"]
    lost_before = stack.notify_balancer.swallowed
    stack.notify_balancer.swallow_answers(1)
    simulator.pay(payment)
    becomes(guest, order, "accepted")
    simulator.hurry(600)
    until(lambda: acknowledged(simulator.deliveries(payment)) == 1, "the repeat is acknowledged")
    assert stack.notify_balancer.swallowed == lost_before + 1
    assert [message["deliveries"] for message in inbox(stack, store)] == [2]
    assert len(causes(store.staff, order, "succeeded")) == 1


@pytest.mark.parametrize("method", METHODS)
def test_a_notification_that_cannot_be_stored_is_not_acknowledged_and_comes_again_rows_38_71(stack, simulator, store, guest, method):
    order = store.placed(guest)
    payment = started(guest, order, method)["id"]
    stack.postgres.stop_at_once()
    simulator.pay(payment, notify=False)
    delivery, = simulator.notify(payment)
    assert delivery["outcome"] == "refused" and delivery["status"] >= 500, delivery
    stack.postgres.start()
    stack.recovered()
    assert inbox(stack, store) == []
    until(lambda: acknowledged(simulator.notify(payment)) == 1, "it is taken now")
    becomes(guest, order, "accepted", seconds=20)


def test_all_that_gateways_repeat_after_an_outage_is_acknowledged_and_settled_once_row_69(stack, simulator, store):
    """Ten of each at once, as after ten minutes without us; the workers take it at their own pace."""
    orders = [store.placed() for _ in range(24)]
    payments = [started(store.staff, order, METHODS[number % 2])["id"] for number, order in enumerate(orders)]
    for program in stack.callbacks:
        program.stop()
    for payment in payments:
        simulator.pay(payment, notify=False)
    for program in stack.callbacks:
        program.start()
    deliveries = together([lambda payment=payment: simulator.notify(payment, copies=10, id=f"after-{payment}") for payment in payments])
    for order, delivered in zip(orders, deliveries):
        assert outcomes(delivered) == {"acknowledged": 10}
        becomes(store.staff, order, "accepted", seconds=30)
        assert len(causes(store.staff, order, "succeeded")) == 1
    assert len(inbox(stack, store)) == len(orders)


def test_a_notification_of_a_payment_nobody_knows_yet_is_parked_and_matched_later_row_67(stack, simulator, store, guest):
    order = store.placed(guest)
    payment = started(guest, order, "wechat_native")["id"]
    known = uuid_of(payment)
    elsewhere = "00000000" + known[8:]
    stack.postgres.rows("UPDATE payments SET id = %s WHERE id = %s", elsewhere, known)
    simulator.pay(payment, notify=False)
    assert outcomes(simulator.notify(payment)) == {"acknowledged": 1}
    until(lambda: inbox(stack, store)[0]["status"] == "parked", "parked")
    other = store.placed(guest)
    simulator.pay(started(guest, other, "wechat_native")["id"])
    becomes(guest, other, "accepted")
    stack.postgres.rows("UPDATE payments SET id = %s WHERE id = %s", known, elsewhere)
    becomes(guest, order, "accepted", seconds=30)
    until(lambda: {row["status"] for row in inbox(stack, store)} == {"applied"}, "matched", seconds=30)
