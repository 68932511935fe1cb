"""Where things lie: the repository, the programs, and a folder of this session's own."""

import os
import pathlib
import random
import shutil
import socket
import tempfile

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
# Below the kernel's range for outgoing connections, so that none of those takes a port between two starts.
PORTS = range(20000, 32000)

_given_ports = set()


def program(name):
    folder = os.environ.get("LUNCHRUSH_BIN") or REPOSITORY / "build/release/bin"
    path = pathlib.Path(folder).resolve() / f"lunchrush-{name}"
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: build it, or set LUNCHRUSH_BIN to where the programs are")
    return path


def postgres_programs():
    """The newest of Debian's versions."""
    folders = pathlib.Path("/usr/lib/postgresql").glob("*/bin")
    return max(folders, key=lambda folder: int(folder.parent.name))


def free_port():
    while True:
        port = random.choice(PORTS)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if port in _given_ports or probe.connect_ex(("127.0.0.1", port)) == 0:
                continue
        _given_ports.add(port)
        return port


class Folder:
    """One for logs and settings; kept when something failed, so that one can read what the programs said."""

    def __init__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="lunchrush-blackbox-"))
        self.path.chmod(0o711)  # PostgreSQL's user walks through, and lists nothing
        self.logs = self.path / "logs"
        self.logs.mkdir()

    def remove(self):
        shutil.rmtree(self.path, ignore_errors=True)
