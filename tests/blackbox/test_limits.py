"""Too large, too many, too fast; and the same order as protobuf."""

import json
import re
import subprocess

import pytest

from harness import places, raw
from harness.client import new_key, problem


def test_a_body_that_announces_too_much_is_refused_before_it_is_sent_row_14(stack, store, guest):
    for announced in (64 * 1024 + 1, 2**31, 2**62):
        answer = raw.exchange(stack.ingests[0], raw.head(guest, Content_Length=announced))
        assert raw.status_of(answer) == 413 and b"body_too_large" in answer, answer
    assert raw.status_of(raw.exchange(stack.ingests[0], raw.head(guest, Content_Length=10**30))) in (400, 413)
    assert store.orders_count() == 0


def test_a_chunked_body_of_two_megabytes_is_refused_row_14(stack, guest):
    chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
    answer = raw.exchange(stack.ingests[0], raw.head(guest, Transfer_Encoding="chunked"), chunk, chunk)
    assert raw.status_of(answer) == 413, answer


def test_a_body_shorter_than_it_said_is_no_order_row_14(stack, store, guest):
    body = json.dumps(store.order_body()).encode()
    answer = raw.exchange(stack.ingests[0], raw.head(guest, Content_Length=len(body) + 10), body, half_close=True)
    assert raw.status_of(answer) in (None, 400, 408)
    assert store.orders_count() == 0


LYING_LENGTHS = ["-1", "1e3", "0x10", "+5", "5, 5", ""]


@pytest.mark.parametrize("length", LYING_LENGTHS)
def test_a_length_that_is_no_number_is_refused_row_14(stack, guest, length):
    answer = raw.exchange(stack.ingests[0], raw.head(guest, Content_Length=length), b"{}")
    assert raw.status_of(answer) == 400, answer


def test_headers_and_addresses_have_limits(stack, guest):
    program = stack.ingests[0]
    assert raw.status_of(raw.exchange(program, raw.head(guest, X_Long="x" * 9000))) == 431
    assert raw.status_of(raw.exchange(program, raw.head(guest, path="/v1/orders?" + "a" * 4000))) == 414


def test_a_guest_who_is_too_fast_is_told_how_long_to_wait_and_others_are_served(store, guest):
    answers = [guest.post("/v1/orders", {}, key=new_key()) for _ in range(61)]
    limits = [answer.headers["RateLimit"] for answer in answers]
    assert [answer.status_code for answer in answers] == [400] * 60 + [429]
    assert answers[0].headers["RateLimit-Policy"] == '"guest";q=60;w=60'
    remaining = [int(re.search(r";r=(\d+)", limit).group(1)) for limit in limits]
    assert remaining[0] == 59 and remaining[-1] == 0 and remaining == sorted(remaining, reverse=True)
    assert problem(answers[-1])[1] == "rate_limited" and answers[-1].json()["retry_after_ms"] > 0
    store.guest().place(store.order_body())
    guest.get(f"/v1/stores/{store.id}/menu")  # reading goes on


# ---- protobuf, by the protoc that built the programs

ORDER_TEXT = """store_id: %d channel: CHANNEL_QR_SCAN service { kind: SERVICE_KIND_DINE_IN table: "A12" guests: 2 }
lines { sku: "gongbao" quantity: 1 options: "less_spicy" note: "不要花生" }"""
PROTOBUF = {"Content-Type": "application/x-protobuf"}


def protoc(action, message, given):
    command = ["protoc", f"--{action}=lunchrush.v1.{message}", "-I", places.REPOSITORY, "proto/lunchrush/v1/payments.proto"]
    return subprocess.run(command, cwd=places.REPOSITORY, input=given, capture_output=True, check=True).stdout


def encoded(store):
    return protoc("encode", "CreateOrderRequest", (ORDER_TEXT % store.id).encode())


def test_an_order_may_come_as_protobuf_and_is_answered_as_protobuf(store, guest):
    answer = guest.post("/v1/orders", data=encoded(store), headers=PROTOBUF, key=new_key(), expect=201)
    assert answer.headers["Content-Type"] == "application/x-protobuf"
    told = protoc("decode", "CreateOrderResponse", answer.content).decode()
    order_id = re.search(r'id: "(ord_\w+)"', told).group(1)
    assert "total: 2200" in told and "status: ORDER_STATUS_AWAITING_PAYMENT" in told
    assert guest.order(order_id)["order"]["lines"][0]["note"] == "不要花生"


def test_one_order_as_json_and_as_protobuf_under_one_key_is_one_order(store, guest):
    key = new_key()
    body = store.order_body({"sku": "gongbao", "quantity": 1, "options": ["less_spicy"], "note": "不要花生"})
    first = guest.place(body, key=key)
    again = guest.at(1).post("/v1/orders", data=encoded(store), key=key, expect=201,
                             headers={**PROTOBUF, "Accept": "application/json"})
    assert again.content == first.content and again.headers["Idempotent-Replayed"] == "true"
    assert store.orders_count() == 1


BAD_PROTOBUF = {"garbage": b"\xff\xff\xff\xff", "cut off": b"\x22\x7f\x01", "a group": b"\x0b\x0c", "nothing": b"",
                "a field nobody knows": b"\xf8\x07\x01"}


@pytest.mark.parametrize("body", BAD_PROTOBUF.values(), ids=BAD_PROTOBUF)
def test_bad_protobuf_is_refused_in_words_of_json(guest, body):
    answer = guest.post("/v1/orders", data=body, headers=PROTOBUF, key=new_key(), expect=400)
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_protobuf_that_breaks_a_rule_is_refused_with_the_same_pointer_as_json(store, guest):
    text = (ORDER_TEXT % store.id).replace("quantity: 1", "quantity: 1000")
    body = protoc("encode", "CreateOrderRequest", text.encode())
    answer = guest.post("/v1/orders", data=body, headers=PROTOBUF, key=new_key())
    assert problem(answer) == (400, "invalid_request", "/lines/0/quantity")
