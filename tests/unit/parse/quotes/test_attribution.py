"""The lines that clients write above a quote, in the languages and shapes in which they write them."""

from __future__ import annotations

import pytest

from mailgate.model.message import SegmentKind
from mailgate.parse.quotes.grammar.words import words
from mailgate.parse.quotes.segments import segment_text

#: Language, client, and its line; ``\n`` where the client wraps.
LINES = [
    ("en", "gmail", "On Mon, Nov 16, 2026 at 9:41 AM Ann Lee <ann@example.com> wrote:"),
    (
        "en",
        "gmail wrapped",
        "On Mon, Nov 16, 2026 at 9:41 AM Ann van der Meulen-Lee <\nann.van.der.meulen@example.com> wrote:",
    ),
    ("en", "gmail wrapped late", "On Mon, Nov 16, 2026 at 9:41 AM Ann Lee <ann@example.com>\nwrote:"),
    ("en", "gmail old", "On Mon, Nov 16, 2026 at 9:41 AM, Ann Lee <ann@example.com>wrote:"),
    ("en", "gmail uk", "On Mon, 16 Nov 2026 at 09:41, Ann Lee <ann@example.com> wrote:"),
    ("en", "apple", "On Nov 16, 2026, at 9:41 AM, Ann Lee <ann@example.com> wrote:"),
    ("en", "apple uk", "On 16 Nov 2026, at 09:41, Ann Lee <ann@example.com> wrote:"),
    ("en", "apple wrapped", "On 16 Nov 2026,\nat 09:41,\nAnn Lee <ann@example.com> wrote:"),
    ("en", "thunderbird", "On 11/16/26 9:41 AM, Ann Lee wrote:"),
    ("en", "thunderbird iso", "On 2026-11-16 09:41, Ann Lee wrote:"),
    ("en", "yahoo", "On Monday, November 16, 2026, 09:41:10 AM GMT, Ann Lee <ann@example.com> wrote:"),
    ("en", "proton", "On Monday, November 16th, 2026 at 9:41 AM, Ann Lee <ann@example.com> wrote:"),
    ("en", "outlook mac", 'On 16/11/2026, 09:41, "Ann Lee" <ann@example.com> wrote:'),
    ("en", "zimbra free", "- On 2026-11-16 09:41, Ann Lee wrote:"),
    ("en", "netease", 'At 2026-11-16 09:41:10, "Ann Lee" <ann@example.com> wrote:'),
    ("en", "evolution", "On Mon, 2026-11-16 at 09:41 +0100, Ann Lee wrote:"),
    ("en", "aol", "In a message dated 11/16/2026 9:41:10 AM Eastern Standard Time, ann@example.com writes:"),
    ("en", "gmail before 2016", "2026-11-16 9:41 GMT+01:00 Ann Lee <ann@example.com>:"),
    ("en", "without a year", "On Mon, Nov 16, Ann Lee <ann@example.com> wrote:"),
    ("en", "old yahoo", "--- On Mon, 11/16/26, Ann Lee <ann@example.com> wrote:"),
    ("de", "lotus", '-----"Ann Lee" <ann@example.com> schrieb am 16.11.2026: -----'),
    ("de", "gmail", "Am Mo., 16. Nov. 2026 um 09:41 Uhr schrieb Ann Lee <ann@example.com>:"),
    ("de", "gmail wrapped", "Am Mo., 16. Nov. 2026 um 09:41 Uhr schrieb Ann Lee <\nann@example.com>:"),
    ("de", "gmail wrapped early", "Am Mo., 16. Nov. 2026 um 09:41 Uhr\nschrieb Ann Lee <ann@example.com>:"),
    ("de", "apple", "Am 16.11.2026 um 09:41 schrieb Ann Lee <ann@example.com>:"),
    ("de", "thunderbird", "Am 16.11.26 um 09:41 schrieb Ann Lee:"),
    ("de", "yahoo", "Am Montag, 16. November 2026, 09:41:10 MEZ hat Ann Lee <ann@example.com> Folgendes geschrieben:"),
    ("de", "k-9", "Am 16. November 2026 09:41:10 MEZ schrieb Ann Lee <ann@example.com>:"),
    ("de", "proton", "Ann Lee <ann@example.com> schrieb am Montag, 16. November 2026 um 09:41:"),
    ("fr", "gmail", "Le lun. 16 nov. 2026 à 09:41, Ann Lee <ann@example.com> a écrit :"),
    ("fr", "gmail no-break space", "Le lun. 16 nov. 2026 à 09:41, Ann Lee <ann@example.com> a écrit\u00a0:"),
    ("fr", "gmail wrapped", "Le lun. 16 nov. 2026 à 09:41, Ann Lee <ann@example.com> a\nécrit :"),
    ("fr", "apple", "Le 16 nov. 2026 à 09:41, Ann Lee <ann@example.com> a écrit :"),
    ("fr", "thunderbird", "Le 16/11/2026 à 09:41, Ann Lee a écrit :"),
    ("fr", "yahoo", "Le lundi 16 novembre 2026 à 09:41:10 UTC+1, Ann Lee <ann@example.com> a écrit :"),
    ("fr", "zimbra free", "- Le 2026-11-16 09:41, Ann Lee a écrit :"),
    ("es", "gmail", "El lun, 16 nov 2026 a las 9:41, Ann Lee (<ann@example.com>) escribió:"),
    ("es", "apple", "El 16 nov 2026, a las 9:41, Ann Lee <ann@example.com> escribió:"),
    ("es", "thunderbird", "El 16/11/26 a las 9:41, Ann Lee escribió:"),
    ("es", "yahoo", "El lunes, 16 de noviembre de 2026 09:41:10 CET, Ann Lee <ann@example.com> escribió:"),
    ("it", "gmail", "Il giorno lun 16 nov 2026 alle ore 09:41 Ann Lee <ann@example.com> ha scritto:"),
    ("it", "gmail wrapped", "Il giorno lun 16 nov 2026 alle ore 09:41 Ann Lee <ann@example.com>\nha scritto:"),
    ("it", "apple", "Il giorno 16 nov 2026, alle ore 09:41, Ann Lee <ann@example.com> ha scritto:"),
    ("it", "thunderbird", "Il 16/11/26 09:41, Ann Lee ha scritto:"),
    ("it", "libero", "Il 16 novembre 2026 alle 9.41 Ann Lee <ann@example.com> ha scritto:"),
    ("pt", "gmail brazil", "Em seg., 16 de nov. de 2026 às 09:41, Ann Lee <ann@example.com> escreveu:"),
    ("pt", "gmail portugal", "Ann Lee <ann@example.com> escreveu no dia segunda, 16/11/2026 à(s) 09:41:"),
    ("pt", "apple", "No dia 16/11/2026, às 09:41, Ann Lee <ann@example.com> escreveu:"),
    ("pt", "apple brazil", "Em 16 de nov. de 2026, à(s) 09:41, Ann Lee <ann@example.com> escreveu:"),
    ("pt", "thunderbird", "Às 09:41 de 16/11/2026, Ann Lee escreveu:"),
    ("ca", "gmail", "Missatge de Ann Lee <ann@example.com> del dia dl., 16 de nov. 2026 a les 9:41:"),
    ("ca", "apple", "El dia 16 nov 2026, a les 9:41, Ann Lee <ann@example.com> va escriure:"),
    ("gl", "gmail", "O lun, 16 nov 2026 ás 9:41, Ann Lee (<ann@example.com>) escribiu:"),
    ("nl", "gmail", "Op ma 16 nov 2026 om 09:41 schreef Ann Lee <ann@example.com>:"),
    ("nl", "apple", "Op 16 nov. 2026 om 09:41 heeft Ann Lee <ann@example.com> het volgende geschreven:"),
    ("nl", "thunderbird", "Op 16-11-2026 om 09:41 schreef Ann Lee:"),
    ("sv", "gmail", "Den mån 16 nov. 2026 kl 09:41 skrev Ann Lee <ann@example.com>:"),
    ("sv", "apple", "16 nov. 2026 kl. 09:41 skrev Ann Lee <ann@example.com>:"),
    ("sv", "thunderbird", "Den 2026-11-16 kl. 09:41, skrev Ann Lee:"),
    ("da", "gmail", "Den man. 16. nov. 2026 kl. 09.41 skrev Ann Lee <ann@example.com>:"),
    ("da", "apple", "Den 16. nov. 2026 kl. 09.41 skrev Ann Lee <ann@example.com>:"),
    ("da", "thunderbird", "Den 16.11.2026 kl. 09.41 skrev Ann Lee:"),
    ("nb", "gmail", "man. 16. nov. 2026 kl. 09:41 skrev Ann Lee <ann@example.com>:"),
    ("nb", "gmail wrapped", "man. 16. nov. 2026 kl. 09:41 skrev Ann Lee <ann@example.com\n>:"),
    ("nb", "apple", "16. nov. 2026 kl. 09:41 skrev Ann Lee <ann@example.com>:"),
    ("fi", "gmail", "ma 16. marrask. 2026 klo 9.41 Ann Lee (ann@example.com) kirjoitti:"),
    ("fi", "apple", "Ann Lee <ann@example.com> kirjoitti 16.11.2026 kello 9.41:"),
    ("fi", "thunderbird", "Ann Lee kirjoitti 16.11.2026 klo 9.41:"),
    ("is", "gmail", "Þann mán., 16. nóv. 2026 kl. 09:41 skrifaði Ann Lee <ann@example.com>:"),
    ("pl", "gmail", "pon., 16 lis 2026 o 09:41 Ann Lee <ann@example.com> napisał(a):"),
    ("pl", "apple", "Wiadomość napisana przez Ann Lee <ann@example.com> w dniu 16.11.2026, o godz. 09:41:"),
    ("pl", "thunderbird", "W dniu 16.11.2026 o 09:41, Ann Lee pisze:"),
    ("pl", "wp", "Dnia 16 listopada 2026 09:41 Ann Lee <ann@example.com> napisał(a):"),
    ("pl", "onet", "W dniu 2026-11-16 09:41:10 użytkownik Ann Lee <ann@example.com> napisał:"),
    ("cs", "gmail", "po 16. 11. 2026 v 9:41 odesílatel Ann Lee <ann@example.com> napsal:"),
    ("cs", "apple", "16. 11. 2026 v 9:41, Ann Lee <ann@example.com>:"),
    ("cs", "thunderbird", "Dne 16. 11. 26 v 9:41 Ann Lee napsal(a):"),
    ("sk", "gmail", "po 16. 11. 2026 o 9:41 Ann Lee <ann@example.com> napísal(a):"),
    ("sk", "thunderbird", "Dňa 16. 11. 2026 o 9:41 Ann Lee napísal(a):"),
    ("sl", "gmail", "V V pon., 16. nov. 2026 ob 09:41 je oseba Ann Lee <ann@example.com> napisala:"),
    ("hr", "gmail", "pon, 16. stu 2026. u 09:41 Ann Lee <ann@example.com> napisao je:"),
    ("sr", "gmail", "пон, 16. нов 2026. у 09:41 Ann Lee <ann@example.com> је написао/ла:"),
    ("hu", "gmail", "Ann Lee <ann@example.com> ezt írta (időpont: 2026. nov. 16., H, 9:41):"),
    ("hu", "apple", "2026. nov. 16. dátummal, 9:41 időpontban Ann Lee <ann@example.com> írta:"),
    ("hu", "thunderbird", "2026. 11. 16. 9:41 keltezéssel, Ann Lee írta:"),
    ("ro", "gmail", "În lun., 16 nov. 2026 la 09:41, Ann Lee <ann@example.com> a scris:"),
    ("ro", "apple", "Pe 16 nov. 2026, la 09:41, Ann Lee <ann@example.com> a scris:"),
    ("bg", "gmail", "На пн, 16.11.2026 г. в 9:41 Ann Lee <ann@example.com> написа:"),
    ("ru", "gmail", "пн, 16 нояб. 2026 г. в 09:41, Ann Lee <ann@example.com>:"),
    ("ru", "apple", "16 нояб. 2026 г., в 09:41, Ann Lee <ann@example.com> написал(а):"),
    ("ru", "thunderbird", "16.11.2026 9:41, Ann Lee пишет:"),
    ("ru", "yandex", '16.11.2026, 09:41, "Ann Lee" <ann@example.com>:'),
    ("ru", "mail.ru", "Понедельник, 16 ноября 2026, 9:41 +03:00 от Ann Lee <ann@example.com>:"),
    ("ru", "gmail old", '16.11.2026 9:41 пользователь "Ann Lee" <ann@example.com> написал:'),
    ("uk", "gmail", "пн, 16 лист. 2026 р. о 09:41 Ann Lee <ann@example.com> пише:"),
    ("uk", "gmail old", "16 листопада 2026 р. о 09:41 <ann@example.com> написав:"),
    ("el", "gmail", "Στις Δευ 16 Νοε 2026 στις 9:41 π.μ., ο/η Ann Lee <ann@example.com> έγραψε:"),
    ("el", "apple", "16 Νοε 2026, 9:41 π.μ., ο χρήστης «Ann Lee <ann@example.com>» έγραψε:"),
    ("tr", "gmail", "Ann Lee <ann@example.com>, 16 Kas 2026 Pzt, 09:41 tarihinde şunu yazdı:"),
    ("tr", "apple", "Ann Lee <ann@example.com> şunları yazdı (16 Kas 2026 09:41):"),
    ("et", "gmail", "Kuupäev E, 16. november 2026 kell 09:41 kirjutas kasutaja Ann Lee (<ann@example.com>):"),
    ("lv", "gmail", "pirmd., 2026. g. 16. nov., plkst. 09:41 — lietotājs Ann Lee (<ann@example.com>) rakstīja:"),
    ("lt", "gmail", "2026-11-16, pr, 09:41 Ann Lee <ann@example.com> rašė:"),
    ("ja", "gmail", "2026年11月16日(月) 9:41 Ann Lee <ann@example.com>:"),
    ("ja", "apple", "2026/11/16 9:41、Ann Lee <ann@example.com>のメール:"),
    ("zh", "gmail", "Ann Lee <ann@example.com> 于2026年11月16日周一 09:41写道："),
    ("zh", "gmail taiwan", "Ann Lee <ann@example.com> 於 2026年11月16日 週一 上午9:41寫道："),
    ("zh", "apple", "在 2026年11月16日，09:41，Ann Lee <ann@example.com> 写道："),
    ("zh", "netease", '在 2026-11-16 09:41:10，"Ann Lee" <ann@example.com> 写道：'),
    ("ko", "gmail", "2026년 11월 16일 (월) 오전 9:41, Ann Lee <ann@example.com>님이 작성:"),
    ("ko", "apple", "2026. 11. 16. 오전 9:41, Ann Lee <ann@example.com> 작성:"),
    ("vi", "gmail", "Vào Th 2, 16 thg 11, 2026 vào lúc 09:41 Ann Lee <ann@example.com> đã viết:"),
    ("th", "gmail", "ในวันที่ จ. 16 พ.ย. 2026 เวลา 09:41 Ann Lee <ann@example.com> เขียนว่า:"),
    ("id", "gmail", "Pada tanggal Sen, 16 Nov 2026 pukul 09.41 Ann Lee <ann@example.com> menulis:"),
    (
        "he",
        "gmail",
        "\u202bבתאריך יום ב׳, 16 בנוב׳ 2026 ב-9:41 מאת \u202aAnn Lee\u202c\u200f"
        " <\u202aann@example.com\u202c\u200f>:\u202c",
    ),
    (
        "ar",
        "gmail",
        "\u202bفي الاثنين، 16 نوفمبر 2026 في 9:41 ص تمت كتابة ما يلي بواسطة \u202aAnn Lee\u202c"
        " <\u202aann@example.com\u202c>:\u202c",
    ),
    ("ar", "apple", "في ١٦ نوفمبر ٢٠٢٦، الساعة ٩:٤١ ص، كتب Ann Lee <ann@example.com>:"),
    ("fa", "gmail", "در تاریخ دوشنبه ۱۶ نوامبر ۲۰۲۶،\u200f ۹:۴۱ Ann Lee <ann@example.com> نوشت:"),
    ("hi", "gmail", "सोम, 16 नव॰ 2026 को 9:41 am बजे को Ann Lee <ann@example.com> ने लिखा:"),
    ("af", "gmail", "Op Ma. 16 Nov. 2026 om 09:41 het Ann Lee <ann@example.com> geskryf:"),
    ("fil", "gmail", "Noong Lun, Nob 16, 2026 nang 9:41 AM, isinulat ni Ann Lee <ann@example.com> ang:"),
    ("", "unknown language", "Xyz 16. abc 2026 09:41 Ann Lee <ann@example.com> qwerty:"),
]
#: Languages whose line holds words of no other.
TOLD = words("en de fr es it pt nl fi is pl hu ro el tr et lv lt zh ko vi th hi fa fil")
IDS = [f"{language}-{client}" for language, client, _ in LINES]


def new_text(text: str) -> str:
    segments, _ = segment_text(text)
    return "".join(text[part.start : part.end] for part in segments if part.kind is SegmentKind.NEW).strip()


@pytest.mark.parametrize(("language", "client", "line"), LINES, ids=IDS)
def test_marked_quote_with_its_attribution_is_not_new(language: str, client: str, line: str) -> None:
    text = f"The parcel arrived.\n\n{line}\n\n> Did it arrive?\n>\n> Ann\n"
    assert new_text(text) == "The parcel arrived."


@pytest.mark.parametrize(("language", "client", "line"), LINES[:-1], ids=IDS[:-1])
def test_attribution_alone_folds_an_unmarked_quote(language: str, client: str, line: str) -> None:
    assert new_text(f"The parcel arrived.\n\n{line}\n\nDid it arrive?\n\nAnn\n") == "The parcel arrived."


@pytest.mark.parametrize(
    ("language", "line"), [(code, line) for code, _, line in LINES if code in TOLD and "GMT+" not in line]
)
def test_language_is_that_of_the_attribution(language: str, line: str) -> None:
    assert segment_text(f":+1:\n\n{line}\n\n> ?\n")[1] == language


@pytest.mark.parametrize(
    "line",
    [
        "2013/7/1 Ann Lee <ann@example.com>",
        "On 16 Nov 2026 at 09:41 Ann Lee wrote",
        "Ann Lee <ann@example.com>:",
        "Ann wrote:",
    ],
)
def test_incomplete_attribution_belongs_to_the_marked_quote_below(line: str) -> None:
    assert new_text(f"It arrived.\n\n{line}\n\n> Did it arrive?\n") == "It arrived."
    assert line in new_text(f"It arrived.\n\n{line}\n\nDid it arrive?\n")


@pytest.mark.parametrize(
    "line",
    [
        "I wrote to bob@example.com on 3 May, and he wrote:",
        "The log says:",
        "He wrote:",
        "I mailed bob@example.com this",
    ],
)
def test_own_words_above_a_citation_stay_new(line: str) -> None:
    text = f"Hello,\n\n{line}\n\n> No.\n\nWhat now?"
    assert new_text(text) == text


@pytest.mark.parametrize(
    ("language", "own"),
    [
        ("da", "Tak for din besked, jeg har modtaget det"),
        ("sv", "Tack för hjälpen, jag har inte fått den"),
        ("nb", "Takk, jeg har ikke fått noe fra deg"),
    ],
)
def test_languages_that_share_their_verb_are_told_by_the_text(language: str, own: str) -> None:
    line = "16. nov. 2026 kl. 09:41 skrev Ann Lee <ann@example.com>:"
    assert segment_text(f"{own}\n\n{line}\n\n> ?\n")[1] == language


@pytest.mark.parametrize(
    "sentence",
    [
        "On 3 May 2026 at 10:00 I called your office and the operator wrote:",
        "The manual of 12/03/2024 says on page 10:",
        "Bob wrote:",
        "Please send the invoice 4711 of 12.03.2026 to bob@example.com:",
        "Am 12.03.2026 um 10:00 habe ich angerufen, und er schrieb:",
        "Ordered on 2026-11-01, delivered on 2026-11-05, missing:",
        "One: two: three:",
        "On Thursday:",
    ],
)
def test_sentence_that_resembles_an_attribution_folds_nothing(sentence: str) -> None:
    text = f"Hello,\n\n{sentence}\n\nThe second line.\nThe third line.\n"
    assert new_text(text) == text.strip()


def test_lines_above_an_address_and_a_colon_are_not_drawn_into_the_quote() -> None:
    own = "Room 12 at 10:30\nor 14 at 11:30 with\nbob@example.com, but not with:"
    assert new_text(f"{own}\n> Ann\n\nIs that right?") == f"{own}\n> Ann\n\nIs that right?"
