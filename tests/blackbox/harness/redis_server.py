"""A Redis of the tests' own: loopback, its own port, a password, nothing on disk."""

import secrets
import signal

import redis

from harness import places
from harness.process import Process


class Redis:
    def __init__(self, folder, name="redis", password=None):
        self.port = places.free_port()
        self.password = password or secrets.token_hex(16)
        self._settings = folder.path / f"{name}.conf"
        self.process = Process(name, folder.logs)

    @property
    def url(self):
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self):
        self._settings.touch(mode=0o600)
        self._settings.write_text(
            f"bind 127.0.0.1\nport {self.port}\nrequirepass {self.password}\nsave \"\"\nappendonly no\n", encoding="ascii")
        self.process.start(["redis-server", self._settings])
        self.process.await_answer(lambda: self.client().ping())

    def client(self):
        return redis.Redis(port=self.port, password=self.password, socket_timeout=5)

    def flush(self):
        self.client().flushall()

    def alive(self):
        return self.process.alive()

    def kill(self):
        self.process.kill()

    def stop(self):
        self.process.stop(signal.SIGTERM)
