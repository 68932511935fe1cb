#!/usr/bin/python3
"""services/pages/dist is what services/pages/build.mjs makes of the sources that lie beside it. Needs no node: the manifest
says of which sources it was made, and what was made."""
import gzip
import hashlib
import json
import pathlib
import sys

PAGES = pathlib.Path(__file__).resolve().parents[2] / "services/pages"
REMEDY = "run (cd services/pages && npm ci && npm run build) and commit dist/"
# What a guest's phone loads over a weak network, compressed (issue 5).
ORDER_BYTES_MAX = 60 * 1024


def digest(data):
    return hashlib.sha256(data).hexdigest()


def digest_of_sources(folder):
    names = ["build.mjs", "package.json", "package-lock.json"]
    names += [str(path.relative_to(folder)) for path in (folder / "src").rglob("*") if path.is_file()]
    lines = [f"{name}\0{digest((folder / name).read_bytes())}\n" for name in sorted(names)]
    return digest("".join(lines).encode())


def faults_of(folder):
    manifest = json.loads((folder / "dist/manifest.json").read_text(encoding="utf-8"))
    if manifest["sources"] != digest_of_sources(folder):
        yield f"dist was made of other sources: {REMEDY}"
    there = {path.name: path for path in (folder / "dist").iterdir() if path.name != "manifest.json"}
    for name in sorted(set(manifest["files"]) ^ set(there)):
        yield f"dist/{name}: {'missing' if name not in there else 'not made by build.mjs'}: {REMEDY}"
    for name in sorted(set(manifest["files"]) & set(there)):
        if digest(there[name].read_bytes()) != manifest["files"][name]:
            yield f"dist/{name}: changed by hand: {REMEDY}"
        if name.endswith(".gz") and gzip.decompress(there[name].read_bytes()) != there[name.removesuffix(".gz")].read_bytes():
            yield f"dist/{name}: not the same as the file it stands for"
    if weight := sum(path.stat().st_size for name, path in there.items() if name.startswith("order") and name.endswith(".gz")):
        if weight > ORDER_BYTES_MAX:
            yield f"the ordering page weighs {weight} bytes, at most {ORDER_BYTES_MAX}"


def main():
    sys.exit("\n".join(faults_of(PAGES)) or 0)


main()
