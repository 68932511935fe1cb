"""A kitchen screen: reads a store's server-sent events, and remembers where it was."""

import json
import threading

import requests

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

    def __init__(self, caller, store_id, last_event_id=None, params=None):
        headers = {"Authorization": f"Bearer {caller.token}"}
        if last_event_id is not None:
            headers["Last-Event-ID"] = str(last_event_id)
        self._answer = requests.get(f"{caller.url}/v1/stores/{store_id}/events", headers=headers, stream=True,
                                    params=params, timeout=READ_SECONDS)
        self.status = self._answer.status_code
        self.headers = self._answer.headers
        self.events, self.retry_ms, self.comments, self.ended = [], None, 0, False
        self._thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self):
        assert self.status == 200, self._answer.text
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._answer.close()
        self._thread.join(5)

    def _read(self):
        lines = []
        try:
            for line in self._answer.iter_lines(chunk_size=1, decode_unicode=True):
                if line:
                    lines.append(line)
                    continue
                self._take(lines)
                lines = []
        except Exception:  # pylint: disable=broad-except  # closed under the reader, by either side
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
