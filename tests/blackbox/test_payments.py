"""Paying: every method through both gateways, from the order to the kitchen."""

import pytest

from harness.client import new_key, problem
from harness.feed import Feed
from harness.gateways import AUTH_CODE, CODES, ONLINE, becomes, causes, details, payment_becomes, payment_of, started


@pytest.mark.parametrize("method", ONLINE)
def test_an_order_is_paid_notified_accepted_and_in_the_kitchen(simulator, store, guest, method):
    order = store.placed(guest, "gongbao", "tea")
    payment = started(guest, order, method)
    assert (payment["status"], payment["amount"], payment["method"]) == ("pending", 3000, method)
    with Feed(store.kitchen, store.id) as screen:
        screen.until_kind("hello")
        simulator.pay(payment["id"])
        becomes(guest, order, "accepted")
        ticket = screen.until_kind("ticket.queued", order)
    assert ticket.data["data"], ticket.data
    view = guest.order(order)
    assert view["payment_intent"]["status"] == "succeeded" and int(view["order"]["pickup_number"]) > 0
    assert [(each["id"], each["status"]) for each in view["payments"]] == [(payment["id"], "succeeded")]
    tickets = store.kitchen.get(f"/v1/stores/{store.id}/tickets").json()["items"]
    assert sorted(ticket["station"] for ticket in tickets) == ["bar", "wok"]
    assert causes(store.staff, order, "succeeded") == ["notification"]


ACTIONS = {"wechat_jsapi": lambda a: set(a["client_parameters"]) == {"appId", "timeStamp", "nonceStr", "package", "signType", "paySign"},
           "wechat_native": lambda a: a["code_url"].startswith("weixin://wxpay/bizpayurl?pr="),
           "alipay_precreate": lambda a: a["code_url"].startswith("https://qr.alipay.com/")}


@pytest.mark.parametrize("method", ONLINE)
def test_the_first_answer_says_what_the_guests_device_does_next(store, guest, method):
    action = started(guest, store.placed(guest), method)["action"]
    assert ACTIONS[method](action), action


@pytest.mark.parametrize("method", CODES)
def test_a_code_from_the_guests_phone_pays_at_once(store, method):
    order = store.placed(store.pos)
    payment = started(store.pos, order, method)
    assert payment["status"] == "succeeded"
    assert store.pos.status(order) == "accepted"
    cause, = causes(store.staff, order, "succeeded")
    assert cause in ("request", "notification")  # the gateway's may overtake its own answer


@pytest.mark.parametrize("method", CODES)
def test_a_guest_who_has_to_type_a_password_has_paid_when_the_gateway_says_so(simulator, store, method):
    simulator.script({"action": "userpaying", "queries": 2, "then": "success"})
    order = store.placed(store.pos)
    key = new_key()
    how = {"method": method, **details(method)}
    answer = store.pos.post(f"/v1/orders/{order}/payments", how, key=key)
    assert answer.status_code in (201, 503), answer.text
    becomes(store.pos, order, "accepted")
    again = store.pos.post(f"/v1/orders/{order}/payments", how, key=key, expect=201)
    assert again.json()["payment"]["id"] == store.pos.order(order)["payments"][0]["id"]
    assert len(store.pos.order(order)["payments"]) == 1


@pytest.mark.parametrize("method", CODES)
def test_a_guest_who_never_types_the_password_has_not_paid_and_may_pay_anew(simulator, store, method):
    simulator.script({"action": "userpaying", "queries": 1000})
    order = store.placed(store.pos)
    store.pos.post(f"/v1/orders/{order}/payments", {"method": method, **details(method)}, key=new_key())
    payment = store.pos.order(order)["payments"][0]["id"]
    payment_becomes(store.pos, order, payment, "closed", seconds=20)
    assert simulator.trade(payment)["state"] in ("closed", "revoked")
    started(store.pos, order, "cash")
    assert store.pos.status(order) == "accepted"


def test_a_guest_whose_code_is_refused_may_pay_anew(simulator, store):
    simulator.script({"action": "userpaying", "queries": 1, "then": "failure"})
    order = store.placed(store.pos)
    store.pos.post(f"/v1/orders/{order}/payments", {"method": "wechat_code", **details("wechat_code")}, key=new_key())
    payment = store.pos.order(order)["payments"][0]["id"]
    becomes(store.pos, order, "awaiting_payment")
    payment_becomes(store.pos, order, payment, "failed", seconds=20)
    assert started(store.pos, order, "alipay_code")["status"] == "succeeded"


def test_cash_is_taken_at_the_till_and_the_order_is_accepted_at_once(store, guest):
    order = store.placed(guest)
    assert started(store.pos, order, "cash")["status"] == "succeeded"
    assert guest.status(order) == "accepted"
    assert problem(guest.start_payment(order, "wechat_native", expect=409))[1] == "already_paid"


def test_a_repeat_of_a_payment_is_the_same_payment(store, simulator, guest):
    order, key = store.placed(guest), new_key()
    first = guest.start_payment(order, "wechat_native", key=key)
    again = guest.at(1).start_payment(order, "wechat_native", key=key)
    assert again.content == first.content and again.headers["Idempotent-Replayed"] == "true"
    assert problem(guest.start_payment(order, "alipay_precreate", key=key, expect=422))[1] == "idempotency_key_reused"
    simulator.pay(first.json()["payment"]["id"])
    becomes(guest, order, "accepted")
    assert guest.start_payment(order, "wechat_native", key=key).content == first.content


def test_another_payment_closes_the_one_before_it_so_that_only_one_number_can_be_paid(simulator, store, guest):
    order = store.placed(guest)
    first, second = started(guest, order, "wechat_native"), started(guest, order, "alipay_precreate")
    assert payment_of(guest, order, first["id"])["status"] == "closed"
    assert simulator.pays(first["id"]) is False
    simulator.pay(second["id"])
    becomes(guest, order, "accepted")


def test_an_order_paid_after_the_meal_is_paid_without_another_ticket(simulator, store, guest):
    order = store.placed(guest, payment_timing="postpay")
    payment = started(guest, order, "wechat_native")
    simulator.pay(payment["id"])
    payment_becomes(guest, order, payment["id"], "succeeded")
    view = guest.order(order)
    assert (view["order"]["status"], view["payment_intent"]["status"]) == ("accepted", "succeeded")
    assert len(store.kitchen.get(f"/v1/stores/{store.id}/tickets").json()["items"]) == 1


REFUSED = [
    # who, body, status, code, pointer
    ("guest", {"method": "wechat_jsapi"}, 400, "invalid_request", "/payer/openid"),
    ("guest", {"method": "wechat_code", "auth_code": AUTH_CODE["wechat_code"] + "0" * 16}, 403, "forbidden", None),
    ("guest", {"method": "cash"}, 403, "forbidden", None),
    ("kiosk", {"method": "cash"}, 403, "forbidden", None),
    ("pos", {"method": "alipay_code"}, 400, "invalid_request", "/auth_code"),
    ("pos", {"method": "alipay_code", "auth_code": "12x"}, 400, "invalid_request", "/auth_code"),
    ("pos", {"method": "barter"}, 400, "invalid_request", "/method"),
    ("pos", {}, 400, "invalid_request", "/method"),
    ("pos", {"method": "cash", "amount": 1}, 400, "invalid_request", "/amount"),
]


@pytest.mark.parametrize("who,body,status,code,pointer", REFUSED)
def test_a_payment_that_cannot_be_started_is_refused_before_its_gateway_hears_of_it(store, guest, who, body, status, code, pointer):
    order = store.placed(guest)
    caller = guest if who == "guest" else getattr(store, who)
    answer = caller.post(f"/v1/orders/{order}/payments", body, key=new_key())
    assert problem(answer) == (status, code, pointer)
    assert guest.order(order)["payments"] == []


def test_a_store_without_an_account_does_not_offer_its_methods(new_store):
    cash_only = new_store(wechat_account=None, alipay_account=None)
    order = cash_only.placed(cash_only.pos)
    for method in ONLINE:
        answer = cash_only.pos.start_payment(order, method, expect=400, **details(method))
        assert problem(answer)[2] == "/method"


def test_a_payment_of_an_order_of_others_is_not_found(store):
    order = store.placed(store.guest())
    store.guest().start_payment(order, "wechat_native", expect=404)


def test_nobody_but_the_gateway_can_say_that_an_order_is_paid(stack, store, guest):
    order = store.placed(guest)
    payment = started(guest, order, "wechat_native")["id"]
    for path in (f"/v1/payments/{payment}", f"/v1/orders/{order}/payments/{payment}", "/v1/notify/wechatpay/wechat-demo"):
        guest.call("POST", path, {"status": "succeeded"}, key=new_key(), expect=404)
    assert guest.status(order) == "awaiting_payment"
    assert stack.simulator.bill() == [line for line in stack.simulator.bill() if line["out_trade_no"] != payment]
