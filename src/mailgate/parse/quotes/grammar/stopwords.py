"""Short words that tell a language when only a few lines of it are there; folded case."""

from __future__ import annotations

from mailgate.parse.quotes.grammar.words import words

STOPWORDS: dict[str, frozenset[str]] = {
    "cs": words(
        "je není jsem jsme jste se že jak ale pro jako nebo dobrý den prosím děkuji mám máme bych aby když při také už"
    ),
    "da": words(
        "jeg ikke det er og til af på med en et den der som har kan vil hej mig tak hvordan din dit besked "
        "svar modtaget hvad også fra være blev"
    ),
    "de": words(
        "ich nicht das ist und die der zu mit auf für ein eine wir sie es bitte habe haben hallo danke wie "
        "kann guten von dem den auch noch aber"
    ),
    "en": words(
        "the is and to of in it you that for on with this have are be we i not can my please hello thanks your from"
    ),
    "es": words(
        "el la que y en los las un una es por con para no se lo hola gracias pero como está tengo muy su del al buenos"
    ),
    "et": words("ma ei on ja see et mis kui aga tere aitäh palun kas meie teie oma"),
    "fi": words("minä ei on ja se että mutta kun hei kiitos olen ole tämä joka voin myös"),
    "fr": words(
        "je ne pas le la les des est et que une un pour dans vous nous bonjour merci avec ce qui sur au mon de du"
    ),
    "hr": words("je nije sam se da i na za što kako ali molim hvala bok poštovani smo ste koji"),
    "hu": words("nem az és hogy egy van vagyok kérem köszönöm szia jó napot de mert meg már is ez ezt"),
    "id": words("saya tidak yang dan di untuk dengan ini itu ada terima kasih mohon anda dari ke bisa"),
    "it": words(
        "il che di non è per un una con sono ho grazie buongiorno ciao gli le della del nel ma come anche questo"
    ),
    "lt": words("aš ne yra ir kad su į bet kaip labas ačiū prašau jūsų mes"),
    "lv": words("es nav ir un ka ar uz bet kā labdien paldies lūdzu jūsu mēs"),
    "nb": words(
        "jeg ikke det er og til av på med en et den som har kan vil hei meg takk hvordan din ditt hva også fra være ble"
    ),
    "nl": words(
        "ik niet het is en de van een te dat op met voor zijn hallo bedankt maar ook wij jullie kan heb u deze wat"
    ),
    "pl": words(
        "nie jest się że na to do z i w jak ale dzień dobry dziękuję proszę mam czy czesc cześć masz już tylko"
    ),
    "pt": words(
        "o que não e de é para com um uma os as do da em no na olá obrigado obrigada por mas como você meu está"
    ),
    "ro": words("nu este că și pe la cu un o de în să bună mulțumesc vă rog dar mai am sunt pentru"),
    "sk": words("je nie som sme ste sa že ako ale pre alebo dobrý deň prosím ďakujem mám máme aby keď pri"),
    "sl": words("je ni sem se da in na za kaj kako ampak prosim hvala pozdravljeni smo ste ki"),
    "sv": words(
        "jag inte det är och till av på med en ett den som har kan vill hej mig tack hur din ditt vad också "
        "från om att för när"
    ),
    "tr": words("bir ve bu için ile değil merhaba teşekkürler ben var mı çok ama olarak daha ne"),
    "vi": words("tôi không là và của có cho với được này xin chào cảm ơn bạn các"),
}

#: First and last code point of scripts that one language in question writes, and that language.
SCRIPTS: tuple[tuple[int, int, str], ...] = (
    (0x3040, 0x30FF, "ja"),
    (0xAC00, 0xD7AF, "ko"),
    (0x1100, 0x11FF, "ko"),
    (0x0370, 0x03FF, "el"),
    (0x0590, 0x05FF, "he"),
    (0x0E00, 0x0E7F, "th"),
    (0x0900, 0x097F, "hi"),
    (0x0530, 0x058F, "hy"),
    (0x10A0, 0x10FF, "ka"),
    (0x0600, 0x06FF, "ar"),
    (0x0400, 0x04FF, "ru"),
    (0x4E00, 0x9FFF, "zh"),
)
