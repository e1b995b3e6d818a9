"""Fresh keys, and mails signed and sealed with them (RFC 6376, RFC 8617)."""

from __future__ import annotations

import base64
import math
import secrets
from dataclasses import dataclass
from typing import Any

import dkim
import nacl.encoding
import nacl.signing
from dkim.canonicalization import CanonicalizationPolicy
from dkim.crypto import HASH_ALGORITHMS, parse_pem_private_key

#: NULL, OBJECT IDENTIFIER 1.2.840.113549.1.1.1 (rsaEncryption), as a SubjectPublicKeyInfo begins.
_RSA = bytes.fromhex("300d06092a864886f70d0101010500")


@dataclass(frozen=True)
class Key:
    """A private key as dkimpy takes it, and the record that publishes the other half."""

    private: bytes
    record: str
    algorithm: bytes


def new_rsa_key(bits: int = 1024) -> Key:
    exponent = 65_537
    while True:
        p, q = _prime(bits // 2), _prime(bits // 2)
        if p != q and math.gcd(exponent, (p - 1) * (q - 1)) == 1 and (p * q).bit_length() == bits:
            break
    secret = pow(exponent, -1, (p - 1) * (q - 1))
    parts = (0, p * q, exponent, secret, p, q, secret % (p - 1), secret % (q - 1), pow(q, -1, p))
    private = _der(0x30, b"".join(_integer(part) for part in parts))
    pem = b"-----BEGIN RSA PRIVATE KEY-----\n" + base64.b64encode(private) + b"\n-----END RSA PRIVATE KEY-----\n"
    return Key(pem, f"v=DKIM1; k=rsa; p={_published(p * q, exponent)}", b"rsa-sha256")


def new_ed25519_key() -> Key:
    private = nacl.signing.SigningKey.generate()
    public = private.verify_key.encode(nacl.encoding.Base64Encoder).decode()
    return Key(private.encode(nacl.encoding.Base64Encoder), f"v=DKIM1; k=ed25519; p={public}", b"ed25519-sha256")


def sign(raw: bytes, key: Key, domain: str, selector: str = "k1", **options: Any) -> bytes:
    """The mail with a DKIM-Signature on top. ``options`` as of ``dkim.sign``."""
    options.setdefault("canonicalize", (b"relaxed", b"relaxed"))
    options.setdefault("include_headers", [b"from", b"to", b"subject"])
    return (
        dkim.sign(raw, selector.encode(), domain.encode(), key.private, signature_algorithm=key.algorithm, **options)
        + raw
    )


def seal(raw: bytes, key: Key, domain: str, results: str, *, instance: int = 1, verdict: str = "none") -> bytes:
    """The mail with another ARC set on top, whose sealer saw ``results`` of the mail and ``verdict`` of the chain."""
    relaxed = CanonicalizationPolicy.from_c_value(b"relaxed/relaxed")
    results_field = (b"ARC-Authentication-Results", f" i={instance}; {results}\r\n".encode())
    body = relaxed.canonicalize_body(raw.partition(b"\r\n\r\n")[2])
    digest = base64.b64encode(HASH_ALGORITHMS[b"rsa-sha256"](body).digest())
    whose = [(b"a", b"rsa-sha256"), (b"d", domain.encode()), (b"s", b"k1")]
    number = (b"i", str(instance).encode())
    blank = (b"b", b"0" * 60)
    scope = [(b"c", b"relaxed/relaxed"), (b"h", b"from : subject"), (b"bh", digest)]
    signature = _signed(raw, b"ARC-Message-Signature", [number, *whose, *scope, blank], [b"from", b"subject"], key)
    chain = _chain(raw)
    covered = [*chain, results_field, signature]
    seal_field = _signed(
        b"".join(name + b":" + value for name, value in reversed(covered)) + b"\r\n",
        b"ARC-Seal",
        [number, (b"cv", verdict.encode()), *whose, blank],
        [name.lower() for name, _ in covered],
        key,
    )
    return b"".join(name + b":" + value for name, value in (seal_field, signature, results_field)) + raw


def _signed(
    raw: bytes, name: bytes, tags: list[tuple[bytes, bytes]], include: list[bytes], key: Key
) -> tuple[bytes, bytes]:
    signer = dkim.ARC(raw)
    signer.hasher = HASH_ALGORITHMS[b"rsa-sha256"]
    policy = CanonicalizationPolicy.from_c_value(b"relaxed/relaxed")
    value = signer.gen_header(tags, include, policy, name, parse_pem_private_key(key.private))
    return name, b" " + value


def _chain(raw: bytes) -> list[tuple[bytes, bytes]]:
    """The fields of the sets so far in the order in which a seal signs them."""
    fields = dkim.ARC(raw).headers
    order = (b"arc-authentication-results", b"arc-message-signature", b"arc-seal")
    named = {name: [(field, value) for field, value in fields if field.lower() == name] for name in order}
    return [named[name][-1 - place] for place in range(len(named[order[0]])) for name in order]


def _published(modulus: int, exponent: int) -> str:
    bits = _der(0x03, b"\x00" + _der(0x30, _integer(modulus) + _integer(exponent)))
    return base64.b64encode(_der(0x30, _RSA + bits)).decode()


def _integer(number: int) -> bytes:
    return _der(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, size] if size < 128 else [tag, 0x80 | len(octets), *octets]) + content


def _prime(bits: int) -> int:
    while True:
        candidate = secrets.randbits(bits) | 1 | 3 << (bits - 2)
        if all(candidate % small for small in (3, 5, 7, 11, 13, 17, 19, 23)) and _is_prime(candidate):
            return candidate


def _is_prime(number: int) -> bool:
    """Miller and Rabin's test, 20 times."""
    twos = ((number - 1) & (1 - number)).bit_length() - 1
    odd = (number - 1) >> twos
    for _ in range(20):
        power = pow(secrets.randbelow(number - 3) + 2, odd, number)
        if power in (1, number - 1):
            continue
        if not any((power := pow(power, 2, number)) == number - 1 for _ in range(twos - 1)):
            return False
    return True
