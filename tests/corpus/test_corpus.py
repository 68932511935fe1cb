"""Every entry of the corpus, directly and through HAProxy. What an entry is and what is expected: README.md."""

import pytest

import entries
import wire
from harness.waiting import TooLate, until

ENTRIES = entries.all_entries()
ENTRIES_MIN = 200
GROWTH_KB_MAX = 8 * 1024
SECONDS_MAX = 3  # until both have counted
each_entry = pytest.mark.parametrize("entry", ENTRIES, ids=[f"{entry.family}/{entry.name}" for entry in ENTRIES])


@pytest.fixture(scope="module", autouse=True)
def memory(edge):
    """Of the program, once it has served some orders: allocators take their first pages then."""
    for _ in range(50):
        assert [answer.status for answer in wire.talk(edge.program.port, edge.words(edge.fresh_id("warm"))["good"], 1).answers] == [201]
    edge.bystander(edge.program.port)
    return edge.program.process.resident_kb()


def sent(edge, port, entry, expected):
    """What was answered to the entry and to the marked request behind it."""
    first_id, marked_id = edge.fresh_id("first"), edge.fresh_id("marked")
    said = entry.bytes_for(edge.words(first_id))
    if not entry.alone:
        said += edge.marked(marked_id)
    count = len(expected.answers) + 1 if expected.ending == "next" and not entry.alone else None
    heard = wire.talk(port, said, count, entry.alone, any(line.startswith("> HEAD ") for line in entry.lines))
    return heard, marked_id


def check_answers(heard, expected, marked_id, alone):
    statuses = [answer.status for answer in heard.answers]
    wanted = [sorted(one) for one in expected.answers]
    told = f"heard {statuses} and {heard.rest[:200]!r}, wanted {wanted} and {expected.ending}"
    assert heard.ended, f"the connection was left open: {told}"
    assert heard.rest == b"" or expected.lost, f"more than answers: {told}"
    assert not [answer for answer in heard.answers if "x-evil" in answer.fields], f"a field was injected: {told}"
    if expected.ending == "next" and not alone:
        assert statuses[-1:] == [201] and heard.answers[-1].fields["x-request-id"] == marked_id, f"the marked one: {told}"
        statuses.pop()
    if expected.ending == "either" and heard.answers and heard.answers[-1].fields.get("x-request-id") == marked_id:
        assert statuses.pop() == 201, told
    if expected.lost and len(statuses) == expected.sure:
        wanted = wanted[:expected.sure]
    assert len(statuses) == len(wanted) and all(map(lambda got, may: got in may, statuses, wanted)), told


def check_reach(edge, ids, expected, marked_id, alone, forwarded=()):
    """What HAProxy forwarded as a request of its own was not hidden in another, though it was meant to be."""
    reached = marked_id in ids if expected.ending == "either" else expected.ending == "next" and not alone
    assert (marked_id in ids) == reached and edge.was_placed(marked_id) == reached, f"the marked request; the log: {ids}"
    assert not [one for one in ids if one and one.startswith("smuggled") and one not in forwarded], f"the log: {ids}"


@each_entry
def test_it_is_answered_as_it_must_be_and_nothing_behind_it_is_taken_for_a_request(edge, entry):
    before = edge.seen()
    heard, marked_id = sent(edge, edge.program.port, entry, entry.direct)
    check_answers(heard, entry.direct, marked_id, entry.alone)
    if entry.direct.ending == "close" and heard.answers and not entry.alone:
        assert heard.answers[-1].fields.get("connection") == "close", "closed without a word"
    if entry.direct.answers and not entry.alone:  # one that is cut off may be counted as given up
        edge.saw(len(entry.direct.answers) + (entry.direct.ending == "next" and not entry.alone), before)
    check_reach(edge, edge.bystander(edge.program.port), entry.direct, marked_id, entry.alone)


def seen_as_forwarded(edge, before, haproxy, forwarded_before):
    """Ingest saw every request that HAProxy sent and no other. One that HAProxy refused before its connection to ingest
    was made may have been kept back: which of the two comes first is a race within HAProxy."""
    counts = []

    def look():
        requests = haproxy.forwarded()[forwarded_before:]
        counts[:] = [sum(request.connected for request in requests), edge.seen() - before, len(requests)]
        return counts == sorted(counts)

    try:
        until(look, "ingest saw what HAProxy forwarded", SECONDS_MAX)
    except TooLate as late:
        raise TooLate(f"surely forwarded, seen by ingest, forwarded at most: {counts}") from late


@each_entry
def test_behind_haproxy_as_many_requests_are_seen_as_it_forwarded_row_10(edge, haproxy, entry):
    before, forwarded_before = edge.seen(), len(haproxy.forwarded())
    heard, marked_id = sent(edge, haproxy.port, entry, entry.haproxy)
    ids = edge.bystander(haproxy.port)
    seen_as_forwarded(edge, before, haproxy, forwarded_before)
    forwarded = [request.id for request in haproxy.forwarded()[forwarded_before:]]
    if marked_id in ids:
        assert forwarded.count(marked_id) == 1, f"the marked request reached a handler inside another: {forwarded}"
    check_answers(heard, entry.haproxy, marked_id, entry.alone)
    check_reach(edge, ids, entry.haproxy, marked_id, entry.alone, forwarded)


def test_the_program_lives_and_is_no_larger_than_it_was(edge, memory):
    """I25; comes last."""
    edge.bystander(edge.program.port)
    grown = edge.program.process.resident_kb() - memory
    print(f"grown by {grown} KB")
    assert grown < GROWTH_KB_MAX


def test_the_corpus_is_as_large_as_it_says_and_covers_the_rows():
    assert len(ENTRIES) >= ENTRIES_MIN
    assert {10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 26} <= {row for entry in ENTRIES for row in entry.rows}
