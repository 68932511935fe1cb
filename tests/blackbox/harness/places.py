"""Where things lie: the repository, the programs, and a folder of this session's own."""

import fcntl
import os
import pathlib
import random
import shutil
import socket
import tempfile

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
# Below the kernel's range for outgoing connections, so that none of those takes a port between two starts.
PORTS = range(20000, 32000)

PORT_LOCKS = pathlib.Path(tempfile.gettempdir()) / "lunchrush-ports"

_given_ports = {}  # to the lock that keeps each for this process


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
    """One that stays this process's until it ends, also while the program that listens there is down: suites run side by side."""
    PORT_LOCKS.mkdir(exist_ok=True)
    while True:
        port = random.choice(PORTS)
        if port in _given_ports or not (lock := locked(PORT_LOCKS / str(port))):
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                lock.close()
                continue
        _given_ports[port] = lock
        return port


def locked(path):
    lock = open(path, "wb")  # pylint: disable=consider-using-with  # held until the process ends
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


class Folder:
    """One for logs and settings; kept when something failed, so that one can read what the programs said."""

    def __init__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="lunchrush-blackbox-"))
        self.path.chmod(0o711)  # PostgreSQL's user walks through, and lists nothing
        self.logs = self.path / "logs"
        self.logs.mkdir()

    def remove(self):
        shutil.rmtree(self.path, ignore_errors=True)
