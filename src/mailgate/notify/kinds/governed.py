"""Values for what the governor of outbound mail makes us say: a digest, an alert, a word to who sends too much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mailgate.model.desk import Queue
from mailgate.model.outbound import OutboundKind, OutboundMail
from mailgate.notify.addressing import Addressing
from mailgate.notify.governor import Fate, Over
from mailgate.notify.kinds.shared import frame, spoken
from mailgate.notify.subjects import clean_subject, ticket_tag

_FATES = {
    Fate.DROPPED: "Such mails are not sent at all until there are fewer.",
    Fate.DIGEST: "Such mails are told together, in one mail every ten minutes; pages in one a minute later.",
    Fate.HELD: "Such mails are held until somebody releases them.",
}


#: The first mail over a limit, the limit, and the number of the mail's ticket, or empty.
Stopped = tuple[OutboundMail, Over, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """Notices of one kind about one ticket, not sent on their own; both texts are empty where it is about none."""

    kind: OutboundKind
    number: str = ""
    subject: str = ""
    #: How many.
    times: int = 1
    #: Where a page can be taken: a digest of pages cannot be answered with "ack".
    link: str = ""


def rate_notice(queue: Queue, addressing: Addressing) -> dict[str, object]:
    """Nothing of the customer's is repeated (T-30)."""
    return frame(queue, addressing)


def notice_digest(queue: Queue, notices: Sequence[Untold], total: int, addressing: Addressing) -> dict[str, object]:
    """Those that are named of ``total`` notices, in the order given."""
    return {
        **frame(queue, addressing),
        "notices": [
            {
                "what": spoken(each.kind.value),
                "subject": clean_subject(each.subject),
                "tag": ticket_tag(each.number) if each.number else "",
                "times": each.times,
                "link": each.link,
            }
            for each in notices
        ],
        "total": total,
        "more": total - sum(each.times for each in notices),
    }


def operator_alert(queue: Queue, about: Stopped, addressing: Addressing) -> dict[str, object]:
    """What was stopped, by which limit, and what becomes of its like."""
    mail, over, number = about
    minutes = int(over.rate.window.total_seconds()) // 60
    return {
        **frame(queue, addressing),
        "limit": over.limit.value,
        "rate": f"{over.rate.count}/{minutes}m",
        "what": spoken(mail.kind.value),
        "recipient": mail.recipient,
        "tag": ticket_tag(number) if number else "",
        "fate": _FATES[over.fate],
    }
