"""./dev qr: what is printed and laid on tables is read back from the printed page, and opens the table it stands for."""

import os
import re
import shutil
import subprocess
import xml.etree.ElementTree

import pytest
import requests

from harness import places
from harness.client import Caller

BASE = "https://order.example.com/t/"
SVG = "{http://www.w3.org/2000/svg}"
QUIET_MODULES = 4
DOTS_PER_INCH = "200"


def draw(stack, key, *words, expect=0, **more):
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "LUNCHRUSH_API_URL": stack.ingests[0].url,
                   "LUNCHRUSH_STAFF_KEY": key, **more}
    done = subprocess.run(["/usr/bin/python3", places.REPOSITORY / "deploy/local/qr.py", *map(str, words)], env=environment,
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout if expect == 0 else done.stderr


def read_back(page, folder):
    """What a phone reads on the printed page, one code after the other: zbar loses some of a dozen in one picture."""
    return [read_cell(page, each, folder / f"{page.stem}.png") for each in xml.etree.ElementTree.parse(page).iter(f"{SVG}g")
            if each.get("class") == "cell"]


def read_cell(page, cell, picture):
    left, top = re.match(r"translate\((\S+) (\S+)\)", cell.get("transform")).groups()
    frame = cell.find(f"{SVG}rect")
    subprocess.run(["rsvg-convert", "--dpi-x", DOTS_PER_INCH, "--dpi-y", DOTS_PER_INCH, f"--left=-{left}mm", f"--top=-{top}mm",
                    f"--page-width={frame.get('width')}mm", f"--page-height={frame.get('height')}mm", "--output", picture, page], check=True)
    read = subprocess.run(["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", picture], check=True, capture_output=True, text=True)
    return read.stdout.rstrip("\n")


def codes_of(store, *tables):
    made = store.staff.post(f"/v1/stores/{store.id}/table-codes", {"tables": list(tables)}, expect=200).json()
    return {each["table"]: each["code"] for each in made["codes"]}


def names_on(page):
    return [each.text for each in xml.etree.ElementTree.parse(page).iter(f"{SVG}text")]


def test_every_code_on_the_printed_page_reads_back_as_its_address(stack, store, tmp_path):
    tables = ["A1", "A2", "大厅 3", "<b>&\"'", "一二三四五六七八九十一二三四五六七八九十"]
    draw(stack, store.staff.token, store.id, *tables, "--base", BASE, "--out", tmp_path / "sheet.svg")
    page = tmp_path / "sheet.svg"
    assert names_on(page) == tables
    codes = codes_of(store, *tables)
    assert read_back(page, tmp_path) == [BASE + codes[table] for table in tables]
    session = Caller(stack).post("/v1/sessions", {"table_code": codes["大厅 3"]}, expect=201).json()["session"]
    assert session["table"] == "大厅 3"


def test_a_code_has_its_quiet_zone_and_corrects_errors(stack, store, tmp_path):
    draw(stack, store.staff.token, store.id, "A1", "--base", BASE, "--out", tmp_path / "one")
    code = next(each for each in xml.etree.ElementTree.parse(tmp_path / "one.svg").iter(f"{SVG}g") if each.get("class") == "code")
    assert code.get("data-version").split("-")[1] in "MQH"
    modules = int(code.get("data-modules"))
    white, dark = code
    assert (white.tag, white.get("width"), white.get("height"), white.get("fill")) == (f"{SVG}rect", str(modules), str(modules), "#fff")
    runs = [tuple(map(int, run)) for run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", dark.get("d"))]
    assert min(x for x, _, _ in runs) == min(y for _, y, _ in runs) == QUIET_MODULES
    assert max(x + width for x, _, width in runs) == max(y + 1 for _, y, _ in runs) == modules - QUIET_MODULES


def test_more_tables_than_a_page_holds_are_on_several_and_none_is_lost(stack, store, tmp_path):
    tables = [f"B{number}" for number in range(1, 31)]
    said = draw(stack, store.staff.token, store.id, *tables, "--out", tmp_path / "sheet")
    pages = sorted(tmp_path.glob("*.svg"))
    assert [len(names_on(page)) for page in pages] == [12, 12, 6] and all(str(page) in said for page in pages)
    read = [address for page in pages for address in read_back(page, tmp_path)]
    assert read == [f"{stack.ingests[0].url}/t/{code}" for code in codes_of(store, *tables).values()]
    assert requests.get(read[0], timeout=10).status_code == 200


def test_as_pdf_it_is_one_file(stack, store, tmp_path):
    tables = [f"B{number}" for number in range(1, 31)]
    draw(stack, store.staff.token, store.id, *tables, "--pdf", "--out", tmp_path / "sheet.pdf")
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.pdf"]
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF-")


# what is asked for: (words, what the error names)
FAULTS = {
    "no such store": (["999999", "A1"], "there is no store 999999"),
    "not a store": (["shop", "A1"], '"shop" is no store\'s number'),
    "a name too long": (["{store}", "A1", "B" * 21], f'the table\'s name "{"B" * 21}" is too long'),
    "a name of nothing": (["{store}", " "], "a table needs a name"),
    "a table twice": (["{store}", "A1", "A1"], 'the table "A1" is named twice'),
    "no address": (["{store}", "A1", "--base", "order.example.com/t/"], 'the base "order.example.com/t/" is no address'),
}


@pytest.mark.parametrize("words,named", FAULTS.values(), ids=FAULTS)
def test_what_cannot_be_printed_is_named(stack, store, tmp_path, words, named):
    words = [word.replace("{store}", str(store.id)) for word in words]
    said = draw(stack, store.staff.token, *words, "--out", tmp_path / "sheet", expect=1)
    assert named in said and "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def test_another_merchants_store_is_no_store(stack, store, new_store, tmp_path):
    other = new_store(merchant=3, wechat_account=None, alipay_account=None)
    assert f"there is no store {other.id}" in draw(stack, store.staff.token, other.id, "A1", "--out", tmp_path / "sheet", expect=1)


def test_a_service_that_is_not_there_is_named(stack, store, tmp_path):
    nowhere = f"http://127.0.0.1:{places.free_port()}"
    said = draw(stack, store.staff.token, store.id, "A1", "--out", tmp_path / "sheet", expect=1, LUNCHRUSH_API_URL=nowhere)
    assert f"no service answers at {nowhere}" in said and "./dev up" in said


@pytest.fixture
def checkout(tmp_path):
    """Nothing but ./dev and its parts."""
    (tmp_path / "deploy").mkdir()
    shutil.copy(places.REPOSITORY / "dev", tmp_path)
    shutil.copytree(places.REPOSITORY / "deploy/local", tmp_path / "deploy/local")
    return tmp_path


def dev_qr(checkout, *words):
    return subprocess.run([checkout / "dev", "qr", *words], capture_output=True, text=True, timeout=60)


def test_where_nothing_was_started_dev_says_so(checkout):
    done = dev_qr(checkout)
    assert done.returncode == 1 and "./dev up" in done.stderr


def test_beside_a_running_service_dev_prints_a_page_of_its_store(stack, store, checkout):
    (checkout / ".local").mkdir()
    (checkout / ".local/env").write_text(f"LUNCHRUSH_API_URL={stack.ingests[0].url}\nLUNCHRUSH_STAFF_KEY={store.staff.token}\n"
                                         f"LUNCHRUSH_STORE_ID={store.id}\n")
    done = dev_qr(checkout)
    page = checkout / f".local/qr/{store.id}.svg"
    assert done.returncode == 0 and str(page) in done.stdout, done.stdout + done.stderr
    assert names_on(page) == [f"A{number}" for number in range(1, 13)]
    assert dev_qr(checkout, str(store.id), "X" * 21).returncode == 1
