"""A host of its own with a cable to this one: a network namespace, so that a client has an address that is not loopback and can
vanish without a word."""

import ctypes
import os
import socket
import subprocess
import threading

CLONE_NEWNET = 0x40000000
LIBC = ctypes.CDLL(None, use_errno=True)


def ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


class FarHost:
    """with FarHost() as host: … Root only."""

    def __init__(self):
        number = os.getpid()
        self.name = f"lunch{number}"
        self._ours, self._theirs = f"lo{number}", f"lt{number}"
        net = f"198.18.{number % 256}"  # for tests of networks (RFC 2544)
        self.server_address, self.address = f"{net}.1", f"{net}.2"

    def __enter__(self):
        ip("netns", "add", self.name)
        try:
            ip("link", "add", self._ours, "type", "veth", "peer", "name", self._theirs, "netns", self.name)
            ip("address", "add", f"{self.server_address}/30", "dev", self._ours)
            ip("link", "set", self._ours, "up")
            self._there(lambda: ip("address", "add", f"{self.address}/30", "dev", self._theirs))
            self._there(lambda: ip("link", "set", self._theirs, "up"))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        ip("netns", "delete", self.name)  # its cable goes with it

    def pull_the_cable(self):
        self._there(lambda: ip("link", "set", self._theirs, "down"))

    def connect(self, port):
        """A socket from there: it stays where it was made."""
        return self._there(lambda: socket.create_connection((self.server_address, port), timeout=5))

    def _there(self, act):
        """On a thread that goes there. (`ip -n` would do for `ip`, but not in a chroot: it mounts /sys anew.)"""
        answers, failures = [], []

        def go():
            try:
                with open(f"/run/netns/{self.name}", "rb") as place:
                    if LIBC.setns(place.fileno(), CLONE_NEWNET):
                        raise OSError(ctypes.get_errno(), "setns")
                answers.append(act())
            except (OSError, subprocess.CalledProcessError) as failure:
                failures.append(failure)

        thread = threading.Thread(target=go)
        thread.start()
        thread.join()
        if failures:
            raise failures[0]
        return answers[0]
