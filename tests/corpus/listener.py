"""What ingest says it has seen, and the words of a request that are this run's own."""

import itertools
import json

import entries
import wire
from harness.waiting import equals, until

_numbers = itertools.count(1)


class Edge:
    def __init__(self, stack, store):
        self.program = stack.ingests[0]
        self._database, self._store = stack.postgres, store
        self._log = open(self.program.process.log, encoding="utf-8")  # pylint: disable=consider-using-with
        self._begun = ""  # of the log's last line

    def fresh_id(self, kind):
        return f"{kind}-{next(_numbers)}"

    def caller(self, request_id):
        return (f"Host: lunchrush\r\nAuthorization: Bearer {self._store.pos.token}\r\nContent-Type: application/json\r\n"
                f"Idempotency-Key: key-{request_id}\r\nX-Request-Id: {request_id}").encode()

    def words(self, request_id):
        """For entries.expand: what <name> stands for."""
        order = entries.order_body(self._store.id)
        caller = self.caller(request_id)
        return {"id": request_id.encode(), "key": f"key-{request_id}".encode(), "token": self._store.pos.token.encode(),
                "store": b"%d" % self._store.id, "order": order, "size": b"%d" % len(order), "caller": caller, "begin": order[:order.index(b'"lines"')], "post": b"POST /v1/orders HTTP/1.1\r\n" + caller,
                "good": entries.request(self.caller(self.fresh_id("good")), order),
                "smuggled": entries.request(self.caller(self.fresh_id("smuggled")), order)}

    def marked(self, request_id):
        """A good order that can be found by its id in the log and by its client_order_no in the database."""
        return entries.request(self.caller(request_id), entries.order_body(self._store.id, client_order_no=request_id))

    def seen(self):
        """Requests that became one for the program: answered, refused, or given up by their peer."""
        names = ("lunchrush_http_request_duration_seconds_count", "lunchrush_http_requests_refused_total",
                 "lunchrush_http_requests_abandoned_total")
        return int(sum(self.program.metric(name, server="api") for name in names))

    def saw(self, count, before):
        equals(lambda: self.seen() - before, count, "requests that ingest counted")

    def was_placed(self, request_id):
        return self._database.value("SELECT count(*) FROM orders WHERE client_order_no = %s", request_id) == 1

    def bystander(self, port):
        """Somebody else on a connection of his own: gets his own answer, and all that was said before is in the log.
        Answers the ids that the log has told since the last bystander."""
        request_id = self.fresh_id("bystander")
        heard = wire.talk(port, b"GET /v1/orders/ord_01kb0000000000000000000000 HTTP/1.1\r\n" + self.caller(request_id) + b"\r\n\r\n", 1)
        assert [answer.status for answer in heard.answers] == [404], f"the bystander heard {heard}"
        assert heard.answers[0].fields["x-request-id"] == request_id, "the bystander heard somebody else's answer"
        ids = []
        until(lambda: request_id in self._read_ids(ids), "the bystander's line in the log")
        return ids[:ids.index(request_id)]

    def _read_ids(self, ids):
        # The last line may not be whole yet.
        *lines, self._begun = (self._begun + self._log.read()).split("\n")
        for line in lines:
            if line.startswith("{"):
                ids.append(json.loads(line).get("request_id"))
        return ids
