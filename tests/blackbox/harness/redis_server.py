"""A Redis of the tests' own: loopback, its own port, a password, nothing on disk."""

import secrets
import signal

import redis

from harness import places
from harness.process import Process


class Redis:
    def __init__(self, folder):
        self.port = places.free_port()
        self._password = secrets.token_hex(16)
        self._settings = folder.path / "redis.conf"
        self._process = Process("redis", folder.logs)

    @property
    def url(self):
        return f"redis://:{self._password}@127.0.0.1:{self.port}/0"

    def start(self):
        self._settings.touch(mode=0o600)
        self._settings.write_text(
            f"bind 127.0.0.1\nport {self.port}\nrequirepass {self._password}\nsave \"\"\nappendonly no\n", encoding="ascii")
        self._process.start(["redis-server", self._settings])
        self._process.await_answer(lambda: self.client().ping())

    def client(self):
        return redis.Redis(port=self.port, password=self._password, socket_timeout=5)

    def flush(self):
        self.client().flushall()

    def alive(self):
        return self._process.alive()

    def kill(self):
        self._process.kill()

    def stop(self):
        self._process.stop(signal.SIGTERM)
