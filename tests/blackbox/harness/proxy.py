"""A TCP balancer in front of replicas, which can be told to swallow answers: the request arrives, its answer does not."""

import asyncio
import socket
import struct
import threading

RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER of no seconds: the peer sees a reset
CHUNK_BYTES = 65536


class RoundRobin:
    def __init__(self, ports):
        self._ports = list(ports)
        self._next = 0
        self._swallow = 0
        self.swallowed = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._run(asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=1024))
        self.port = self._server.sockets[0].getsockname()[1]

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def lead_to(self, ports):
        """New connections go there from now on."""
        self._ports = list(ports)

    def swallow_answers(self, count):
        """From now on: the next `count` answers are lost and their connections reset."""
        self._swallow = count

    def stop(self):
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    async def _end(self):
        self._server.close()
        connections = asyncio.all_tasks() - {asyncio.current_task()}
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    def _run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(5)

    async def _serve(self, reader, writer):
        upstream = await self._connect()
        if upstream is None:
            writer.close()
            return
        await asyncio.gather(self._pump(reader, upstream[1]), self._pump(upstream[0], writer, answers=True))

    async def _connect(self):
        """The next replica that accepts; one that was killed is passed over, as a balancer does."""
        for _ in self._ports:
            port = self._ports[self._next % len(self._ports)]
            self._next += 1
            try:
                return await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                continue
        return None

    async def _pump(self, source, target, answers=False):
        try:
            while chunk := await source.read(CHUNK_BYTES):
                if answers and self._swallow > 0:
                    self._swallow -= 1
                    self.swallowed += 1
                    target.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
                    break
                target.write(chunk)
                await target.drain()
        except OSError:
            pass
        finally:
            target.close()
