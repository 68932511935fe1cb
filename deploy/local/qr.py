"""Sheets of table codes: A4 pages in SVG, or one PDF of them, with the table's name under each code.

The codes are signed by the running service (POST /v1/stores/{id}/table-codes), found by LUNCHRUSH_API_URL, LUNCHRUSH_STAFF_KEY
and LUNCHRUSH_STORE_ID. What is in a code is --base and behind it the table's code."""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import unicodedata
import urllib.error
import urllib.request
from xml.sax.saxutils import escape

import segno

TABLES = [f"A{number}" for number in range(1, 13)]  # when none is named
TABLE_CHARACTERS_MAX, TABLES_MAX = 20, 500  # as the service's contract has it
ANSWER_SECONDS_MAX = 10
# Millimetres.
PAGE_WIDTH, PAGE_HEIGHT, MARGIN = 210, 297, 12
COLUMNS, ROWS = 3, 4
CELL_WIDTH, CELL_HEIGHT = (PAGE_WIDTH - 2 * MARGIN) / COLUMNS, (PAGE_HEIGHT - 2 * MARGIN) / ROWS
CODE_SIDE, NAME_HEIGHT_MAX, NAME_WIDTH_MAX = 54, 8, CELL_WIDTH - 6
QUIET_MODULES = 4  # ISO/IEC 18004: less, and some phones do not find the code


class Fault(Exception):
    """What the person who called has to know; the first line names what is wrong."""


def check_tables(tables):
    if len(tables) > TABLES_MAX:
        raise Fault(f"{len(tables)} tables are too many for one sheet: at most {TABLES_MAX}")
    for table in tables:
        if not table.strip():
            raise Fault("a table needs a name")
        if len(table) > TABLE_CHARACTERS_MAX:
            raise Fault(f'the table\'s name "{table}" is too long: at most {TABLE_CHARACTERS_MAX} characters')
        if tables.count(table) > 1:
            raise Fault(f'the table "{table}" is named twice')


def check_base(base):
    if not base.startswith(("https://", "http://")) or any(mark in base for mark in " ?#"):
        raise Fault(f'the base "{base}" is no address: something like https://order.example.com/t/')
    return base if base.endswith("/") else base + "/"


def ask(api, key, store, tables):
    """{table: code}, in the order of `tables`."""
    request = urllib.request.Request(f"{api}/v1/stores/{store}/table-codes", json.dumps({"tables": tables}).encode(), headers={
        "Authorization": f"Bearer {key}", "Content-Type": "application/json", "Accept-Language": "en"})
    past_proxies = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with past_proxies.open(request, timeout=ANSWER_SECONDS_MAX) as answer:
            return {made["table"]: made["code"] for made in json.load(answer)["codes"]}
    except urllib.error.HTTPError as refusal:
        raise Fault(words_of(refusal, store, tables)) from refusal
    except OSError as failure:
        raise Fault(f"no service answers at {api}: ./dev up starts it ({failure})") from failure


def words_of(refusal, store, tables):
    try:
        problem = json.load(refusal)
    except ValueError:
        return f"something answered {refusal.code} that is not the service"
    for error in problem.get("errors", []):
        _, member, *position = error["pointer"].split("/")
        if member == "tables" and position and int(position[0]) < len(tables):
            return f'the table "{tables[int(position[0])]}" cannot have a code: {error["detail"]}'
    if problem["code"] == "not_found":
        return f"there is no store {store}, or this key is not for it"
    return f'the service refused to sign codes of store {store}: {problem["message"]} ({problem["code"]}, request {problem["request_id"]})'


def drawn(code):
    """The dark modules of a code as a path, in modules; a run of them is one rectangle."""
    path = []
    for y, row in enumerate(code.matrix):
        x = 0
        while x < len(row):
            run = x
            while run < len(row) and row[run]:
                run += 1
            if run > x:
                path.append(f"M{x + QUIET_MODULES} {y + QUIET_MODULES}h{run - x}v1h-{run - x}z")
            x = run + 1
    return "".join(path)


def name_height(name):
    """As high as it may be, as wide as it must fit."""
    ems = sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.65 for letter in name)
    return min(NAME_HEIGHT_MAX, NAME_WIDTH_MAX / ems)


def cell(table, address, place):
    code = segno.make(address, error="m", micro=False)  # or a better level, where that makes it no larger
    modules = code.symbol_size(border=QUIET_MODULES)[0]
    x = MARGIN + place % COLUMNS * CELL_WIDTH
    y = MARGIN + place // COLUMNS * CELL_HEIGHT
    scale = CODE_SIDE / modules
    return f"""<g class="cell" transform="translate({x:.3f} {y:.3f})">
<rect width="{CELL_WIDTH:.3f}" height="{CELL_HEIGHT:.3f}" fill="none" stroke="#bbb" stroke-width=".2" stroke-dasharray="1 1"/>
<g class="code" data-version="{code.designator}" data-modules="{modules}" transform="translate({(CELL_WIDTH - CODE_SIDE) / 2:.3f} 1) scale({scale:.5f})">
<rect width="{modules}" height="{modules}" fill="#fff"/><path d="{drawn(code)}" fill="#000" shape-rendering="crispEdges"/></g>
<text x="{CELL_WIDTH / 2:.3f}" y="{CODE_SIDE + NAME_HEIGHT_MAX:.3f}" text-anchor="middle" font-size="{name_height(table):.3f}">{escape(table)}</text>
</g>"""


def pages(codes, base):
    cells = [(table, base + code) for table, code in codes.items()]
    for begin in range(0, len(cells), COLUMNS * ROWS):
        body = "\n".join(cell(*each, place) for place, each in enumerate(cells[begin:begin + COLUMNS * ROWS]))
        yield (f'<svg xmlns="http://www.w3.org/2000/svg" width="{PAGE_WIDTH}mm" height="{PAGE_HEIGHT}mm" viewBox="0 0 {PAGE_WIDTH} {PAGE_HEIGHT}" '
               f'font-family="sans-serif" font-weight="bold">\n<rect width="100%" height="100%" fill="#fff"/>\n{body}\n</svg>\n')


def write(sheet, out, pdf):
    """One file for each page, or one for all; answers their paths."""
    out.parent.mkdir(parents=True, exist_ok=True)
    stem = out.with_suffix("")
    names = [f"{stem}.svg"] if len(sheet) == 1 else [f"{stem}-{number}.svg" for number in range(1, len(sheet) + 1)]
    for name, page in zip(names, sheet):
        pathlib.Path(name).write_text(page, encoding="utf-8")
    if not pdf:
        return names
    subprocess.run(["rsvg-convert", "--format", "pdf", "--output", f"{stem}.pdf", *names], check=True)
    for name in names:
        os.remove(name)
    return [f"{stem}.pdf"]


def wanted(api):
    parser = argparse.ArgumentParser(prog="./dev qr", description="Table codes of the running ./dev up on A4 pages to print.")
    parser.add_argument("store", nargs="?", default=os.environ.get("LUNCHRUSH_STORE_ID"), metavar="STORE_ID", help="the demo's when none is named")
    parser.add_argument("tables", nargs="*", metavar="TABLE", help="A1 to A12 when none is named")
    parser.add_argument("--base", default=f"{api}/t/", help="what stands before the code: the public address of GET /t/ (default: the running API's)")
    parser.add_argument("--out", type=pathlib.Path, help="file to write (default: .local/qr/STORE_ID)")
    parser.add_argument("--pdf", action="store_true", help="one PDF instead of an SVG for each page")
    return parser.parse_intermixed_args()


def main():
    api = os.environ["LUNCHRUSH_API_URL"]
    asked = wanted(api)
    try:
        if not str(asked.store).isdigit():
            raise Fault(f'"{asked.store}" is no store\'s number: ./dev qr [STORE_ID] [TABLE…]')
        tables = asked.tables or TABLES
        check_tables(tables)
        base = check_base(asked.base)
        codes = ask(api, os.environ["LUNCHRUSH_STAFF_KEY"], asked.store, tables)
        out = asked.out or pathlib.Path(__file__).resolve().parents[2] / ".local/qr" / asked.store
        written = write(list(pages(codes, base)), out, asked.pdf)
    except Fault as fault:
        sys.exit(f"\n./dev: {fault}")
    print(f"{len(codes)} codes for {base}…, error correction M or better:", *written, sep="\n  ")


main()
