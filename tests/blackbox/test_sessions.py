"""POST /v1/sessions: a scanned table code becomes a guest's token."""

import pytest

from harness.client import Caller, problem
from harness.stores import TABLE


def session(caller, **body):
    return caller.post("/v1/sessions", body, expect=201).json()["session"]


def test_a_table_code_becomes_a_session_of_that_table(stack, store):
    answer = Caller(stack).post("/v1/sessions", {"table_code": store.table_code()}, expect=201)
    opened = answer.json()["session"]
    assert (opened["store_id"], opened["table"]) == (store.id, TABLE)
    assert opened["store_name"]["zh"] == f"测试店 {store.id}"
    assert answer.headers["Cache-Control"] == "no-store"


ACCOUNTS = {
    "both gateways": ({}, ["wechat_jsapi", "wechat_native", "alipay_precreate"]),
    "one": ({"wechat_account": ""}, ["alipay_precreate"]),
    "none": ({"wechat_account": "", "alipay_account": ""}, []),
}


@pytest.mark.parametrize("policy,methods", ACCOUNTS.values(), ids=ACCOUNTS)
def test_a_session_says_what_a_guest_can_pay_with_at_this_store(stack, new_store, policy, methods):
    assert session(Caller(stack), table_code=new_store(**policy).table_code())["payment_methods"] == methods


def test_an_earlier_token_keeps_the_guest_so_that_a_retry_after_renewal_is_the_same_callers(stack, store):
    nobody = Caller(stack)
    first = session(nobody, table_code=store.table_code())
    renewed = session(nobody, table_code=store.table_code(), previous_token=first["token"])
    assert renewed["guest_id"] == first["guest_id"]
    before, after = Caller(stack, first["token"]), Caller(stack, renewed["token"], replica=1)
    placed = before.place(store.order_body(), key="one-meal").json()
    again = after.place(store.order_body(), key="one-meal")
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json() == placed


def test_a_token_of_another_store_does_not_make_its_guest_known_here(stack, store, new_store):
    nobody, elsewhere = Caller(stack), new_store()
    there = session(nobody, table_code=elsewhere.table_code())
    here = session(nobody, table_code=store.table_code(), previous_token=there["token"])
    assert here["guest_id"] != there["guest_id"]


def test_two_scans_of_one_table_are_two_guests_who_do_not_see_each_others_orders(store):
    one, other = store.guest(), store.guest()
    order = store.placed(one)
    assert one.order(order)["order"]["id"] == order
    other.get(f"/v1/orders/{order}", expect=404)


TABLE_CODES = {
    "missing": ({}, "/table_code", "required"),
    "empty": ({"table_code": ""}, "/table_code", "required"),
    "not one of ours": ({"table_code": "hello"}, "/table_code", "unknown_table_code"),
    "a bad character": ({"table_code": "t1.1001.A 12.x"}, "/table_code", "bad_character"),
    "too long": ({"table_code": "t" * 129}, "/table_code", "too_long"),
    "a member too many": ({"table_code": "x", "store_id": 1}, "/store_id", "unknown_member"),
}


@pytest.mark.parametrize("body,pointer,code", TABLE_CODES.values(), ids=TABLE_CODES)
def test_a_bad_scan_is_refused_with_a_pointer_to_what_is_bad(stack, body, pointer, code):
    answer = Caller(stack).post("/v1/sessions", body, expect=400)
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert code in [error["code"] for error in answer.json()["errors"]]


def test_a_table_code_with_one_character_changed_opens_nothing(stack, store):
    code = store.table_code()
    for place in (3, len(code) // 2, len(code) - 1):
        changed = code[:place] + ("B" if code[place] != "B" else "C") + code[place + 1:]
        answer = Caller(stack).post("/v1/sessions", {"table_code": changed})
        assert problem(answer) == (400, "invalid_request", "/table_code"), changed


AUTHORIZATIONS = {
    "none": {},
    "no scheme": {"Authorization": "abc"},
    "basic": {"Authorization": "Basic YTpi"},
    "an unknown key": {"Authorization": "Bearer lr_nobodyatall_0123"},
    "a malformed key": {"Authorization": "Bearer lr_"},
    "a token with another signature": {"Authorization": "Bearer g1.AAAA.BBBB"},
}


@pytest.mark.parametrize("headers", AUTHORIZATIONS.values(), ids=AUTHORIZATIONS)
def test_who_is_not_known_gets_401_and_is_told_how_to_authenticate(stack, store, headers):
    answer = Caller(stack).call("GET", f"/v1/stores/{store.id}/menu", headers=headers, expect=401)
    assert answer.json()["code"] == "unauthenticated"
    assert answer.headers["WWW-Authenticate"] == "Bearer"
