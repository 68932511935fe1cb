"""The Node peer: bench/peers/fastify, installed from its lock file at the first run."""

import subprocess

from suite.processes import Failed, Process
from suite.settings import BENCH

FOLDER = BENCH / "peers/fastify"
API_KEY = "peer-key-of-the-benchmark"
# The fastest of them is the peer.
VARIANTS = {f"{workers} process{'es' if workers > 1 else ''}, pool {pool}": {"WORKERS": str(workers), "POOL_MAX": str(pool)}
            for workers in (1, 2) for pool in (8, 16, 32)}


def install():
    installed, lock = FOLDER / "node_modules/.installed", FOLDER / "package-lock.json"
    if installed.exists() and installed.stat().st_mtime > lock.stat().st_mtime:
        return
    done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=FOLDER, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed("the Fastify peer could not be installed (npm ci): " + done.stderr.strip().splitlines()[-1])
    installed.touch()


class Fastify:
    """with Fastify(stack, settings, variant) as peer: peer.target"""

    def __init__(self, stack, settings, variant):
        self._port = settings.port + 40 + list(VARIANTS).index(variant)
        self.target = f"127.0.0.1:{self._port}"
        self._stack, self._settings, self._variant = stack, settings, variant
        self.process = None

    def __enter__(self):
        name = "fastify-" + "-".join(VARIANTS[self._variant].values())
        log = self._settings.folder / "log" / f"{name}.log"
        self.process = Process(name, log, ["node", "server.js"], {
            **VARIANTS[self._variant], "NODE_ENV": "production", "PORT": str(self._port), "DATABASE_URL": self._stack.database.url,
            "REDIS_URL": self._settings.redis_url, "API_KEY": API_KEY,
            "LOG_FILE": str(self._settings.folder / "log" / f"{name}-requests.log")}, folder=FOLDER)
        self.process.await_answer(f"http://{self.target}/")
        return self

    def __exit__(self, *_):
        self.process.stop()
