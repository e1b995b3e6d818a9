"""Notices below and above a mail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mailgate.parse.quotes.grammar.disclaimers import ALONE, BANNER_STEMS, BANNERS, CONFIDENTIAL, NOTICE_STEMS

Tell = Callable[..., Any]

NOTICES = {
    "english": "This e-mail and any attachments are confidential and intended solely for the addressee. If you have"
    " received this message in error, please notify the sender and delete it.",
    "english titled": "Disclaimer\n\nThe information contained in this message is confidential. It is intended solely"
    " for the recipient; any disclosure is strictly prohibited.",
    "german": "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Empfänger sind, informieren"
    " Sie bitte sofort den Absender und vernichten Sie diese E-Mail. Die Weitergabe ist nicht gestattet.",
    "french": "Ce message et ses pièces jointes sont confidentiels et destinés à l'usage exclusif du destinataire."
    " Toute diffusion non autorisée est interdite; si vous le recevez par erreur, merci d'avertir l'expéditeur.",
    "spanish": "Este mensaje es confidencial y va dirigido exclusivamente a su destinatario. Si lo ha recibido por"
    " error, rogamos lo comunique al remitente; su uso está prohibido.",
    "italian": "Le informazioni contenute in questo messaggio sono riservate e per uso esclusivo del destinatario. Se"
    " lo ricevete per errore siete pregati di avvisare il mittente e di cancellarlo.",
    "portuguese": "Esta mensagem é confidencial e destina-se ao destinatário. Se a recebeu por engano, avise o"
    " remetente e apague a mensagem; o seu uso é proibido.",
    "dutch": "Dit bericht is vertrouwelijk en uitsluitend bestemd voor de geadresseerde. Indien u dit bericht"
    " abusievelijk ontvangt, wordt u verzocht de afzender te informeren en het bericht te vernietigen.",
    "polish": "Ta wiadomość jest poufna i przeznaczona wyłącznie dla adresata. Jeżeli otrzymali ją Państwo omyłkowo,"
    " prosimy o niezwłoczne powiadomienie nadawcy i usunięcie jej.",
    "swedish": "Detta meddelande är konfidentiellt och avsett för mottagaren. Har du fått det av misstag, meddela"
    " avsändaren och radera det.",
    "russian": "Данное сообщение конфиденциально и предназначено только получателю. Если вы получили его по ошибке,"
    " уведомите отправителя и удалите его. Использование запрещено.",
    "printing": "Please consider the environment before printing this e-mail.",
    "scanner": "This email has been checked for viruses by Avast antivirus software.\nwww.avast.com",
    "list": "_______________________________________________\nparcels mailing list\nparcels@lists.example.com\n"
    "https://lists.example.com/mailman/listinfo/parcels",
    "group": '-- \nYou received this message because you are subscribed to the Google Groups "parcels" group.\nTo'
    " unsubscribe from this group and stop receiving emails from it, write to parcels+unsubscribe@googlegroups.com.",
}


@pytest.mark.parametrize("name", NOTICES)
def test_notice_is_told_from_new_text(tell: Tell, name: str) -> None:
    told = tell(f"Where is it?\n\n{NOTICES[name]}\n")
    assert told.new == "Where is it?"
    assert told.disclaimer == NOTICES[name]


@pytest.mark.parametrize("name", NOTICES)
def test_notice_below_a_signature_is_told_as_well(tell: Tell, name: str) -> None:
    told = tell(f"Where is it?\n\nKind regards,\nAnn\n\n{NOTICES[name]}\n")
    assert (told.new, told.signature) == ("Where is it?", "Kind regards,\nAnn")


@pytest.mark.parametrize("name", ["english", "german", "french", "italian", "printing", "scanner"])
def test_words_above_a_notice_stay_new_without_a_blank_line_between(tell: Tell, name: str) -> None:
    told = tell(f"Hello,\nwhere is my parcel?\nAnn\n{NOTICES[name]}\n")
    assert told.new == "Hello,\nwhere is my parcel?\nAnn"
    assert told.disclaimer == NOTICES[name]


@pytest.mark.parametrize(
    "banner",
    [
        "CAUTION: This email originated from outside of the organization. Do not click links.",
        "CAUTION:\nThis email originated from\noutside the company.",
        "[EXTERNAL]\nYou don't often get email from ann@example.com. Learn why this is important",
    ],
)
def test_words_below_a_warning_stay_new_without_a_blank_line_between(tell: Tell, banner: str) -> None:
    told = tell(f"{banner}\n\nHello.\nWhere is my parcel?\n")
    assert told.new == "Hello.\nWhere is my parcel?"
    assert tell(f"{banner.rstrip('.')}.\nWhere is my parcel?").new == "Where is my parcel?"


def test_request_below_a_rule_is_no_footer(tell: Tell) -> None:
    text = "Hello,\n\n---\nplease unsubscribe me from the newsletter."
    assert tell(text).new == text


def test_signature_above_a_list_footer_is_no_part_of_it(tell: Tell) -> None:
    told = tell(f"Where is it?\n\n-- \nAnn Lee\n\n{NOTICES['list']}\n")
    assert (told.signature, told.disclaimer) == ("-- \nAnn Lee", NOTICES["list"])


def test_notices_in_two_languages_are_one_stretch(tell: Tell) -> None:
    told = tell(f"Where is it?\n\n{NOTICES['german']}\n\n{NOTICES['english']}\n")
    assert told.disclaimer == f"{NOTICES['german']}\n\n{NOTICES['english']}"


def test_warning_of_a_gateway_stands_above_new_text(tell: Tell) -> None:
    banner = "CAUTION: This email originated from outside of the organization. Do not click links."
    told = tell(f"{banner}\n\nWhere is it?\n")
    assert (told.new, told.disclaimer) == ("Where is it?", banner)


@pytest.mark.parametrize(
    "words",
    [
        "My monitor shows a virus warning in error and asks me to delete this file, please advise what to do about it.",
        "Is the contract confidential? The sender did not say so, and our lawyer asked about the recipient of it.",
        "I want to unsubscribe from the newsletter.",
        "Please delete all my data, and confirm that to me.",
        "Este mensaje de error aparece cuando abro el programa, y no puedo eliminar la cuenta por error creada ayer.",
        "Der Absender und der Empfänger sind vertauscht, bitte löschen Sie den Auftrag; die Weitergabe ist falsch.",
    ],
)
def test_words_about_such_things_stay_new(tell: Tell, words: str) -> None:
    text = f"Hello,\n\n{words}"
    assert tell(text).new == text


def test_notice_alone_is_new(tell: Tell) -> None:
    assert tell(NOTICES["english"]).new == NOTICES["english"]


def test_every_notice_and_banner_holds_a_stem_of_the_first_look() -> None:
    phrases = [phrase for table in (CONFIDENTIAL, ALONE) for group in table.values() for phrase in group]

    assert [phrase for phrase in phrases if not any(stem in phrase for stem in NOTICE_STEMS)] == []
    assert [phrase for phrase in BANNERS if not any(stem in phrase for stem in BANNER_STEMS)] == []
