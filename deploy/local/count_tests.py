"""Prints "PASSED FAILED" of one suite's report. A report that is missing or cut short counts as a failure.

count_tests.py ctest LastTest.log PREFIX | junit report.xml | tap output
"""
import pathlib
import re
import sys
import xml.etree.ElementTree


def ctest(path, prefix):
    """Catch2's summaries inside CTest's log, one program after the other; a program without one has crashed."""
    passed = failed = 0
    for part in re.split(r"^(?=\d+/\d+ Testing: )", path.read_text(errors="replace"), flags=re.M):
        name = re.match(r"\d+/\d+ Testing: (\S+)", part)
        if not name or not name[1].startswith(prefix):
            continue
        good = re.search(r"All tests passed \(.* in (\d+) test cases?\)", part)
        mixed = re.search(r"^test cases: +(\d+)(?: \| +(\d+) passed)?(?: \| +(\d+) failed)?", part, re.M)
        ended_well = re.search(r"^Test Passed\.$", part, re.M)
        if good and ended_well:
            passed += int(good[1])
        elif mixed:
            passed += int(mixed[2] or 0)
            failed += max(1, int(mixed[3] or 0))
        else:
            failed += 1
    return passed, failed


def junit(path):
    passed = failed = 0
    for suite in xml.etree.ElementTree.parse(path).iter("testsuite"):
        bad = int(suite.get("failures")) + int(suite.get("errors"))
        failed += bad
        passed += int(suite.get("tests")) - bad - int(suite.get("skipped"))
    return passed, failed


def tap(path):
    text = path.read_text(errors="replace")
    numbers = [re.search(rf"^# {word} (\d+)$", text, re.M) for word in ("pass", "fail")]
    return tuple(int(number[1]) for number in numbers)


def main():
    kind, path, *rest = sys.argv[1:]
    try:
        passed, failed = {"ctest": ctest, "junit": junit, "tap": tap}[kind](pathlib.Path(path), *rest)
    except (OSError, TypeError, xml.etree.ElementTree.ParseError):
        passed, failed = 0, 1
    print(passed, failed)


main()
