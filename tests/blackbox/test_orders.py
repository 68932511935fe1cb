"""POST /v1/orders: placing, pricing, refusing."""

import json

import pytest

from harness.client import new_key, problem
from harness.menus import GONGBAO_FEN
from harness.stores import TABLE


def test_an_order_is_priced_by_us_and_waits_for_its_payment(store, guest):
    answer = guest.place(store.order_body({"sku": "gongbao", "quantity": 2, "options": ["less_spicy", "peanuts"], "note": "不要花生"},
                                          ("rice", 3), expected_total=2 * (GONGBAO_FEN + 300) + 900, note="快一点"))
    order, intent = answer.json()["order"], answer.json()["payment_intent"]
    assert (order["status"], order["total"], order["currency"]) == ("awaiting_payment", 5900, "CNY")
    assert (intent["status"], intent["amount"]) == ("requires_payment", 5900)
    chicken, rice = order["lines"]
    assert (chicken["unit_price"], chicken["amount"], chicken["note"]) == (2500, 5000, "不要花生")
    assert [option["price_delta"] for option in chicken["options"]] == [0, 300]
    assert (rice["unit_price"], rice["amount"], rice["station"]) == (300, 900, "rice")
    assert answer.headers["Location"] == f"/v1/orders/{order['id']}"
    assert order["id"].startswith("ord_") and intent["id"].startswith("pi_")
    assert "pickup_number" not in order
    assert order["expires_at"] == intent["expires_at"]


def test_a_set_is_sold_at_its_own_price_and_made_of_its_parts(store, guest):
    line = guest.place(store.order_body(("lunch_set", 2))).json()["order"]["lines"][0]
    assert (line["unit_price"], line["amount"]) == (3200, 6400)
    assert [(part["sku"], part["quantity"], part["station"]) for part in line["components"]] == [
        ("gongbao", 2, "wok"), ("rice", 4, "rice")]


def test_an_order_paid_after_the_meal_is_in_the_kitchen_at_once_with_a_number_to_call(store, guest):
    order = guest.place(store.order_body("gongbao", "tea", payment_timing="postpay")).json()["order"]
    assert order["status"] == "accepted" and int(order["pickup_number"]) > 0
    tickets = store.kitchen.get(f"/v1/stores/{store.id}/tickets").json()["items"]
    assert sorted(ticket["station"] for ticket in tickets) == ["bar", "wok"]
    assert {ticket["pickup_number"] for ticket in tickets} == {order["pickup_number"]}


def test_a_price_that_is_not_the_guests_is_told_with_our_quote_and_nothing_is_stored(store, guest):
    answer = guest.place(store.order_body(expected_total=1), expect=409)
    assert problem(answer) == (409, "price_changed", "/expected_total")
    assert answer.json()["quote"]["total"] == GONGBAO_FEN
    assert store.orders_count() == 0


def test_a_store_that_takes_no_orders_says_so(store, guest, new_store):
    closed = new_store(taking_orders=False)
    assert problem(closed.guest().place(closed.order_body(), expect=409))[1] == "store_closed"


def test_the_same_number_of_the_caller_names_one_order_only(store):
    store.pos.place(store.order_body(client_order_no="T-1"))
    assert problem(store.pos.place(store.order_body(client_order_no="T-1"), expect=409))[1] == "client_order_no_taken"
    found = store.pos.get("/v1/orders", params={"store_id": store.id, "client_order_no": "T-1"}).json()["items"]
    assert len(found) == 1


def test_a_guest_orders_for_the_own_table_only(store, guest):
    body = store.order_body(service={"kind": "dine_in", "table": "B1", "guests": 1})
    assert problem(guest.place(body, expect=400)) == (400, "invalid_request", "/service/table")


def test_a_guest_who_takes_away_cannot_pay_after_the_meal(store, guest):
    body = store.order_body(service={"kind": "takeout"}, payment_timing="postpay")
    assert problem(guest.place(body, expect=400)) == (400, "invalid_request", "/payment_timing")


# What is wrong, where: (change of a good body, status, code of the error, pointer)
BAD_BODIES = {
    "no store": (lambda b: b.pop("store_id"), 400, "required", "/store_id"),
    "store 0": (lambda b: b.update(store_id=0), 400, "out_of_range", "/store_id"),
    "store above 32 bits": (lambda b: b.update(store_id=2**32), 400, "out_of_range", "/store_id"),
    "store as text": (lambda b: b.update(store_id="2001"), 400, "wrong_type", "/store_id"),
    "channel unknown": (lambda b: b.update(channel="fax"), 400, "unknown_value", "/channel"),
    "channel missing": (lambda b: b.pop("channel"), 400, "required", "/channel"),
    "no service": (lambda b: b.pop("service"), 400, "required", "/service"),
    "service without kind": (lambda b: b["service"].pop("kind"), 400, "required", "/service/kind"),
    "guests below zero": (lambda b: b["service"].update(guests=-1), 400, "out_of_range", "/service/guests"),
    "no lines": (lambda b: b.update(lines=[]), 400, "required", "/lines"),
    "lines an object": (lambda b: b.update(lines={}), 400, "wrong_type", "/lines"),
    "101 lines": (lambda b: b.update(lines=b["lines"] * 101), 400, "too_many", "/lines"),
    "a line that is a number": (lambda b: b.update(lines=[7]), 400, "wrong_type", "/lines/0"),
    "sku missing": (lambda b: b["lines"][0].pop("sku"), 400, "required", "/lines/0/sku"),
    "sku unknown": (lambda b: b["lines"][0].update(sku="caviar"), 400, "unknown_dish", "/lines/0/sku"),
    "sku with a quote": (lambda b: b["lines"][0].update(sku="a'; DROP TABLE orders"), 400, "bad_character", "/lines/0/sku"),
    "option unknown": (lambda b: b["lines"][0].update(options=["gold"]), 400, "unknown_option", "/lines/0/options/0"),
    "option twice": (lambda b: b["lines"][0].update(options=["peanuts", "peanuts"]), 400, "duplicate", "/lines/0/options/1"),
    "two of one choice": (lambda b: b["lines"][0].update(options=["less_spicy", "extra_spicy"]), 400, "option_count",
                          "/lines/0/options"),
    "a choice not made": (lambda b: b["lines"].append({"sku": "noodles", "quantity": 1}), 400, "option_count", "/lines/1/options"),
    "more than are sold": (lambda b: b["lines"].append({"sku": "rice", "quantity": 11}), 400, "quantity_max", "/lines/1/quantity"),
    "more than are sold, in two lines": (lambda b: b["lines"].extend([{"sku": "rice", "quantity": 6}] * 2), 400, "quantity_max",
                                         "/lines/2/quantity"),
    "a note too long": (lambda b: b.update(note="啊" * 201), 400, "too_long", "/note"),
    "a member nobody knows": (lambda b: b.update(price=1), 400, "unknown_member", "/price"),
    "a status of one's own": (lambda b: b.update(status="accepted"), 400, "unknown_member", "/status"),
    "an amount in a line": (lambda b: b["lines"][0].update(unit_price=1), 400, "unknown_member", "/lines/0/unit_price"),
    "null": (lambda b: b.update(note=None), 400, "null_value", "/note"),
    "a client number with a blank": (lambda b: b.update(client_order_no="a b"), 400, "bad_character", "/client_order_no"),
}


@pytest.mark.parametrize("change,status,code,pointer", BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_bad_order_is_refused_with_a_pointer_to_what_is_bad(store, guest, change, status, code, pointer):
    body = store.order_body()
    change(body)
    answer = guest.place(body, expect=status)
    assert (pointer, code) in [(error["pointer"], error["code"]) for error in answer.json()["errors"]], answer.text
    assert store.orders_count() == 0


# faults.md row 17: an amount is a whole number of fen that fits, or it is nothing.
AMOUNTS = ["1e2", "1.0", '"100"', "-1", "-0", "9223372036854775808", "18446744073709551616", "1e400", "true", "[1]", "{}",
           "100000001", "0x10", "01", "NaN"]


@pytest.mark.parametrize("text", AMOUNTS)
def test_an_amount_that_is_not_a_whole_number_in_bounds_is_refused_row_17(store, guest, text):
    body = json.dumps(store.order_body(expected_total=777777)).replace("777777", text)
    answer = guest.post("/v1/orders", data=body.encode(), key=new_key(), expect=400)
    assert answer.json()["code"] in ("invalid_request", "malformed_body")
    assert store.orders_count() == 0


QUANTITIES = ["0", "-1", "1.0", "1e0", "1000", "2147483648", "9223372036854775808", '"1"']


@pytest.mark.parametrize("text", QUANTITIES)
def test_a_quantity_that_is_not_a_whole_number_in_bounds_is_refused_row_17(store, guest, text):
    body = json.dumps(store.order_body(("gongbao", 777))).replace("777", text)
    answer = guest.post("/v1/orders", data=body.encode(), key=new_key(), expect=400)
    assert answer.json()["errors"][0]["pointer"] == "/lines/0/quantity"


def test_a_sum_that_overflows_the_most_an_order_may_cost_is_refused_row_17(store, guest):
    for lines in [[("banquet", 2)], [("banquet", 1), ("banquet", 1)], [("banquet", 99)]]:
        answer = guest.place(store.order_body(*lines), expect=400)
        assert answer.json()["errors"][0]["code"] == "total_max", answer.text


def test_an_order_for_nothing_is_refused_because_no_gateway_takes_a_payment_of_nothing_row_17(store, guest):
    for line in ({"sku": "water", "quantity": 1}, {"sku": "gongbao", "quantity": 1, "options": ["small"]}):
        assert guest.place(store.order_body(line), expect=400).json()["errors"][0]["code"] == "total_min"


# faults.md rows 15 and 16: JSON that means two things, or nothing.
def _with(text):
    return lambda good: good.replace(b'"note": ""', b'"note": ' + text)


HOSTILE_JSON = {
    "empty": (lambda good: b"", 400),
    "not JSON": (lambda good: b"store_id=2001", 400),
    "a list": (lambda good: b"[" + good + b"]", 400),
    "two documents": (lambda good: good + b" {}", 400),
    "cut off": (lambda good: good[:-3], 400),
    "a trailing comma": (lambda good: good[:-1] + b",}", 400),
    "a comment": (lambda good: b"/* */" + good, 400),
    "a byte order mark": (lambda good: b"\xef\xbb\xbf" + good, 400),
    "a member twice": (lambda good: good[:-1] + b', "store_id": 1}', 400),
    "a member twice, deep": (lambda good: good.replace(b'"sku": "gongbao"', b'"sku": "gongbao", "sku": "rice"'), 400),
    "a member twice, escaped": (lambda good: good[:-1] + b', "st\\u006fre_id": 1}', 400),
    "nested 33 deep": (_with(b"[" * 33 + b"]" * 33), 400),
    "nested 20,000 deep": (_with(b"[" * 20_000 + b"]" * 20_000), 400),
    "a list of 20,000": (_with(b"[" + b"1," * 19_999 + b"1]"), 400),
    "UTF-8 cut short": (_with(b'"\xe5\xae"'), 400),
    "UTF-8 overlong": (_with(b'"\xc0\xaf"'), 400),
    "a surrogate in UTF-8": (_with(b'"\xed\xa0\x80"'), 400),
    "GBK": (_with('"宫保"'.encode("gbk")), 400),
    "a raw NUL": (_with(b'"a\x00b"'), 400),
    "an escaped NUL": (_with(b'"a\\u0000b"'), 400),
    "half a surrogate pair": (_with(b'"\\ud83c"'), 400),
    "the wrong half first": (_with(b'"\\udf5c\\ud83c"'), 400),
    "a raw line end": (_with(b'"a\nb"'), 400),
    "a bad escape": (_with(b'"\\x41"'), 400),
    "an infinity": (_with(b"1e999"), 400),
}


@pytest.mark.parametrize("change,status", HOSTILE_JSON.values(), ids=HOSTILE_JSON)
def test_json_that_means_two_things_or_nothing_is_refused_rows_15_16(store, guest, change, status):
    good = json.dumps(store.order_body(note=""), ensure_ascii=False).encode()
    answer = guest.post("/v1/orders", data=change(good), key=new_key(), expect=status)
    assert answer.json()["code"] in ("invalid_request", "malformed_body")
    assert store.orders_count() == 0


GOOD_TEXTS = {
    "an emoji": ('"🍜"', "🍜"),
    "an escaped pair": ('"\\ud83c\\udf5c"', "🍜"),
    "right to left": ('"\\u202eabc"', "\u202eabc"),
    "a quote and a backslash": ('"\\"\\\\"', '"\\'),
    "SQL": ("\"'); DROP TABLE orders; --\"", "'); DROP TABLE orders; --"),
    "markup": ('"<script>alert(1)</script>"', "<script>alert(1)</script>"),
    "200 characters": ('"' + "啊" * 200 + '"', "啊" * 200),
}


@pytest.mark.parametrize("text,meant", GOOD_TEXTS.values(), ids=GOOD_TEXTS)
def test_any_text_that_is_text_comes_back_as_it_was_row_16(store, guest, text, meant):
    body = json.dumps(store.order_body(note="NOTE")).replace('"NOTE"', text)
    placed = guest.post("/v1/orders", data=body.encode(), key=new_key(), expect=201).json()["order"]
    assert guest.order(placed["id"])["order"]["note"] == meant


MEDIA = {"text/plain": 415, "application/x-www-form-urlencoded": 415, "multipart/form-data": 415, "": 415,
         "application/json; charset=utf-8": 201}


@pytest.mark.parametrize("media_type,status", MEDIA.items(), ids=[name or "none" for name in MEDIA])
def test_a_body_says_what_it_is(store, guest, media_type, status):
    data = json.dumps(store.order_body()).encode()
    guest.post("/v1/orders", data=data, key=new_key(), headers={"Content-Type": media_type}, expect=status)


def test_no_store_and_no_table_of_others_takes_an_order_from_a_guest(store, guest, new_store):
    elsewhere = new_store()
    guest.place(elsewhere.order_body(), expect=404)
    guest.place({**store.order_body(), "store_id": 4_000_000_000}, expect=404)
    assert elsewhere.orders_count() == 0 and TABLE == store.order_body()["service"]["table"]
