from __future__ import annotations

import pytest

from mailgate.model.mark import MarkKind
from mailgate.screen.spam import check

FLAGGED = [
    ("x-spam-flag", "YES"),
    ("x-spam", "Yes"),
    ("x-spam-status", "Yes, score=7.2 required=5.0 tests=BAYES_99"),
    ("x-rspamd-action", "add header"),
    ("x-rspamd-action", "add_header"),
    ("x-rspamd-action", "reject"),
    ("x-spamd-result", "default: True [15.20 / 6.00]; BAYES_SPAM(5.10)[99.99%]"),
]


@pytest.mark.parametrize("header", FLAGGED)
def test_verdict_of_a_trusted_relays_filter_is_believed(ask, header):
    mark = check(ask(header, trusted_peer=True))

    assert (mark.kind, mark.reason, mark.evidence) == (MarkKind.SPAM, "screen.spam_flag", f"{header[0]}: {header[1]}")


@pytest.mark.parametrize("header", FLAGGED)
def test_verdict_that_anybody_may_have_written_is_not(ask, header):
    assert check(ask(header)) is None


@pytest.mark.parametrize(
    "headers",
    [
        (),
        (("x-spam-flag", "NO"),),
        (("x-spam-status", "No, score=-1.9 tests=YES"),),
        (("x-spam-flag", ""),),
        (("x-rspamd-action", "no action"),),
        (("x-rspamd-action", "greylist"),),
        (("x-spamd-result", "default: False [-0.10 / 6.00]; SPAM_TRUE(0.00)[]"),),
        # The relay's own stands on top of what came with the mail.
        (("x-spam-flag", "NO"), ("x-spam-flag", "YES")),
    ],
)
def test_mail_that_passed_the_filter_is_not_marked(ask, headers):
    assert check(ask(*headers, trusted_peer=True)) is None
