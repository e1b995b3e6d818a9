"""Bounces that are nothing but a text: gateways, carriers and providers, one a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from mailgate.model.message import MailClass, Message


@dataclass(frozen=True)
class Row:
    name: str
    subject: str
    text: str
    sender: str = "MAILER-DAEMON@mx.other.test"
    extra: str = ""
    #: Address and status of each recipient.
    expected: tuple[tuple[str, str], ...] = (("ann@customer.test", "5.1.1"),)
    temporary: bool = False
    known_id: bool = True


ROWS = [
    Row(
        "biglobe",
        "Returned mail: see transcript",
        "   ----- The following addresses had delivery problems -----\nann@customer.test\n\n"
        "   ----- Non-delivered information -----\nThe number of messages in recipient's mailbox exceeded the local "
        "limit.\n",
        sender="postmaster@biglobe.ne.jp",
        expected=(("ann@customer.test", "5.2.2"),),
        known_id=False,
    ),
    Row(
        "mfilter",
        "failure notice",
        "-------server message\n550 Unknown user ann@customer.test\n\n-------SMTP command\n"
        "RCPT TO:<ann@customer.test>\n\n-------original message\n{original}",
    ),
    Row(
        "active hunter",
        "FAILURE NOTICE :",
        ">>> ann@customer.test\n\n550 sorry, no mailbox here by that name (#5.1.1 - chkusr)\n\n"
        "  ----- Original message follows -----\n{original}",
    ),
    Row(
        "interscan",
        "Mail could not be delivered",
        "****** Message from InterScan Messaging Security Suite ******\n\nSent <<< RCPT TO:<ann@customer.test>\n"
        "Received >>> 550 5.1.1 <ann@customer.test>... no such user\n\nUnable to deliver message to "
        "<ann@customer.test>.\n",
        sender='"InterScan Notification" <postmaster@other.test>',
        known_id=False,
    ),
    Row(
        "mailmarshal",
        'Undeliverable Mail: "Your printer"',
        "Your message:\n   From:    desk@acme.test\n   Subject: Your printer\n\nCould not be delivered because of\n\n"
        "550 5.1.1 User unknown\n\nThe following recipients were affected: \n    ann@customer.test\n\n"
        "Additional Information\n======================\nOriginal Sender:    <desk@acme.test>\n",
        sender="postmaster@other.test",
        known_id=False,
    ),
    Row(
        "imail",
        "Undeliverable Mail",
        "Unknown user: ann@customer.test\n\nOriginal message follows.\n\n{original}",
        sender='"Postmaster" <postmaster@other.test>',
    ),
    Row(
        "imail after twenty attempts",
        "Undeliverable Mail",
        "Delivery failed 20 attempts: ann@customer.test\n\nOriginal message follows.\n\n{original}",
        sender='"Postmaster" <postmaster@other.test>',
        expected=(("ann@customer.test", "4.4.7"),),
        temporary=True,
    ),
    Row(
        "mdaemon",
        "Permanent Delivery Failure",
        "The attached message had PERMANENT fatal delivery errors!\n\nFailed address: ann@customer.test\n\n"
        "--- Session Transcript ---\n Mon 09:00:00: --> RCPT To:<ann@customer.test>\n"
        " Mon 09:00:01: <-- 550 no such user here\n--- End Transcript ---\n",
        sender="MDaemon@other.test",
        known_id=False,
    ),
    Row(
        "opensmtpd",
        "Delivery status notification: error",
        "    Hi!\n\n    This is the MAILER-DAEMON, an error has occurred while attempting to deliver a message for\n"
        "    a list of recipients:\n\n    ann@customer.test: 550 5.2.2 <ann@customer.test>... Mailbox Full\n\n"
        "    Below is a copy of the original message:\n\n{original}",
        sender="Mailer Daemon <MAILER-DAEMON@other.test>",
        expected=(("ann@customer.test", "5.2.2"),),
    ),
    Row(
        "james",
        "Re: Your printer",
        "Error: Invalid user address\n\nError message below:\n550 - Requested action not taken: no such user here\n\n"
        "Message details:\n  Subject: Your printer\n  MAIL FROM: desk@acme.test\n  RCPT TO: ann@customer.test\n",
        sender="post_master@other.test",
        extra="In-Reply-To: <outbound.77@desk.acme.test>\n",
    ),
    Row(
        "gmx",
        "Mail delivery failed: returning message to sender",
        "This message was created automatically by mail delivery software.\n\nThe following address\nfailed:\n\n"
        '"ann@customer.test":\nSMTP error from remote server after RCPT command:\nhost: mx.customer.test\n'
        "5.1.1 unknown\n\n--- The header of the original message is following. ---\n\n{original}",
        sender="MAILER-DAEMON@mail.gmx.com",
    ),
    Row(
        "mail.ru",
        "Ваше сообщение не доставлено. Mail failure.",
        "Это письмо создано автоматически сервером, отвечать на него не нужно.\n\nК сожалению, Ваше письмо не может "
        "быть доставлено одному или нескольким получателям:\n\n  ann@customer.test\n    SMTP error from remote mail "
        "server after RCPT TO:<ann@customer.test>:\n    550 5.1.1 User Unknown\n\n{original}",
        sender="mailer-daemon@corp.mail.ru",
    ),
    Row(
        "a provider with a mail folder",
        "failure notice",
        "Your mail message to the following address(es) could not be delivered. Please verify the addresses.\n\n"
        "<ann@customer.test>:\nchild status 100...the user's mailfolder is full.\n\n"
        "--- Below this line is a copy of the message.\n\n{original}",
        expected=(("ann@customer.test", "5.2.2"),),
    ),
    Row(
        "a server that writes one sentence",
        "There was an error sending your mail",
        "We had trouble delivering your message. Full details follow:\n\nSubject: 'Your printer'\n\n1 error(s):\n\n"
        "SMTP Server <mx.customer.test> rejected recipient <ann@customer.test> (Error following RCPT command). It "
        "responded as follows: [550 5.1.1 User unknown]\n",
        sender="mailer-daemon",
        known_id=False,
    ),
    Row(
        "surfcontrol",
        "Message delivery failed",
        "Your Message to:        ann@customer.test\n                From:   desk@acme.test\nwas not delivered.\n\n"
        "Status code: 550\nDiagnostic: no such user\n",
        sender="postmaster@other.test",
        known_id=False,
    ),
    Row(
        "mcafee",
        "Undeliverable Mail",
        "--- The following addresses had delivery problems ---\n\n<ann@customer.test>   (User unknown)\n\n"
        "--------------Returned Mail Follows--------------\n{original}",
        sender="postmaster@other.test",
    ),
    Row(
        "hmailserver",
        "Message undeliverable: Your printer",
        "Your message did not reach some or all of the intended recipients.\n\n   Sent: Mon, 16 Nov 2026\n"
        "   Subject: Your printer\n\nThe following recipient(s) could not be reached:\n\nann@customer.test\n"
        "   Error Type: SMTP\n   Remote server (192.0.2.1) issued an error.\n"
        "   hMailServer sent: RCPT TO:<ann@customer.test>\n   Remote server replied: 550 unknown user\n",
        known_id=False,
    ),
    Row(
        "smartermail",
        "Delivery Failure",
        "Could not deliver message to the following recipient(s):\n\nFailed Recipient: ann@customer.test\n"
        "Reason: Remote host said: 550 5.1.1 unknown\n\n   -- The header and top 20 lines of the message follows --\n\n"
        "{original}",
        sender="System Administrator <>",
    ),
    Row(
        "communigate",
        "Undeliverable mail: Your printer",
        "Failed to deliver to '<ann@customer.test>'\nSMTP module(domain customer.test) reports:\n"
        " host mx.customer.test says:\n 550 5.1.1 no such user\n",
        known_id=False,
    ),
    Row(
        "kerio",
        "Undeliverable: Your printer",
        "Your message has encountered delivery problems\nto the following recipient(s):\n\nann@customer.test\n"
        "(SMTP error: 550 User unknown)\nDelivery failed\n",
        sender="postmaster@other.test",
        known_id=False,
    ),
    Row(
        "google groups",
        "Delivery Status Notification (Failure)",
        "Hello desk@acme.test,\n\nWe're writing to let you know that the group you tried to contact (customers) may "
        "not exist, or you may not have permission to post messages to the group.\n\n"
        "If you have questions, visit https://groups.google.com/support/.\n\nGoogle Groups\n\n"
        "----- Original message -----\n\n{original}",
        sender="Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        expected=(("ann@customer.test", "5.7.1"),),
    ),
    Row(
        "an old gateway",
        "mail failed, returning to sender",
        "|------------------------- Message log follows: -------------------------|\n no valid recipients were found\n"
        "|------------------------- Failed addresses follow: ---------------------|\n"
        " ann@customer.test ... unknown host\n"
        "|------------------------- Message text follows: ------------------------|\n{original}",
        expected=(("ann@customer.test", "5.1.2"),),
    ),
    Row(
        "a Japanese carrier",
        "メール配信エラー",
        "次の宛先に送信できませんでした。\n\nann@customer.test\n\nメールボックスが一杯です。\n",
        sender="postmaster@other.test",
        expected=(("ann@customer.test", "5.2.2"),),
        known_id=False,
    ),
    Row(
        "a Spanish qmail",
        "failure notice",
        "Su mensaje no pudo ser entregado.\n\n<ann@customer.test>:\nLa casilla no existe.\n\n"
        "--- Mensaje original adjunto.\n\n{original}",
    ),
    Row(
        "netscape messaging",
        "Mail System Error - Returned Mail",
        "This Message was undeliverable due to the following reason:\n\nThe recipients would have exceeded their "
        "mailbox size limit.\n\nUser quota exceeded: SMTP <ann@customer.test>\n\n"
        "Please reply to postmaster@other.test\nif you feel this message to be in error.\n",
        sender="postmaster@other.test",
        expected=(("ann@customer.test", "5.2.2"),),
        known_id=False,
    ),
    Row(
        "xmail",
        "Error sending message [1234] from [other.test]",
        "[<00>] XMail bounce: Rcpt=[ann@customer.test];Error=[550 user unknown]\n\n"
        "[<01>] Error sending message [1234] from [other.test].\n\nMail From: <desk@acme.test>\n"
        "Rcpt To:   <ann@customer.test>\n",
        sender="postmaster@other.test",
        known_id=False,
    ),
    Row(
        "tobit",
        "Undeliverable",
        "======= TobitInfo =======\nAddressee: ann@customer.test\nStatus: unknown user\n",
        sender="postmaster@other.test",
        known_id=False,
    ),
    Row(
        "groupwise in German",
        "Nachrichtenstatus - unzustellbar",
        "Die von Ihnen gesendete Nachricht konnte an folgende Adressen nicht zugestellt werden:\n"
        "\tann@customer.test (Benutzer unbekannt)\n",
        known_id=False,
    ),
    Row(
        "exchange in French",
        "Non remis : votre imprimante",
        "Échec de la remise pour ces destinataires :\n\nann@customer.test<mailto:ann@customer.test>\n"
        "Cette adresse n'existe pas.\n",
        sender="postmaster@other.test",
        known_id=False,
    ),
    Row(
        "a gateway that writes prose",
        "Undeliverable: Your printer",
        "The message that you sent to ann@customer.test was not delivered because the user is not\nknown here. "
        "Questions go to support@other.test.\n\n{original}",
        sender="postmaster@other.test",
    ),
    Row(
        "messagelabs",
        "Mail Delivery Failure",
        "This is the mail delivery agent at other.test.\nI was unable to deliver your message to the following "
        "addresses:\n\nann@customer.test\n\nReason: 550 Invalid recipient: <ann@customer.test>\n",
        known_id=False,
    ),
    Row(
        "eudora internet mail server",
        "Undeliverable mail",
        "The following recipients did not receive this message:\n\n     <ann@customer.test>\n\n"
        "Please reply to <postmaster@other.test> if you feel this message to be in error.\n",
        sender="Mail Server <postmaster@other.test>",
        expected=(("ann@customer.test", "5.0.0"),),
        known_id=False,
    ),
    Row(
        "messaging server, whose id stands in its words",
        "Delivery Notification: Delivery has failed",
        "This report relates to a message you sent with the following header fields:\n\n"
        "  Message-id: <outbound.77@desk.acme.test>\n  Date: Mon, 16 Nov 2026\n  Subject: Your printer\n\n"
        "Your message cannot be delivered to the following recipients:\n\n  Recipient address: ann@customer.test\n"
        "  Reason: Remote SMTP server has rejected address\n"
        "  Diagnostic code: smtp;550 5.1.1 <ann@customer.test>... User Unknown\n",
        sender="Internet Mail Delivery <postmaster@other.test>",
    ),
    Row(
        "office 365 with its table of details",
        "Undeliverable: Your printer",
        "Your message to ann@customer.test couldn't be delivered.\n\nann wasn't found at customer.test.\n\n"
        "Original Message Details\nSender Address:\tdesk@acme.test\nRecipient Address:\tann@customer.test\n"
        "Subject:\tYour printer\n\nError Details\nReported error:\t550 5.1.10 RESOLVER.ADR.RecipientNotFound\n",
        sender="Microsoft Outlook <postmaster@outlook.test>",
        expected=(("ann@customer.test", "5.1.10"),),
        known_id=False,
    ),
    Row(
        "gmail in German",
        "Delivery Status Notification (Failure)",
        "** Die Adresse wurde nicht gefunden **\n\nIhre Nachricht wurde nicht an ann@customer.test zugestellt, weil "
        "sie unbekannt ist.\n\nMehr unter https://support.google.com\n",
        sender="Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        known_id=False,
    ),
    Row(
        "barracuda",
        "**Message you sent blocked by our bulk email filter**",
        "Your message to: ann@customer.test\nwas blocked by our Spam Firewall and has NOT BEEN DELIVERED.\n",
        sender="Barracuda <postmaster@other.test>",
        expected=(("ann@customer.test", "5.7.1"),),
        known_id=False,
    ),
    Row(
        "a letter around another system's report",
        "Undelivered Mail Returned to Sender",
        "Your message could not be delivered. The report of our relay is below.\n\n-------------------------\n"
        "From MAILER-DAEMON  Mon Nov 16 09:00:00 2026\nReturn-Path: <>\nReceived: from a by b; Mon, 16 Nov 2026\n"
        "Subject: Undelivered\n\nFinal-Recipient: rfc822; ann@customer.test\nAction: failed\nStatus: 5.1.1\n",
        known_id=False,
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_notice_names_recipients_and_status(row: Row, notice: Callable[..., Message]) -> None:
    message = notice(row.text, sender=row.sender, subject=row.subject, extra=row.extra)
    assert message.mail_class is MailClass.BOUNCE
    assert message.report is not None
    assert tuple((item.address, item.status) for item in message.report.recipients) == row.expected
    assert message.report.temporary is row.temporary
    assert message.report.original_message_id == ("outbound.77@desk.acme.test" if row.known_id else "")


def test_every_system_has_its_own_row() -> None:
    names = [row.name for row in ROWS]
    assert len(names) == len(set(names)) >= 24
