from __future__ import annotations

from mailgate.model.outbound import OutboundKind
from mailgate.notify.samples import samples


def test_samples_of_rules_mails_have_one_with_everything_and_one_with_little():
    whole, little = samples()[OutboundKind.FORWARD]

    assert (bool(whole["carried"]), bool(whole["left_out"])) == (True, True)
    assert (little["carried"], little["left_out"], little["author"]) == ([], [], "")
