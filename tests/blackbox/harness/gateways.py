"""Paying as guests do: the methods there are, and the way from an order to its paid state."""

from harness.waiting import equals

ONLINE = ["wechat_jsapi", "wechat_native", "alipay_precreate"]
CODES = ["wechat_code", "alipay_code"]
AUTH_CODE = {"wechat_code": "13", "alipay_code": "28"}
_next_code = iter(range(10**14, 10**15))


def details(method):
    """What a method needs beside its name: who pays, or a fresh code from the guest's phone."""
    if method == "wechat_jsapi":
        return {"payer": {"openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}}
    if method in AUTH_CODE:
        return {"auth_code": AUTH_CODE[method] + str(next(_next_code))[-16:].zfill(16)}
    return {}


def started(caller, order, method, **more):
    """The payment as it was first answered."""
    return caller.start_payment(order, method, **details(method), **more).json()["payment"]


def becomes(caller, order, status, seconds=15):
    equals(lambda: caller.status(order), status, f"the status of {order}", seconds)


def payment_becomes(caller, order, payment, status, seconds=15):
    equals(lambda: payment_of(caller, order, payment)["status"], status, f"the status of {payment}", seconds)


def payment_of(caller, order, payment):
    return next(each for each in caller.order(order)["payments"] if each["id"] == payment)


def refunds_of(caller, order):
    return caller.order(order)["refunds"]


def causes(staff, order, to, of="payment"):
    """Why the order's payment (or order, refund …) became that, by its timeline."""
    return [item["cause"] for item in staff.get(f"/v1/orders/{order}/timeline").json()["items"]
            if item["object"] == of and item["to"] == to]
