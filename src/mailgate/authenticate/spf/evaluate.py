"""Whether a host may send for a domain: ``check_host`` (RFC 7208 section 4)."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass

from mailgate.authenticate.domains import is_host_domain
from mailgate.authenticate.questions import Answer, Asking, RecordType, Standing
from mailgate.authenticate.spf.faults import PermanentError, SpfFault, TemporaryError
from mailgate.authenticate.spf.macros import Identity, expand
from mailgate.authenticate.spf.record import Mechanism, Record, is_spf, read_record

#: Terms that make look-ups (section 4.6.4).
_LOOKUPS = 10
#: Look-ups that find nothing.
_VOID_LOOKUPS = 2
#: Exchanges of one domain; names of one address.
_NAMES = 10
_PENDING = "pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpfResult:
    """``result`` is one of section 2.6; ``why`` the mechanism that matched, or what went wrong, for people."""

    result: str
    why: str = ""


def check_host(identity: Identity, asking: Asking) -> SpfResult:
    """Evaluate the policy of ``identity.domain``.

    When ``asking`` misses something afterwards the result means nothing yet: the evaluation went on behind the gap
    only to find out what else it will need.
    """
    if not is_host_domain(identity.domain):
        return SpfResult(result="none", why="no domain")
    try:
        return _Evaluation(identity, asking).policy(identity.domain)
    except SpfFault as fault:
        return SpfResult(result=fault.result, why=str(fault))


class _Evaluation:
    """One ``check_host`` with its includes and redirects, which share the limits."""

    def __init__(self, identity: Identity, asking: Asking) -> None:
        self._identity = identity
        self._asking = asking
        self._lookups = 0
        self._voids = 0
        self._matchers: dict[str, Callable[[Mechanism, str], bool]] = {
            "all": lambda *_: True,
            "ip": lambda mechanism, _: self._identity.ip in (mechanism.network or ()),
            "include": self._include,
            "exists": self._exists,
            "a": self._a,
            "mx": self._mx,
            "ptr": self._ptr,
        }

    def policy(self, domain: str) -> SpfResult:
        """The result of one domain's record; ``pending`` while the record itself is not known."""
        record = self._record(domain)
        if isinstance(record, SpfResult):
            return record
        for mechanism in record.mechanisms:
            if self._matchers[mechanism.name](mechanism, domain):
                return SpfResult(result=mechanism.result, why=mechanism.text)
        if record.redirect:
            return self._redirect(record.redirect, domain)
        return SpfResult(result="neutral", why="nothing matched")

    def _record(self, domain: str) -> Record | SpfResult:
        answer = self._asking.ask(domain, RecordType.TXT)
        if answer.standing is Standing.PENDING:
            return SpfResult(result=_PENDING)
        self._heard(answer, domain)
        policies = [text for text in answer.records if is_spf(text)]
        if len(policies) > 1:
            raise PermanentError(f"several records at {domain}")
        return read_record(policies[0]) if policies else SpfResult(result="none", why=f"no record at {domain}")

    def _redirect(self, target: str, domain: str) -> SpfResult:
        """Section 6.1: the other domain's policy takes the place of this one."""
        self._count_lookup()
        other = self._expanded(target, domain)
        found = self.policy(other)
        if found.result == "none":
            raise PermanentError(f"redirect to {other} without a record")
        return found

    def _include(self, mechanism: Mechanism, domain: str) -> bool:
        """Section 5.2: matches when the other domain's policy says pass."""
        self._count_lookup()
        other = self._expanded(mechanism.target, domain)
        found = self.policy(other)
        if found.result == "none":
            raise PermanentError(f"include of {other} without a record")
        return found.result == "pass"

    def _exists(self, mechanism: Mechanism, domain: str) -> bool:
        """Section 5.7: an A record, whichever address family the client has."""
        return bool(self._term(self._expanded(mechanism.target, domain), RecordType.A).records)

    def _a(self, mechanism: Mechanism, domain: str) -> bool:
        found = self._term(self._expanded(mechanism.target, domain), self._address_type())
        return self._near(found.records, mechanism)

    def _mx(self, mechanism: Mechanism, domain: str) -> bool:
        hosts = self._term(self._expanded(mechanism.target, domain), RecordType.MX).records
        if len(hosts) > _NAMES:
            raise PermanentError("too many mail exchangers")
        # All are asked for at once, so that one round answers them.
        found = [self._addresses(host) for host in hosts if host != "."]
        return any(self._near(addresses, mechanism) for addresses in found)

    def _ptr(self, mechanism: Mechanism, domain: str) -> bool:
        """Section 5.5: a name of the client that leads back to it lies within the domain."""
        wanted = self._expanded(mechanism.target, domain).lower()
        names = self._validated_names(self._term(self._reverse_name(), RecordType.PTR, tolerant=True))
        return any(name == wanted or name.endswith(f".{wanted}") for name in names)

    def _near(self, addresses: tuple[str, ...], mechanism: Mechanism) -> bool:
        ip = self._identity.ip
        prefix = mechanism.prefix4 if ip.version == 4 else mechanism.prefix6
        return any(ip in ipaddress.ip_network(f"{address}/{prefix}", strict=False) for address in addresses)

    def _validated_names(self, pointers: Answer) -> list[str]:
        """Of the first ten names those that have the client's address (section 5.5)."""
        own = str(self._identity.ip)
        names = [name.lower().removesuffix(".") for name in pointers.records[:_NAMES]]
        found = [(name, self._addresses(name, tolerant=True)) for name in names]
        return [name for name, addresses in found if own in addresses]

    def _validated(self, domain: str) -> str:
        """Macro ``p`` (section 7.3): the domain itself if it can be, else a subdomain, else any."""
        names = self._validated_names(self._asking.ask(self._reverse_name(), RecordType.PTR))
        return min(names, key=lambda name: (name != domain, not name.endswith(f".{domain}")), default="unknown")

    def _term(self, name: str, record_type: RecordType, *, tolerant: bool = False) -> Answer:
        """The look-up that a term stands for; it counts, and so does finding nothing."""
        self._count_lookup()
        answer = self._asking.ask(name, record_type)
        if answer.standing is Standing.ABSENT:
            self._voids += 1
            if self._voids > _VOID_LOOKUPS:
                raise PermanentError("too many look-ups that find nothing")
        if not tolerant:
            self._heard(answer, name)
        return answer

    def _addresses(self, host: str, *, tolerant: bool = False) -> tuple[str, ...]:
        answer = self._asking.ask(host, self._address_type())
        if not tolerant:
            self._heard(answer, host)
        return answer.records

    def _expanded(self, target: str, domain: str) -> str:
        """The name that a term is about; a final dot says nothing (section 7.3)."""
        if not target:
            return domain
        return expand(target, self._identity, domain, lambda: self._validated(domain)).removesuffix(".")

    def _count_lookup(self) -> None:
        self._lookups += 1
        if self._lookups > _LOOKUPS:
            raise PermanentError("too many look-ups")

    def _address_type(self) -> RecordType:
        return RecordType.A if self._identity.ip.version == 4 else RecordType.AAAA

    def _reverse_name(self) -> str:
        return self._identity.ip.reverse_pointer

    @staticmethod
    def _heard(answer: Answer, name: str) -> None:
        if answer.standing is Standing.SILENT:
            raise TemporaryError(f"no answer for {name}")
