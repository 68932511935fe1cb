"""Many orders in one breath."""

import entries
import wire

COUNT = 16


def test_sixteen_orders_in_one_breath_some_of_them_bad_are_answered_in_order_row_20(edge):
    ids = [edge.fresh_id("piped") for _ in range(COUNT)]
    bad = {1: b"{}", 5: b"[", 6: b'{"a":1,"a":2}', 11: b"\xff"}
    said = b"".join(entries.request(edge.caller(one), bad.get(at, edge.words("")["order"])) for at, one in enumerate(ids))
    heard = wire.talk(edge.program.port, said, COUNT)
    assert [answer.fields["x-request-id"] for answer in heard.answers] == ids
    assert [answer.status for answer in heard.answers] == [400 if at in bad else 201 for at in range(COUNT)]


def test_a_key_repeated_in_one_breath_is_one_order_row_20(edge):
    order = entries.request(edge.caller(edge.fresh_id("same")), edge.words("")["order"])
    heard = wire.talk(edge.program.port, order * COUNT, COUNT)
    assert [answer.status for answer in heard.answers] == [201] * COUNT
    assert len({answer.body for answer in heard.answers}) == 1


def test_after_one_that_is_in_doubt_nobody_behind_it_is_served_row_20(edge):
    before, after = edge.fresh_id("before"), edge.fresh_id("after")
    doubt = b"POST /v1/orders HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n"
    heard = wire.talk(edge.program.port, edge.marked(before) + doubt + edge.marked(after) * COUNT)
    assert [answer.status for answer in heard.answers] == [201, 400]
    assert after not in edge.bystander(edge.program.port) and edge.was_placed(before) and not edge.was_placed(after)
