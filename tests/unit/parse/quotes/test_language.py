"""The language that is evident from the words."""

from __future__ import annotations

import pytest

from mailgate.parse.quotes.language import evident_language

SENTENCES = [
    ("en", "Hello, my parcel is not here and I would like to have it"),
    ("de", "Guten Tag, ich habe das Paket noch nicht erhalten"),
    ("fr", "Bonjour, je ne sais pas où est le colis que vous avez envoyé"),
    ("es", "Hola, no sé dónde está el paquete que pedí para mi casa"),
    ("it", "Buongiorno, non ho ricevuto il pacco che sono in attesa di avere"),
    ("pt", "Olá, não recebi o pacote que pedi para minha casa, obrigado"),
    ("nl", "Hallo, ik heb het pakket niet ontvangen en wil dat graag"),
    ("sv", "Hej, jag har inte fått paketet och vill ha det"),
    ("da", "Hej, jeg har ikke modtaget pakken, hvad kan jeg gøre med det"),
    ("fi", "Hei, minä olen paketin saanut mutta se ei ole minun"),
    ("pl", "Dzień dobry, nie mam paczki i proszę o informację, czy jest"),
    ("cs", "Dobrý den, prosím, nemám balík a nevím, jak se to stalo, děkuji"),
    ("hu", "Jó napot, nem kaptam meg a csomagot, és kérem, hogy nézzék meg"),
    ("ro", "Bună, nu am primit coletul și vă rog să îmi spuneți unde este"),
    ("tr", "Merhaba, bir paket bekliyorum ama yok, çok teşekkürler"),
    ("ru", "Здравствуйте, где моя посылка?"),
    ("uk", "Добрий день, де моя посилка і коли її чекати?"),
    ("el", "Γεια σας, πού είναι το δέμα μου;"),
    ("he", "שלום, איפה החבילה שלי?"),
    ("ar", "مرحبا أين الطرد الخاص بي؟"),
    ("ja", "荷物はどこですか。教えてください。"),
    ("zh", "请问我的包裹在哪里？"),
    ("ko", "제 소포는 어디에 있습니까?"),
    ("th", "พัสดุของฉันอยู่ที่ไหน"),
    ("", "4711"),
    ("", ":+1:"),
    ("", ""),
]


@pytest.mark.parametrize(("language", "sentence"), SENTENCES)
def test_language_is_told_by_its_words(language: str, sentence: str) -> None:
    assert evident_language([sentence]) == language


def test_first_of_several_is_taken_when_nothing_tells() -> None:
    assert evident_language(["4711"], ("nb", "da")) == "nb"
