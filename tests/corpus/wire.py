"""One connection, spoken to in bytes; what comes back is read as a strict client would."""

import dataclasses
import re
import socket

PATIENCE_SECONDS = 5


@dataclasses.dataclass
class Answer:
    status: int
    fields: dict
    body: bytes


@dataclasses.dataclass
class Heard:
    answers: list
    ended: bool  # the other side closed
    rest: bytes  # what is no whole answer


def talk(port, said, answers_count=None, half_close=False, first_without_body=False):
    """Says everything, then listens: until the other side closes, or until so many answers have come, and then until it
    closes after we did."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        send(connection, said)
        if half_close:
            shut(connection)
        heard = listen(connection, Heard([], False, b""), answers_count, first_without_body)
        if answers_count is not None and not heard.ended:
            shut(connection)
            heard = listen(connection, heard, None, first_without_body)
    return heard


def send(connection, said):
    try:
        connection.sendall(said)
    except (ConnectionResetError, BrokenPipeError):
        pass  # it has heard enough; what it answered may still be read


def shut(connection):
    try:
        connection.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def listen(connection, before, answers_count, first_without_body=False):
    """Goes on from what was heard before."""
    answers, rest = before.answers, before.rest
    while answers_count is None or len(answers) < answers_count:
        try:
            chunk = connection.recv(65536)
        except ConnectionResetError:
            chunk = b""
        except TimeoutError:
            return Heard(answers, False, rest)
        if not chunk:
            return Heard(answers, True, rest)
        rest = read_answers(rest + chunk, answers, first_without_body)
    return Heard(answers, False, rest)


def read_answers(raw, answers, first_without_body):
    """Adds the final answers, passes over interim ones; what is no whole one."""
    while True:
        head, found, rest = raw.partition(b"\r\n\r\n")
        if not found:
            return raw
        first, *lines = head.split(b"\r\n")
        matched = re.fullmatch(rb"HTTP/1\.[01] (\d{3}) ?.*", first)
        assert matched, f"no status line: {first!r}"
        fields = {}
        for line in lines:
            name, _, value = line.partition(b":")
            assert name.lower() not in fields or name.lower() == b"vary", f"twice in an answer: {name!r}"
            fields[name.lower().decode()] = value.strip().decode()
        status = int(matched[1])
        length = 0 if status < 200 or status in (204, 304) or first_without_body and not answers else int(fields.get("content-length", 0))
        if len(rest) < length:
            return raw
        if status >= 200:
            answers.append(Answer(status, fields, rest[:length]))
        raw = rest[length:]
