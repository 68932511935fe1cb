"""Prints, of one JUnit report: entries of each family, directly and through HAProxy, and the tests beside them."""

import collections
import re
import sys
import xml.etree.ElementTree

WAYS = {"test_it_is_answered": "directly", "test_behind_haproxy": "through HAProxy"}


def main():
    counts = collections.defaultdict(collections.Counter)
    for case in xml.etree.ElementTree.parse(sys.argv[1]).iter("testcase"):
        name = case.get("name")
        family = re.search(r"\[(\w+)/", name)
        way = next((told for begin, told in WAYS.items() if family and name.startswith(begin)), "beside them")
        failed = case.find("failure") is not None or case.find("error") is not None
        counts[family[1] if way != "beside them" else ""][way] += 1
        counts[family[1] if way != "beside them" else ""]["failed"] += failed
    total = collections.Counter()
    for family, of_family in sorted(counts.items()):
        total.update(of_family)
        if family:
            print(line(family, of_family))
    print(line("all", total) + f"; {total['beside them']} tests beside them")


def line(name, count):
    return f"{name:10} {count['directly']:4} directly {count['through HAProxy']:4} through HAProxy {count['failed']:4} failed"


main()
