"""What servers say when they refuse a mail, and the enhanced status code that it means (RFC 3463 section 3).

The order matters: the first row with a phrase in the text wins, so the narrow ones come first.
"""

from __future__ import annotations

from dataclasses import dataclass

from mailgate.parse.quotes.grammar.words import phrases


@dataclass(frozen=True, slots=True)
class Reason:
    """``detail`` is subject and detail of the code, ``usual`` its class where no reply code gives one."""

    detail: str
    usual: str
    phrases: tuple[str, ...]


REASONS: tuple[Reason, ...] = (
    Reason(
        "2.2",
        "5",
        phrases(
            """
            mailbox full | mailbox size limit | mailbox is full | mailbox was full | mailfolder is full |
            full mailbox | over quota | overquota | quota exceeded | exceeded quota | exceeds quota | exceed quota |
            quota usage exceeded | exceeded storage | quota has been exceeded | quotaexceeded | exceeded their quota |
            exceeded his quota | insufficient quota | over the allowed quota | over the maximum allowed |
            exceeds allowed size | mailbox exceeds | out of storage | not enough storage space | storage limit |
            storage quota | disk quota | exceeded the space | allocated too much | mailbox_full | mbox full |
            inbox is full | exceeded the local limit | user is overquota | no space left in mailbox |
            postfach ist voll | postfach voll | mailbox ist voll | boîte pleine | boite pleine | quota de |
            buzón lleno | buzon lleno | casilla de mail agotado | mailbox lleno | casella piena | caixa postal cheia |
            caixa cheia | mailbox vol | skrzynka jest pełna | переполнен | 容量を超え | メールボックスが一杯 |
            いっぱい | 邮箱已满 | 空间不足 | mailbox currently unavailable over | too many messages in |
            the account is over | size limit of the mailbox | mailbox has exceeded | maildir over
            """
        ),
    ),
    Reason(
        "1.2",
        "5",
        phrases(
            """
            host unknown | unknown host | domain not found | domain name not found | domain does not exist |
            no such domain | unrouteable mail domain | unrouteable domain | unroutable domain |
            unroutable mail domain | host not found | host or domain name not found | couldn't find any host |
            couldn't find a mail exchanger | cannot find a mail exchanger | cannot find your domain |
            no mx or a records | has no mx record | hostname not found | name or service not known |
            couldn't find the domain | the domain couldn't be found | couldn't be found domain | unknown domain |
            invalid domain | bad domain | null mx | nullmx | illegal host/domain | dns error: domain |
            dns error: address resolution | nonexistent domain | no such host | non-existent domain | 550 host unknown
            """
        ),
    ),
    Reason(
        "3.4",
        "5",
        phrases(
            """
            message size exceeds | exceeds the maximum message size | message too large | message too big |
            message is too large | message is too big | too large to be delivered | size limit exceeded |
            exceeds size limit | exceeds fixed limit | exceeded the maximum | exceeds maximum | max message size |
            maximum allowed size | message length exceeds | larger than the | exceed maximum message size |
            size exceeds | mail is too large | mail too large | zu groß
            """
        ),
    ),
    Reason(
        "2.1",
        "5",
        phrases(
            """
            account disabled | account is disabled | has been disabled | mailbox disabled | mailbox is disabled |
            account is locked | account locked | account has been suspended | account is suspended |
            suspended account | account inactive | mailbox is inactive | mailbox inactive | inactive user |
            account that you tried to reach is | deactivated | discontinued | is not active | no longer active |
            account expired | ha expirado | mailbox temporarily disabled | not accepting messages |
            not accepting mail | mailbox not available | unavailable to take delivery | user is inactive |
            is inactive | account closed | has been closed | mailbox is frozen | user frozen | account blocked
            """
        ),
    ),
    Reason(
        "7.1",
        "5",
        phrases(
            """
            spam | blacklist | black list | blocklist | block list | blocked | rbl | dnsbl | spamhaus | reputation |
            ptr record | reverse dns | access denied | not permitted | not allowed | not authorized | not authorised |
            relaying denied | relay denied | unable to relay | relay access denied | relay not permitted | relaying |
            policy | prohibited | permission | rejected for | message rejected | mail rejected | content rejected |
            mail rejete | virus | blocked by | dmarc | dkim | spf | unauthenticated | authentication required |
            sender address rejected | sender rejected | sender denied | refused by | banned | bad reputation |
            administrative prohibition | administratively denied | looks like | unsolicited | suspicious |
            does not permit | restricted | not accepted for policy | refused to accept your message | trust | denied |
            abgelehnt wegen | verweigert
            """
        ),
    ),
    Reason(
        "1.1",
        "5",
        phrases(
            """
            user unknown | unknown user | unknown local-part | is unknown | not known | 550 unknown | no such user |
            no mailbox here | no such mailbox | unknown recipient | recipient unknown | user not found |
            recipient not found | recipnotfound | recipient rejected | recipient address rejected | does not exist |
            doesn't exist | not exist | mailbox unavailable | mailbox not found | no such address |
            no such recipient | unknown local user | unknown address | address unknown | address rejected |
            invalid recipient | invalid receiver | invalid address | invalid user | invalid mailbox |
            unrouteable address | unroutable address | not listed in | not a valid mailbox | not a valid user |
            not our customer | isn't in my | not in my | user doesn't | no account | account not found |
            no valid recipient | not known at this | is not known | unknown account | unknown mailbox |
            bad destination | bad address | address not found | could not be found | couldn't be found |
            wasn't found | not recognized | not recognised | does not like recipient | invalid final delivery userid |
            possibly incorrect | user does not | no user | delivery not possible to | address invalid |
            undeliverable address | not found | not a known user | no longer valid | no longer available |
            no longer in use | no longer works | left the company | unbekannt | existiert nicht | inconnu |
            n'existe pas | desconocido | no existe | inexistente | sconosciut | non esiste | onbekend | bestaat niet |
            okänd | finns inte | ukendt | ukjent | nie istnieje | neexistuje | не найден | не существует | несуществ |
            nem létezik | 存在しません | 見つかりません | 不存在 | ありません | 存在しないか | user suspended |
            mail receiving disabled | rejected recipient
            """
        ),
    ),
    Reason(
        "4.7",
        "4",
        phrases(
            """
            retry timeout exceeded | retry time not reached | delivery time expired | message expired | expired |
            too long in the queue | in the queue too long | been in the queue | queue too long | timed out |
            time out | timeout | time-out | cannot send message for | could not send message for | gave up after |
            retries exhausted | delivery failed 20 attempts | too many attempts | not been able to deliver |
            exceeded maximum retry | maximum time | too old | unable to deliver in |
            could not be delivered for more than | not yet been delivered | exceeded 20 attempts | out of time
            """
        ),
    ),
    Reason(
        "4.1",
        "4",
        phrases(
            """
            connection refused | refused connection | no route to host | network unreachable |
            network is unreachable | host unreachable | host not reachable | could not connect | cannot connect |
            couldn't connect | unable to connect | failed to connect | connect to | no answer from host |
            could not initiate smtp | wasn't able to establish an smtp connection | not responding |
            did not accept our requests to connect | host is down | server is down | unreachable
            """
        ),
    ),
    Reason(
        "4.2",
        "4",
        phrases(
            """
            connection lost | lost connection | connection dropped | connection was dropped | connection reset |
            connection closed | conversation with | broken pipe | closed connection | connection died | disconnected |
            end of file
            """
        ),
    ),
    Reason(
        "4.3",
        "4",
        phrases(
            """
            name server | host name lookup failure | lookup failure | dns failure | dns lookup | cname lookup failed |
            name service error | dns error | server failure | try again later dns
            """
        ),
    ),
    Reason(
        "4.6",
        "5",
        phrases(
            """
            too many hops | mail loop | loops back | mail forwarding loop | hop count | routing loop |
            message is looping | delivery loop | loop detected
            """
        ),
    ),
    Reason(
        "7.1",
        "4",
        phrases("greylist | graylist | grey-list | postgrey | try again later | rate limit | too many connections"),
    ),
    Reason(
        "3.2",
        "4",
        phrases(
            """
            system not accepting | service unavailable | service not available | temporarily unavailable |
            temporary failure | temporarily rejected | temporarily deferred | system error | server error |
            resources unavailable | insufficient system storage | no space left on device | overloaded | try later |
            temporary error | local problem | queue file write error | internal error
            """
        ),
    ),
    Reason(
        "1.3", "5", phrases("syntax error | bad address syntax | malformed address | illegal character | bad sequence")
    ),
)
