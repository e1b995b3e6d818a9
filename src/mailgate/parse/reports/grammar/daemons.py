"""Names under which mail systems write."""

from __future__ import annotations

from mailgate.parse.quotes.grammar.words import words

#: Local parts of senders of reports, without dots, dashes and underscores.
DAEMONS: frozenset[str] = words(
    """
    mailerdaemon postmaster maildaemon daemon mdaemon maildeliverysystem maildeliverysubsystem mailadmin
    maildelivery mailsystem mmdf mailer smtpd smtp listserv bounce bounces bouncer bounced nondelivery
    undeliverable maildeamon mailerdeamon mailadministrator systemadministrator mailgateway emailsystem internetmail
    microsoftexchange microsoftexchange329e71ec88ae4615bbc36ab6ce41109e emailpostmaster mta mailmaster mailmarshal
    messagelabs interscan mailsweeper mimecast virusalert spamalert contentfilter
    """
)
#: Local parts under which reports are sent, and much else: they prove nothing alone.
OTHER_MACHINES: frozenset[str] = words(
    """
    administrator admin notification notifications noreply donotreply root staff owner support mail info abuse
    webmaster hostmaster helpdesk service system
    """
)
#: Display names of mail systems.
DAEMON_NAMES: tuple[str, ...] = (
    "mail delivery",
    "mailer-daemon",
    "mailer daemon",
    "system administrator",
    "microsoft outlook",
    "microsoft exchange",
    "postmaster",
    "mail administrator",
    "internet mail delivery",
    "mail system",
    "interscan",
    "mailmarshal",
    "email delivery system",
)
