#!/usr/bin/python3
"""The architecture as a test: which folder of services/ may see which, and which alone may name a library.

Checked in the includes, and in the CMake targets that are linked. docs/architecture.md draws the same arrows.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

MAY_SEE = {
    "domain": "",
    "settings": "domain",
    "crypto": "domain",
    "telemetry": "domain",
    "passes": "domain crypto",
    "web": "domain crypto telemetry proto",
    "postgres": "domain crypto telemetry",
    "redis": "domain telemetry",
    "gateways": "domain crypto telemetry",
    "accounts": "domain crypto telemetry postgres gateways",
    "pages": "domain crypto web",
    # Programs. The simulator is the other end of the wire: it shares no line with the gateways it speaks to.
    "migrate": "domain settings crypto telemetry passes postgres gateways web proto migrations",
    "simulator": "domain settings crypto telemetry web",
    "ingest": "domain settings crypto telemetry passes accounts web pages postgres redis gateways proto migrations",
    "callbacks": "domain settings crypto telemetry accounts web postgres redis gateways proto migrations",
}
ONLY_IN = {
    "openssl/": "crypto",
    "pqxx/": "postgres",
    "libpq": "postgres",
    "hiredis/": "redis",
    "prometheus/": "telemetry",
    "boost/asio/ssl": "gateways",
    "boost/beast": "web gateways simulator",
    "zlib.h": "web simulator",
}


def include_faults(here, text):
    """Faults of one source file of services/<here>."""
    for there, header in re.findall(r'^\s*#include "(?:services/)?(\w+)/(.*)"', text, re.M):
        if (there, header) == ("migrate", "embedded.h"):
            there = "migrations"  # which schema a release expects: lunchrush::migrations, without the program
        if there != here and there not in MAY_SEE[here].split():
            yield f"{here} must not see {there}"
    for header in re.findall(r"^\s*#include <([^>]+)>", text, re.M):
        for library, owners in ONLY_IN.items():
            if header.startswith(library) and here not in owners.split():
                yield f"<{header}> belongs to {owners}"


def link_faults(here, text):
    """Faults of one services/<here>/CMakeLists.txt: an arrow drawn there is an arrow, whatever the includes say."""
    for there in re.findall(r"\blunchrush::(\w+)", re.sub(r"#.*", "", text)):
        there = there.removesuffix("_parts")
        if there != here and there in MAY_SEE and there not in MAY_SEE[here].split():
            yield f"{here} must not link {there}"


def assert_that_planted_faults_are_found():
    assert list(include_faults("domain", '#include "services/postgres/orders.h"\n')) == ["domain must not see postgres"]
    assert list(include_faults("web", "#include <pqxx/pqxx>\n")) == ["<pqxx/pqxx> belongs to postgres"]
    assert list(include_faults("redis", '#include "services/domain/ids.h"\n#include <hiredis/hiredis.h>\n')) == []
    assert list(link_faults("gateways", "target_link_libraries(x lunchrush::web)")) == ["gateways must not link web"]


def main():
    assert_that_planted_faults_are_found()
    faults = []
    for folder in sorted(path for path in (ROOT / "services").iterdir() if path.is_dir() and any(path.iterdir())):
        here = folder.name
        if here not in MAY_SEE:
            faults.append(f"services/{here}: has no arrows yet; draw them in tests/tidy/arrows.py")
            continue
        for path in sorted(path for path in folder.rglob("*") if path.suffix in (".cc", ".h")):
            faults += [f"{path.relative_to(ROOT)}: {fault}" for fault in include_faults(here, path.read_text())]
        for path in sorted(folder.rglob("CMakeLists.txt")):
            faults += [f"{path.relative_to(ROOT)}: {fault}" for fault in link_faults(here, path.read_text())]
    sys.exit("\n".join(faults) or 0)


main()
