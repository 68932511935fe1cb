"""What every row is given."""

import dataclasses

from suite.fastify import install
from suite.generator import Generator
from suite.report import Progress
from suite.settings import Settings
from suite.stack import Stack


@dataclasses.dataclass
class Run:
    settings: Settings
    progress: Progress
    full: bool

    @property
    def rounds(self):
        return range(self.settings.rounds)

    @property
    def seconds(self):
        return self.settings.seconds

    def stack(self):
        return Stack(self.settings)

    def generator(self, stack, processors=None):
        return Generator(self.settings, stack.device_token, processors)

    def peer_installed(self):
        self.progress("installing the Fastify peer")
        install()
