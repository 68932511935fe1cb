"""Reads the *.raw files. Their format is told in README.md."""

import dataclasses
import json
import pathlib
import re

FOLDER = pathlib.Path(__file__).resolve().parent
PIECES = re.compile(rb"<(?P<repeated>[^<>]+)\*(?P<times>\d+)>|<(?P<word>[a-z]+)>|\\(?P<escape>x[0-9a-fA-F]{2}|.)")
ESCAPES = {b"r": b"\r", b"n": b"\n", b"t": b"\t", b"0": b"\0", b"\\": b"\\"}


@dataclasses.dataclass(frozen=True)
class Expectation:
    """`answers`: for each answer the statuses it may have; `lost`: those after the first `sure` ones may not have come through, or
    not in HTTP/1.1."""

    answers: tuple
    ending: str
    lost: bool
    sure: int = 0

    @classmethod
    def parse(cls, text):
        answers, ending = text.split()
        assert ending in ("next", "close", "either"), text
        if answers in ("nothing", "other"):
            return cls((), ending, answers == "other")
        each = answers.split(",")
        sure = [one for one in each if not one.startswith("(")]
        assert each[:len(sure)] == sure, f"what may be lost comes last: {text}"
        return cls(tuple(frozenset(map(int, one.strip("()").split("/"))) for one in each), ending, len(sure) < len(each), len(sure))


@dataclasses.dataclass(frozen=True)
class Entry:
    name: str
    family: str
    rows: tuple
    direct: Expectation
    haproxy: Expectation
    alone: bool
    lines: tuple

    def bytes_for(self, words):
        """`words` maps <name> to bytes."""
        return with_length(b"".join(line_bytes(line, words) for line in self.lines))


def line_bytes(line, words):
    if line.split(" ", 1)[0] == "json":
        return expand("<post>\\r\\nContent-Length: <length>\\r\\n\\r\\n" + line[5:], words)
    assert line[:2] in ("> ", "| ", ">", "|"), line
    return expand(line[2:], words) + (b"\r\n" if line[0] == ">" else b"")


def expand(text, words):
    return PIECES.sub(lambda found: piece(found, words), text.encode())


def piece(found, words):
    if found["times"]:
        return expand(found["repeated"].decode(), words) * int(found["times"])
    if found["word"]:
        return words.get(found["word"].decode(), found[0])
    escape = found["escape"]
    return bytes([int(escape[1:], 16)]) if len(escape) == 3 else ESCAPES[escape]


def with_length(raw):
    body = raw.partition(b"\r\n\r\n")[2]
    return re.sub(rb"<length([+-]\d+)?>", lambda found: b"%d" % (len(body) + int(found[1] or 0)), raw)


def order_body(store, **more):
    return json.dumps({"store_id": store, "channel": "pos", "service": {"kind": "takeout"},
                       "lines": [{"sku": "gongbao", "quantity": 1}], **more}, separators=(",", ":")).encode()


def request(caller, body, target=b"POST /v1/orders"):
    return b"%s HTTP/1.1\r\n%s\r\nContent-Length: %d\r\n\r\n%s" % (target, caller, len(body), body)


def parse_file(path):
    entries = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("== "):
            entries.append((line[3:], []))
        elif line.strip() and not line.startswith("#"):
            assert entries, f"{path}:{number}: bytes before the first entry"
            entries[-1][1].append(line)
    return [make_entry(head, lines, path.stem) for head, lines in entries]


def make_entry(head, lines, family):
    name, rows, direct, *more = [part.strip() for part in head.split("|")]
    told = next((part[len("haproxy "):] for part in more if part.startswith("haproxy ")), direct)
    return Entry(name, family, tuple(map(int, rows.split()[1:])), Expectation.parse(direct), Expectation.parse(told),
                 "alone" in more, tuple(lines))


def all_entries():
    entries = [entry for path in sorted(FOLDER.glob("*.raw")) for entry in parse_file(path)]
    names = [entry.name for entry in entries]
    assert len(set(names)) == len(names), sorted(name for name in set(names) if names.count(name) > 1)
    return entries
