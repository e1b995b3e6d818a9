"""Signatures below new text, and what only looks like one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Tell = Callable[..., Any]

#: What stands at the end of "Please call me.", and is a signature.
SIGNATURES = {
    "delimiter": "-- \nAnn Lee\nExample Ltd",
    "delimiter that lost its blank": "--\nAnn Lee\nExample Ltd",
    "delimiter with a saying": "-- \nAnn Lee\n\nWhat can be said at all can be said clearly.\nOr so they say,"
    " again and again.\nAnd so on.",
    "em dash and a telephone": "—\nAnn Lee\n+49 30 1234567",
    "underscores and an address": "____________\nAnn Lee | Example Ltd | ann@example.com",
    "phone": "Sent from my iPhone",
    "phone below a delimiter": "--\nSent from my iPhone",
    "closing": "Best regards,\nAnn",
    "closing and name on one line": "Kind regards, Ann Lee",
    "closing without name": "Regards",
    "closing with details": "Kind regards\n\nAnn Lee\nHead of Parcels\nExample Ltd\nMain Street 1\n+49 30"
    " 1234567\nwww.example.com",
    "thanks and regards": "Thanks & Regards,\nAnn",
    "german": "Mit freundlichen Grüßen\nAnn Lee",
    "german initials": "VG\nAnn",
    "german and english": "Mit freundlichen Grüßen / Best regards\n\nAnn Lee\nExample GmbH, HRB 1234,"
    " Geschäftsführer: B. Example",
    "french": "Cordialement,\nAnn Lee",
    "spanish": "Un saludo,\nAnn",
    "italian": "Cordiali saluti\nAnn Lee",
    "portuguese": "Atenciosamente,\nAnn Lee",
    "dutch": "Met vriendelijke groet,\n\nAnn Lee",
    "swedish": "Med vänliga hälsningar\nAnn",
    "danish": "Med venlig hilsen\nAnn Lee",
    "danish short": "Kh\nAnn",
    "norwegian": "Mvh Ann",
    "finnish": "Terveisin\nAnn",
    "polish": "Pozdrawiam,\nAnn",
    "czech": "S pozdravem\nAnn Lee",
    "slovak": "S pozdravom\nAnn Lee",
    "hungarian": "Üdvözlettel:\nAnn Lee",
    "romanian": "Cu stimă,\nAnn Lee",
    "russian": "С уважением,\nАнна",
    "ukrainian": "З повагою,\nАнна",
    "bulgarian": "Поздрави,\nАна",
    "greek": "Με εκτίμηση,\nΆννα",
    "turkish": "Saygılarımla,\nAnn",
    "croatian": "Srdačan pozdrav,\nAnn",
    "hebrew": "בברכה,\nאן",
    "vietnamese": "Trân trọng,\nAnn",
    "dash and name": "-Ann Lee",
    "slash and name": "/Ann",
    "name block": "Ann Lee\nann@example.com\n(555) 123-4567\nwww.example.com",
    "name block below thanks": "Thanks,\nAnn Lee\nann@example.com\n(555) 123-4567",
}
#: Whole texts whose last lines are the customer's own words.
OWN_WORDS = {
    "list with two dashes": "We need:\n\n-- red paint\n-- blue paint",
    "list with dashes": "We need:\n\n- Paint\n- Brushes",
    "one dashed item": "We need:\n\n-Paint",
    "delimiter in a line": "Here is the fix -- it is not a signature.",
    "command line": "I ran\n\nmake -- install\n\nand it failed",
    "dashes between two parts": "First part.\n--\nSecond part, which asks something. It goes on. And on and"
    " on.\nDoes it work?",
    "rule between two parts": "First part.\n\n-----\n\nThe second part is here as well.",
    "thanks": "It works.\n\nThanks,\nAnn",
    "name alone": "It works.\n\nAnn",
    "sent from a place": "It works.\n\nSent from my desk, is much easier than from my telephone.",
    "regards in a sentence": "I call with regards to the order\nand want to know when it comes.",
    "best in a sentence": "Best\nwould be to send a new one, because the old one is broken beyond repair.",
    "address asked for": "Please send it to:\n\nAnn Lee\nann@example.com\n+49 30 1234567\nMain Street 1",
    "question below a closing": "Cheers,\n\ncould you tell me where the parcel is at the moment?",
    "fields at the end": "It is done.\n\nStatus: Resolved\nDue Date: 2010-12-31\nStart Date: 2010-01-01\nRatio: 30",
    "log below a rule": "It failed.\n\n----------\nTime: 3/9/2006 3:50:52\nResult: none",
    "one item without a colon": "We need\n\n-Paint",
    "details below a closing": "Regards\n\nOrder: 4711\nColour: red",
    "greeting that could be a closing": "Pozdrav,\n\nMoja narudžba 4711\nnije stigla",
    "table of options": "ls -la\n-rw------- 1 root root 62 Feb 15 12:45 file\n-rw------- 1 root root 62 Feb 15"
    " 12:45 other",
}


@pytest.mark.parametrize("name", SIGNATURES)
def test_signature_is_told_from_new_text(tell: Tell, name: str) -> None:
    signature = SIGNATURES[name]
    told = tell(f"Hello,\n\nPlease call me.\n\n{signature}\n")
    thanks = "\n\nThanks," if signature.startswith("Thanks,") else ""
    assert told.new == f"Hello,\n\nPlease call me.{thanks}"
    assert told.signature == signature.removeprefix("Thanks,\n")


@pytest.mark.parametrize("name", SIGNATURES)
def test_signature_above_a_quote_is_told_as_well(tell: Tell, name: str) -> None:
    told = tell(
        f"Hello,\n\nPlease call me.\n\n{SIGNATURES[name]}\n\nOn 16 Nov 2026, at 09:41, Bob <b@example.com>"
        f" wrote:\n\n> Hi\n"
    )
    assert told.new.removesuffix("\n\nThanks,") == "Hello,\n\nPlease call me."


@pytest.mark.parametrize("name", OWN_WORDS)
def test_own_words_stay_new(tell: Tell, name: str) -> None:
    assert tell(OWN_WORDS[name]).new == OWN_WORDS[name]


def test_postscript_below_a_signature_stays_new(tell: Tell) -> None:
    told = tell("Please call me.\n\nBest regards,\nAnn\n\nP.S. The door code is 4711.\n")
    assert told.new == "Please call me.\n\nP.S. The door code is 4711."
    assert told.signature == "Best regards,\nAnn"


def test_details_below_the_name_stay_new(tell: Tell) -> None:
    told = tell("It is broken.\n\nRegards,\nAnn Lee\n\nOrder: 4711\nColour: red\n")
    assert told.new == "It is broken.\n\nOrder: 4711\nColour: red"


def test_text_below_a_phones_line_stays_new(tell: Tell) -> None:
    told = tell("See below.\n\nSent from my iPhone\n\nThe number is 4711.\n")
    assert told.new == "See below.\n\nThe number is 4711."


def test_mail_of_a_signature_only_is_new(tell: Tell) -> None:
    assert tell("-- \nAnn Lee\nExample Ltd\n").new == "-- \nAnn Lee\nExample Ltd"


def test_signature_below_a_quote_is_one(tell: Tell) -> None:
    told = tell("It works.\n\nOn 16 Nov 2026, at 09:41, Bob <b@example.com> wrote:\n\n> Does it?\n\n-- \nAnn Lee\n")
    assert (told.new, told.signature) == ("It works.", "-- \nAnn Lee")
