#!/usr/bin/python3
"""What every tracked file keeps to: its length, its name, and the words that must not be in it."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

LINES_MAX = 400
CODE = {".cc", ".h", ".sh", ".py", ".js", ".mjs", ".cmake", ".proto", ".sql", ".txt"}
# Written once by hand or by a tool, and read as data.
DATA = ("deploy/demo/", "deploy/grafana/", "bench/results/", "tests/sdk/package-lock.json")
# A name that says nothing gathers everything.
EMPTY_NAMES = {"util", "utils", "common", "helper", "helpers", "manager", "base", "core", "misc", "stuff"}
# Split, so that this file passes its own check.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|HA" r"CK)\b")
# Packages come from whatever registry the machine is set up with.
REGISTRY = re.compile(r"registry\.(npm" r"js|yarn" r"pkg)|pypi\." r"org|proxy\.golang|npm" r"mirror|/-/[\w.-]+\.t" r"gz")


def faults_of(path, text):
    names = set(re.split(r"[/_.\-]", path.lower()))
    if empty := names & EMPTY_NAMES:
        yield f"a name that says nothing: {', '.join(sorted(empty))}"
    lines = text.count("\n")
    if pathlib.PurePath(path).suffix in CODE and not path.startswith(DATA) and lines > LINES_MAX:
        yield f"{lines} lines, at most {LINES_MAX}: what is its second job?"
    for number, line in enumerate(text.splitlines(), 1):
        if UNFINISHED.search(line):
            yield f"line {number}: unfinished work goes into an issue"
        if REGISTRY.search(line):
            yield f"line {number}: names a package registry"
    if path.endswith(".h") and "#pragma once" not in text:
        yield "a header without #pragma once"


def assert_that_planted_faults_are_found():
    assert len(list(faults_of("services/web/string_util.h", "#pragma once\n"))) == 1
    assert len(list(faults_of("services/web/x.cc", "\n" * 401))) == 1
    assert len(list(faults_of("services/web/x.cc", "// TO" "DO: later\n"))) == 1
    assert len(list(faults_of("package-lock.json", '"https://registry.npm' 'js.org/a/-/a-1.t' 'gz"\n'))) == 1
    assert len(list(faults_of("services/web/x.h", "int x;\n"))) == 1
    assert list(faults_of("services/web/server.cc", "int x;\n")) == []


def tracked_files():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True)
    if listed.returncode == 0:
        return [name for name in listed.stdout.decode().split("\0") if name]
    # An unpacked archive has no list: everything that was not made here.
    made = {"build", ".local", "node_modules", "__pycache__"}
    paths = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
    return [str(path) for path in paths if not made & set(path.parts)]


def main():
    assert_that_planted_faults_are_found()
    faults = []
    for name in tracked_files():
        path = ROOT / name
        if not path.is_file():
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture, a font
        faults += [f"{name}: {fault}" for fault in faults_of(name, text)]
    sys.exit("\n".join(faults) or 0)


main()
