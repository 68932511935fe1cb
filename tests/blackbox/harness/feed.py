"""A kitchen screen: reads a store's server-sent events, and remembers where it was."""

import http.client
import json
import socket
import threading
import urllib.parse

from harness.waiting import until

READ_SECONDS = 60


class Event:
    def __init__(self, lines):
        fields = [line.partition(": ")[::2] for line in lines]
        self.id = next((value for name, value in fields if name == "id"), None)
        self.kind = next((value for name, value in fields if name == "event"), None)
        data = "\n".join(value for name, value in fields if name == "data")
        self.data = json.loads(data) if data else {}

    def __repr__(self):
        return f"{self.id}:{self.kind}"


class Feed:
    """Use with `with`; it reads on a thread of its own until it is left or the server ends the stream."""

    def __init__(self, caller, store_id, last_event_id=None, params=None, of="events"):
        place = urllib.parse.urlsplit(caller.url)
        self._connection = http.client.HTTPConnection(place.hostname, place.port, timeout=READ_SECONDS)
        headers = {"Authorization": f"Bearer {caller.token}"}
        if last_event_id is not None:
            headers["Last-Event-ID"] = str(last_event_id)
        query = "?" + urllib.parse.urlencode(params) if params else ""
        self._connection.request("GET", f"/v1/stores/{store_id}/{of}{query}", headers=headers)
        self._socket = self._connection.sock  # the answer takes it away from the connection
        self._answer = self._connection.getresponse()
        self.status, self.headers = self._answer.status, self._answer.headers
        self.events, self.retry_ms, self.comments, self.ended = [], None, 0, False
        self._thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self):
        assert self.status == 200, self._answer.read()
        self._thread.start()
        return self

    def __exit__(self, *_):
        try:
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes the thread that reads
        except OSError:
            pass
        self._thread.join(5)
        self._connection.close()

    def _read(self):
        lines = []
        try:
            while line := self._answer.readline():
                if line != b"\n":
                    lines.append(line.decode().rstrip("\n"))
                    continue
                self._take(lines)
                lines = []
        except (OSError, http.client.HTTPException):
            pass
        self.ended = True

    def _take(self, lines):
        if len(lines) == 1 and lines[0].startswith(":"):
            self.comments += 1
        elif len(lines) == 1 and lines[0].startswith("retry: "):
            self.retry_ms = int(lines[0].split()[1])
        elif lines:
            self.events.append(Event(lines))

    def kinds(self):
        return [event.kind for event in self.events]

    def of_order(self, order_id):
        return [event for event in self.events if event.data.get("order_id") == order_id]

    def until_kind(self, kind, order_id=None, seconds=15):
        def found():
            events = self.of_order(order_id) if order_id else self.events
            return next((event for event in events if event.kind == kind), None)
        return until(found, f"{kind} on the feed of {self.kinds()}", seconds)

    def until_events(self, count, seconds=15):
        """Waits for `count` numbered events of the feed proper."""
        until(lambda: len(self.numbered()) >= count, f"{count} events on the feed", seconds)
        return self.numbered()

    def numbered(self):
        return [event for event in self.events if event.id and event.kind not in ("hello", "reset")]
