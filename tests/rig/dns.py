"""A name server on loopback that answers from a script, stays silent, or fails."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Iterable, Mapping

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset
from dns.rdtypes.ANY.TXT import TXT

_TTL = 300


class NameServer:
    """``TYPE data`` by name, as in a zone file without classes; a name may say ``SILENT`` or ``SERVFAIL`` instead.

    A name that is not there does not exist. A server made with ``silent=True`` answers nobody.
    """

    def __init__(self, records: Mapping[str, Iterable[str]] | None = None, *, silent: bool = False) -> None:
        self.records = {name.lower(): list(rows) for name, rows in (records or {}).items()}
        self.silent = silent
        #: Names and types in the order in which they were asked for.
        self.asked: list[tuple[str, str]] = []
        self._udp, self._tcp = _sockets()
        self.port: int = self._udp.getsockname()[1]
        for serve in (self._serve_udp, self._serve_tcp):
            threading.Thread(target=serve, daemon=True).start()

    def close(self) -> None:
        for each in (self._udp, self._tcp):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _serve_udp(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                wire, peer = self._udp.recvfrom(65_535)
                if not wire:
                    return
                query = dns.message.from_wire(wire)
                response = self._response(query)
                if response is not None:
                    self._udp.sendto(_datagram(response, query.payload or 512), peer)

    def _serve_tcp(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._tcp.accept()
                # Whoever asked may have given up before its turn came.
                with connection, contextlib.suppress(OSError, struct.error, dns.exception.DNSException):
                    (size,) = struct.unpack("!H", connection.recv(2, socket.MSG_WAITALL))
                    response = self._response(dns.message.from_wire(connection.recv(size, socket.MSG_WAITALL)))
                    if response is not None:
                        wire = response.to_wire(max_size=65_535)
                        connection.sendall(struct.pack("!H", len(wire)) + wire)

    def _response(self, query: dns.message.Message) -> dns.message.Message | None:
        question = query.question[0]
        name = b".".join(question.name.labels[:-1]).decode("latin-1").lower()
        kind = dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        rows = self.records.get(name)
        if self.silent or rows == ["SILENT"]:
            return None
        response = dns.message.make_response(query, recursion_available=True)
        if rows == ["SERVFAIL"]:
            response.set_rcode(dns.rcode.SERVFAIL)
        elif rows is None:
            response.set_rcode(dns.rcode.NXDOMAIN)
        elif data := [text for row in rows for own, _, text in [row.partition(" ")] if own == kind]:
            rdata = [_rdata(kind, text) for text in data]
            response.answer.append(dns.rrset.from_rdata_list(question.name, _TTL, rdata))
        return response


def _rdata(kind: str, text: str) -> dns.rdata.Rdata:
    if kind != "TXT":
        return dns.rdata.from_text(dns.rdataclass.IN, kind, text, origin=dns.name.root, relativize=False)
    content = text.encode("latin-1")
    strings = [content[start : start + 255] for start in range(0, len(content), 255)] or [b""]
    return TXT(dns.rdataclass.IN, dns.rdatatype.TXT, strings)


def _datagram(response: dns.message.Message, room: int) -> bytes:
    try:
        return response.to_wire(max_size=room)
    except dns.exception.TooBig:
        response.answer.clear()
        response.flags |= dns.flags.TC
        return response.to_wire()


def _sockets() -> tuple[socket.socket, socket.socket]:
    """UDP and TCP on the same port."""
    while True:
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", 0))
        tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            tcp.bind(udp.getsockname())
        except OSError:
            udp.close()
            tcp.close()
            continue
        tcp.listen()
        return udp, tcp
