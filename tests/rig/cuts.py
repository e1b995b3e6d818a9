"""A line to a server that can be cut, or fall silent, in the middle of a word."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading


class Line:
    """A TCP proxy on loopback; ``cut_after`` bytes from the server every connection is reset, once."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._cuts: list[int] = []
        #: How many connections were cut.
        self.done = 0
        self._turn = threading.Lock()
        threading.Thread(target=self._serve, daemon=True).start()

    def cut_after(self, *sizes: int) -> None:
        """Cut the next connections, each after so many bytes from the server."""
        with self._turn:
            self._cuts += sizes

    def close(self) -> None:
        # Wakes accept(), which close() alone would not.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with self._turn:
                left = self._cuts.pop(0) if self._cuts else -1
            threading.Thread(target=self._carry, args=(client, left), daemon=True).start()

    def _carry(self, client: socket.socket, left: int) -> None:
        server = socket.create_connection(("127.0.0.1", self._target))
        with client, server, selectors.DefaultSelector() as selector:
            selector.register(client, selectors.EVENT_READ, server)
            selector.register(server, selectors.EVENT_READ, client)
            with contextlib.suppress(OSError):
                while left != 0:
                    for key, _ in selector.select():
                        data = key.fileobj.recv(65_536 if left < 0 else min(left, 65_536))
                        if not data:
                            return
                        key.data.sendall(data)
                        left -= len(data) if left > 0 and key.fileobj is server else 0
                self.done += 1
