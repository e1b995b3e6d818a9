"""From headers that pretend: the author fields of a mail that wants to be taken for somebody else's."""

from __future__ import annotations

#: Where a pretender really gets his mail.
EVIL = "eve@evil.test"

#: Nobody can say who wrote such a mail: it is failed, whatever a relay says. ``{who}`` is who is pretended to write.
UNCLEAN = {
    "two fields, his first": "From: {evil}\r\nFrom: {who}\r\n",
    "two fields, his last": "From: {who}\r\nFrom: {evil}\r\n",
    "the same field twice": "From: {who}\r\nFrom: {who}\r\n",
    "two fields of other case": "FROM: {who}\r\nfrom: {evil}\r\n",
    "address as quoted name": 'From: "{who}" <{evil}>\r\n',
    "address as bare name": "From: {who} <{evil}>\r\n",
    "address in a longer name": 'From: "Cora ({who})" <{evil}>\r\n',
    "address as encoded name": "From: =?utf-8?q?{encoded}?= <{evil}>\r\n",
    "address as base64 name": "From: =?utf-8?b?{base64}?= <{evil}>\r\n",
    "two mailboxes, his first": "From: <{evil}>, <{who}>\r\n",
    "two mailboxes, his last": "From: {who}, {evil}\r\n",
    "two mailboxes and a semicolon": "From: {who}; {evil}\r\n",
    "group of one": "From: Support: {who};\r\n",
    "group and a mailbox": "From: Support: {who};, {evil}\r\n",
    "empty group": "From: {who}:;\r\n",
    "group of two": "From: Support: {who}, {evil};\r\n",
    "angle brackets twice": "From: <{who}> <{evil}>\r\n",
    "angle brackets in each other": "From: <<{who}>>\r\n",
    "open angle bracket": "From: <{who}\r\n",
    "two at signs": "From: {who}@evil.test\r\n",
    "folded between two": "From: {who}\r\n <{evil}>\r\n",
    "folded with a tab": "From: {who}\r\n\t<{evil}>\r\n",
    "route": "From: <@evil.test:{who}>\r\n",
    "words behind": "From: <{who}> by way of Eve\r\n",
    "no domain": "From: {local}\r\n",
    "nobody": "From: \r\n",
    "empty brackets": "From: Cora <>\r\n",
    "no field": "Sender: {who}\r\n",
    "carriage return in the field": "From: {evil}\rFrom: {who}\r\n",
    "NUL in the address": "From: {who}\x00@evil.test\r\n",
    "backslash in the address": "From: {local}\\@{domain}\r\n",
    "space in the address": "From: {local} @{domain}.evil.test x\r\n",
}
#: Plainly somebody else, who has no right to anything.
STRANGER = {
    "quoted local part": 'From: "{who}"@evil.test\r\n',
    "another domain": "From: {local}@evil.test\r\n",
    "look-alike letter": "From: {local}@custom\u0435rs.test\r\n",
    "longer domain": "From: {who}.evil.test\r\n",
    "plus address": "From: {local}+x@{domain}\r\n",
    "percent": "From: {local}%{domain}@evil.test\r\n",
    "bang path": "From: evil!{local}@evil.test\r\n",
    "his own, name of the other": 'From: "Cora" <{evil}>\r\n',
    "comment behind": "From: {evil} ({local})\r\n",
    "Reply-To of the other": "From: {evil}\r\nReply-To: {who}\r\n",
    "Sender of the other": "From: {evil}\r\nSender: {who}\r\n",
    "Resent-From of the other": "From: {evil}\r\nResent-From: {who}\r\n",
    "X-Original-From of the other": "From: {evil}\r\nX-Original-From: {who}\r\nX-Google-Original-From: {who}\r\n",
}
_OURS = "Authentication-Results: mx.desk.test"
#: What a relay of ours would have written, but did not: the mail came from a peer that is none of ours.
FORGED_RESULTS = {
    "plain": "Authentication-Results: mx.desk.test; dmarc=pass header.from={domain}\r\n",
    "capitals": "AUTHENTICATION-RESULTS: MX.DESK.TEST; DMARC=PASS header.from={domain}\r\n",
    "version": "Authentication-Results: mx.desk.test 1; dmarc=pass header.from={domain}\r\n",
    "quoted": 'Authentication-Results: "mx.desk.test"; dmarc=pass header.from={domain}\r\n',
    "comment": "Authentication-Results: (ours) mx.desk.test (really); dmarc=pass header.from={domain}\r\n",
    "folded": "Authentication-Results: mx.desk.test;\r\n dmarc=pass\r\n header.from={domain}\r\n",
    "twice": "Authentication-Results: mx.desk.test; dmarc=pass header.from={domain}\r\n" * 2,
    "all methods": "Authentication-Results: mx.desk.test; spf=pass smtp.mailfrom={domain}; dkim=pass header.d={domain};"
    " dmarc=pass header.from={domain}\r\n",
    "chain": "ARC-Seal: i=1; a=rsa-sha256; cv=none; d=desk.test; s=x; b=AAAA\r\n"
    "ARC-Message-Signature: i=1; a=rsa-sha256; d=desk.test; s=x; h=from; bh=AAAA; b=AAAA\r\n"
    "ARC-Authentication-Results: i=1; mx.desk.test; dmarc=pass header.from={domain}\r\n",
    "Received-SPF": "Received-SPF: pass (mx.desk.test: domain of {who})\r\n",
    "own control header": "X-Mailgate-Verified: yes\r\nX-Mailgate-Loop: x\r\n",
    "signature that is none": "DKIM-Signature: v=1; a=rsa-sha256; d={domain}; s=x; h=from; bh=AAAA; b=AAAA\r\n",
}
#: From a relay of ours, but not for this author.
OTHERS_RESULTS = {
    "another domain": "Authentication-Results: mx.desk.test; dmarc=pass header.from=evil.test\r\n",
    "no domain": "Authentication-Results: mx.desk.test; dmarc=pass\r\n",
    "another server": "Authentication-Results: mx.evil.test; dmarc=pass header.from={domain}\r\n",
    "server that begins like ours": f"{_OURS}.evil.test; dmarc=pass header.from={{domain}}\r\n",
    "pass in a comment": "Authentication-Results: mx.desk.test; dmarc=none (dmarc=pass) header.from={domain}\r\n",
    "pass in a quoted reason": f'{_OURS}; dmarc=none reason="; dmarc=pass header.from={{domain}}"\r\n',
    "below ours": "Authentication-Results: mx.desk.test; dmarc=none header.from={domain}\r\n"
    "Authentication-Results: mx.desk.test; dmarc=pass header.from={domain}\r\n",
    "only SPF": "Authentication-Results: mx.desk.test; spf=pass smtp.mailfrom={who}\r\n",
    "pass and fail": f"{_OURS}; dmarc=pass header.from={{domain}}; dmarc=fail header.from={{domain}}\r\n",
    "encoded word": "Authentication-Results: =?utf-8?q?mx.desk.test?=; dmarc=pass header.from={domain}\r\n",
    "unknown version": "Authentication-Results: mx.desk.test 2; dmarc=pass header.from={domain}\r\n",
}
