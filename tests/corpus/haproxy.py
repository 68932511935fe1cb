"""HAProxy in front of one ingest: all clients share its connections to the server, and its log says what it forwarded."""

import dataclasses
import re
import socket
import threading

from harness import places
from harness.process import Process

CONFIGURATION = """
global
  maxconn 1000
  log 127.0.0.1:{log_port} len 8192 local0 info
defaults
  mode http
  log global
  option http-keep-alive
  http-reuse always
  timeout connect 2s
  timeout client 1s
  timeout server 1s
  timeout http-request 1s
  timeout http-keep-alive 1s
frontend in
  bind 127.0.0.1:{port}
  http-request capture req.hdr(X-Request-Id) len 64
  log-format "server=%s connect=%Tc id=%[capture.req.hdr(0)]"
  default_backend out
backend out
  server ingest 127.0.0.1:{server_port}
"""


@dataclasses.dataclass
class Forwarded:
    id: str  # empty where the request had none
    connected: bool  # to the server, before the request ended


class HAProxy:
    def __init__(self, folder, server_port):
        self.port = places.free_port()
        self._process = Process("haproxy", folder.logs)
        self._settings = folder.path / "haproxy.cfg"
        self._log = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._log.bind(("127.0.0.1", 0))
        self._lines = []
        self._settings.write_text(CONFIGURATION.format(
            port=self.port, log_port=self._log.getsockname()[1], server_port=server_port), encoding="ascii")
        threading.Thread(target=self._read_log, daemon=True).start()

    def _read_log(self):
        while datagram := self._log.recv(65536):
            self._lines.append(datagram)

    def start(self):
        self._process.start(["haproxy", "-db", "-f", self._settings])
        self._process.await_answer(lambda: socket.create_connection(("127.0.0.1", self.port), 1).close() or True)

    def stop(self):
        self._process.kill()

    def forwarded(self):
        """The requests that it chose the server for, in order."""
        lines = [re.search(rb"server=(\S+) connect=(\S+) id=([^\n]*)", line) for line in list(self._lines)]
        return [Forwarded(line[3].decode(errors="replace"), line[2] != b"-1") for line in lines if line and line[1] != b"<NOSRV>"]
