"""The table on the terminal, and every sample in bench/results/."""

import datetime
import json
import os
import pathlib
import platform
import subprocess
import sys
import unicodedata

from suite.figure import HEADINGS, cells
from suite.settings import BENCH, REPOSITORY


def width(text):
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def print_table(figures):
    lines = [HEADINGS, *(cells(figure) for figure in figures)]
    widths = [max(width(line[column]) for line in lines) for column in range(len(HEADINGS))]
    for line in lines:
        print("  ".join(text + " " * (widths[column] - width(text)) for column, text in enumerate(line)).rstrip())
    for figure in figures:
        for note in figure.notes:
            print(f"  {figure.name}: {note}")


def said_by(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, cwd=REPOSITORY).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "?"


def machine():
    models = {line.split(":", 1)[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
              if line.startswith("model name")}
    memory_kb = int(pathlib.Path("/proc/meminfo").read_text(encoding="utf-8").split()[1])
    changed = said_by("git", "status", "--porcelain")
    return {
        "processors": f"{os.cpu_count()} × {', '.join(models)}",
        "memory": f"{memory_kb / 2**20:.0f} GiB",
        "kernel": platform.release(),
        "commit": said_by("git", "rev-parse", "--short", "HEAD") + (" with uncommitted changes" if changed else ""),
        "redis": said_by("redis-server", "--version").split(" sha")[0],
        "node": said_by("node", "--version"),
        "compiler": said_by("c++", "--version").splitlines()[0],
    }


def markdown_row(row):
    return "| " + " | ".join(text.replace("|", "\\|") for text in row) + " |"


def write(what, figures, facts, command):
    """The new file's path. A second run of a day gets a number."""
    folder = BENCH / "results"
    folder.mkdir(exist_ok=True)
    stem = f"{datetime.date.today().isoformat()}-{what}"
    path = folder / f"{stem}.md"
    for number in range(2, 1000):
        if not path.exists():
            break
        path = folder / f"{stem}-{number}.md"
    lines = [f"# {what}, {datetime.datetime.now().strftime('%Y-%m-%d %H:%M')}", "", f"    {command}", ""]
    lines += [f"- {name}: {value}" for name, value in facts.items()]
    lines += ["", markdown_row(HEADINGS), "|" + "---|" * len(HEADINGS)]
    lines += [markdown_row(cells(figure)) for figure in figures]
    notes = [f"- {figure.name}: {note}" for figure in figures for note in figure.notes]
    lines += ["", *notes] if notes else []
    lines += ["", "Every sample, in the order of the rounds:", ""]
    for figure in figures:
        lines.append(f"- {figure.name}: ours {json.dumps([round(value, 3) for value in figure.ours])}" +
                     (f", {figure.peer_name} {json.dumps([round(value, 3) for value in figure.peer])}" if figure.peer else ""))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


class Progress:
    """One line rewritten on a terminal, nothing elsewhere."""

    def __call__(self, text):
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\033[K{text[:110]}")
            sys.stderr.flush()

    def clear(self):
        self("")
