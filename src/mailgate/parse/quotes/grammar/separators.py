"""Lines that clients, providers and desks draw between an answer and what it answers, by language; folded case."""

from __future__ import annotations

from mailgate.parse.quotes.grammar.words import phrases

#: Stand between rows of dashes: "-----Original Message-----". Language by phrase.
ORIGINAL: dict[str, tuple[str, ...]] = {
    "af": phrases("oorspronklike boodskap"),
    "ar": phrases("الرسالة الأصلية | رسالة أصلية"),
    "bg": phrases("оригинално съобщение | оригинално писмо | оригинален мейл"),
    "ca": phrases("missatge original"),
    "cs": phrases("původní zpráva | původní e-mail | původní email | původní mail"),
    "da": phrases(
        """
        oprindelig meddelelse | original meddelelse | oprindelig besked | oprindelig mail | original besked
        """
    ),
    "de": phrases(
        """
        ursprüngliche nachricht | originalnachricht | original-nachricht | ursprüngliche mail | originalmail |
        original-mail | originale nachricht | ursprüngliche e-mail | originaltext
        """
    ),
    "el": phrases("αρχικό μήνυμα | πρωτότυπο μήνυμα | αρχικο μηνυμα"),
    "en": phrases(
        """
        original message | original mail | original email | original e-mail | message original | reply message |
        original text | previous message | reply to message | quoted message
        """
    ),
    "es": phrases("mensaje original | correo original | mensaje de origen"),
    "et": phrases("algne kiri | originaalsõnum | algne sõnum | originaalkiri"),
    "eu": phrases("jatorrizko mezua"),
    "fa": phrases("پیام اصلی"),
    "fi": phrases("alkuperäinen viesti | alkuperäinen sähköposti"),
    "fr": phrases(
        """
        message d'origine | message d’origine | message original | message initial | mail original |
        courriel original | e-mail d'origine
        """
    ),
    "gl": phrases("mensaxe orixinal"),
    "he": phrases("הודעה מקורית"),
    "hr": phrases("izvorna poruka | originalna poruka | originalni mail"),
    "hu": phrases("eredeti üzenet | eredeti levél | eredeti e-mail"),
    "id": phrases("pesan asli"),
    "is": phrases("upprunaleg skilaboð | upphafleg skilaboð"),
    "it": phrases("messaggio originale | messaggio originario | mail originale"),
    "ja": phrases("元のメッセージ | オリジナルメッセージ | 元のメール | 返信元メッセージ | オリジナル メッセージ"),
    "ko": phrases("원본 메시지 | 원본 메일 | 원본메일 | 원본메시지 | 원래 메시지 | 원본 이메일"),
    "lt": phrases("pradinis laiškas | originalus laiškas | pirminis pranešimas | pradinis pranešimas"),
    "lv": phrases("sākotnējais ziņojums | oriģinālais ziņojums | oriģināla ziņojums"),
    "mk": phrases("оригинална порака"),
    "ms": phrases("mesej asal"),
    "nb": phrases("opprinnelig melding | original melding | opprinnelig e-post | opprinneleg melding"),
    "nl": phrases(
        """
        oorspronkelijk bericht | oorspronkelijke bericht | origineel bericht | originele bericht |
        oorspronkelijke e-mail
        """
    ),
    "pl": phrases(
        """
        wiadomość oryginalna | oryginalna wiadomość | wiadomosc oryginalna | pierwotna wiadomość | oryginalny mail
        """
    ),
    "pt": phrases("mensagem original | e-mail original"),
    "ro": phrases("mesaj original | mesajul original | mesaj initial | mesaj inițial"),
    "ru": phrases(
        """
        исходное сообщение | оригинальное сообщение | исходное письмо | первоначальное сообщение |
        сообщение пользователя
        """
    ),
    "sk": phrases("pôvodná správa | pôvodný e-mail | pôvodný email"),
    "sl": phrases("izvorno sporočilo | originalno sporočilo | izvirno sporočilo | prvotno sporočilo"),
    "sr": phrases("originalna poruka | оригинална порука | izvorna poruka | изворна порука"),
    "sv": phrases("ursprungligt meddelande | originalmeddelande | ursprungligt e-mail | ursprungligt mail"),
    "th": phrases("ข้อความต้นฉบับ | ข้อความเดิม"),
    "tr": phrases("orijinal mesaj | özgün ileti | orjinal mesaj | orijinal ileti | özgün mesaj"),
    "uk": phrases("вихідне повідомлення | оригінальне повідомлення | початкове повідомлення | вихідний лист"),
    "vi": phrases("thư gốc | tin nhắn gốc | thông điệp gốc"),
    "zh": phrases(
        "原始邮件 | 原始郵件 | 原邮件 | 原郵件 | 原始信件 | 原始讯息 | 原始訊息 | 回复的原邮件 | 转发邮件信息"
    ),
}

#: Stand between rows of dashes, or alone with a colon.
FORWARDED: dict[str, tuple[str, ...]] = {
    "ar": phrases("رسالة معاد توجيهها | رسالة معاد إرسالها | بدء الرسالة المعاد توجيهها"),
    "bg": phrases("препратено съобщение | препратено писмо | начало на препратеното съобщение"),
    "ca": phrases("missatge reenviat | inicia el missatge reenviat"),
    "cs": phrases(
        """
        přeposlaná zpráva | přeposlaný e-mail | začátek přeposílané zprávy | předaná zpráva | přeposlaný email
        """
    ),
    "da": phrases("videresendt meddelelse | videresendt besked | start på videresendt besked | videresendt mail"),
    "de": phrases(
        """
        weitergeleitete nachricht | weitergeleitete mail | anfang der weitergeleiteten nachricht |
        anfang der weitergeleiteten e-mail | beginn der weitergeleiteten nachricht | weitergeleitete e-mail
        """
    ),
    "el": phrases("προωθημένο μήνυμα | προωθηθέν μήνυμα | έναρξη προωθημένου μηνύματος"),
    "en": phrases(
        """
        forwarded message | begin forwarded message | forwarded mail | forwarded email | forward message
        """
    ),
    "es": phrases(
        """
        mensaje reenviado | inicio del mensaje reenviado | inicio de mensaje reenviado | correo reenviado
        """
    ),
    "et": phrases("edastatud kiri | edastatud sõnum | edasisaadetud kiri | algab edasi saadetud kiri"),
    "fa": phrases("پیام ارسال‌شده | پیام ارسال شده"),
    "fi": phrases(
        """
        välitetty viesti | edelleenlähetetty viesti | välitetty viesti alkaa | edelleen välitetty viesti
        """
    ),
    "fr": phrases(
        """
        message transféré | message transmis | début du message transféré | début du message réexpédié |
        message réexpédié | mail transféré
        """
    ),
    "he": phrases("הודעה שהועברה | תחילת ההודעה שהועברה"),
    "hr": phrases("proslijeđena poruka | započnite proslijeđenu poruku | prosljeđena poruka"),
    "hu": phrases(
        """
        továbbított üzenet | továbbított levél | továbbított üzenet kezdete | a továbbított üzenet eleje
        """
    ),
    "id": phrases("pesan terusan | pesan yang diteruskan | mulai pesan terusan | awal pesan yang diteruskan"),
    "it": phrases("messaggio inoltrato | inizio messaggio inoltrato | mail inoltrata"),
    "ja": phrases("転送されたメッセージ | 転送メッセージ | 転送されたメール | 転送メール | forwarded by"),
    "ko": phrases("전달된 메시지 | 전달된 메일 | 전달된 메시지 시작 | 전달 메시지"),
    "lt": phrases("persiųstas laiškas | persiųsta žinutė | persiunčiamas laiškas"),
    "lv": phrases("pārsūtītais ziņojums | pārsūtīta ziņa | pārsūtīts ziņojums"),
    "nb": phrases("videresendt melding | start på videresendt melding | vidaresend melding | videresendt e-post"),
    "nl": phrases(
        """
        doorgestuurd bericht | begin doorgestuurd bericht | begin van doorgestuurd bericht | doorgestuurde mail
        """
    ),
    "pl": phrases(
        """
        wiadomość przekazana dalej | przekazana wiadomość | początek przekazywanej wiadomości |
        treść przekazanej wiadomości | forwarded message | wiadomość przekazana
        """
    ),
    "pt": phrases(
        """
        mensagem encaminhada | mensagem reencaminhada | início da mensagem encaminhada |
        início da mensagem reencaminhada
        """
    ),
    "ro": phrases(
        """
        mesaj redirecționat | mesaj redirectionat | început mesaj redirecționat | mesaj retrimis | mesaj înaintat
        """
    ),
    "ru": phrases(
        """
        пересланное сообщение | перенаправленное сообщение | начало переадресованного сообщения |
        начало пересылаемого сообщения | пересылаемое сообщение | пересылаемое письмо | пересланное письмо
        """
    ),
    "sk": phrases("preposlaná správa | preposlaný e-mail | začiatok preposlanej správy | preposlaný email"),
    "sl": phrases("posredovano sporočilo | začetek posredovanega sporočila"),
    "sr": phrases("prosleđena poruka | прослеђена порука"),
    "sv": phrases(
        """
        vidarebefordrat meddelande | vidarebefordrat brev | vidarebefordrat mejl | börja vidarebefordrat meddelande |
        påbörjat vidarebefordrat meddelande | vidarebefordrat mail
        """
    ),
    "th": phrases("ข้อความที่ส่งต่อ | เริ่มข้อความที่ส่งต่อ"),
    "tr": phrases(
        """
        yönlendirilmiş mesaj | iletilen mesaj | yönlendirilen ileti | iletilen ileti başlangıcı | iletilmiş mesaj
        """
    ),
    "uk": phrases(
        """
        переслане повідомлення | переадресоване повідомлення | початок переадресованого повідомлення |
        пересилане повідомлення | початок листа, що пересилається
        """
    ),
    "vi": phrases("thư đã chuyển tiếp | bắt đầu thư được chuyển tiếp | tin nhắn chuyển tiếp | thư chuyển tiếp"),
    "zh": phrases(
        "转发的邮件 | 轉寄郵件 | 转发邮件 | 以下是轉寄的郵件 | 开始转发的邮件 | 转发的消息 | 轉寄的郵件 | 已转发邮件"
    ),
}

#: First words of separator lines that go on with a name or a date (Lotus Notes, david, Zimbra).
PREFIXES: dict[str, tuple[str, ...]] = {
    "de": phrases("weitergeleitet von | ursprüngliche nachricht von"),
    "en": phrases("forwarded by | original message processed by | forwarded message from | message from"),
    "es": phrases("reenviado por"),
    "fr": phrases("transféré par | réacheminé par"),
    "it": phrases("inoltrato da"),
    "nl": phrases("doorgestuurd door"),
    "pt": phrases("encaminhado por | repassado por"),
}

#: Desks ask to write above such a line; any text below it is theirs.
REPLY_ABOVE: dict[str, tuple[str, ...]] = {
    "cs": phrases("odpovídejte nad | odpověď pište nad | napište odpověď nad"),
    "da": phrases("skriv dit svar over denne | svar over denne linje"),
    "de": phrases(
        """
        antworten sie oberhalb dieser | antworten sie bitte oberhalb dieser | bitte antworten sie oberhalb |
        bitte oberhalb dieser zeile antworten | antwort bitte oberhalb dieser |
        bitte geben sie ihre antwort oberhalb | antwort über dieser zeile | bitte über dieser linie antworten
        """
    ),
    "en": phrases(
        """
        reply above this line | reply above. do not remove | reply above the line | type your reply above |
        write above this line | write your reply above | please reply above | respond above this line |
        enter your reply above | add your reply above | your reply above this line | to reply, write above |
        reply above the dotted line | please do not write below this line | do not write below this line |
        in replies all text above this line
        """
    ),
    "es": phrases(
        """
        responda por encima de esta línea | responde por encima de esta línea | escriba su respuesta por encima |
        escriba su respuesta encima | responder por encima de esta línea | responda encima de esta línea
        """
    ),
    "fi": phrases("vastaa tämän rivin yläpuolelle | kirjoita vastauksesi tämän rivin yläpuolelle"),
    "fr": phrases(
        """
        répondre au-dessus de cette ligne | répondez au-dessus de cette ligne | veuillez répondre au-dessus |
        écrivez votre réponse au-dessus | veuillez saisir votre réponse au-dessus | merci de répondre au-dessus
        """
    ),
    "it": phrases(
        """
        rispondi sopra questa linea | rispondere sopra questa riga | rispondi sopra questa riga |
        scrivi la tua risposta sopra | digita la tua risposta sopra | inserisci la tua risposta sopra
        """
    ),
    "ja": phrases("この行より上に返信 | この行の上に返信 | この線より上に"),
    "nb": phrases("svar over denne linjen | skriv svaret ditt over denne"),
    "nl": phrases(
        """
        antwoord boven deze lijn | antwoord boven deze regel | typ je antwoord boven deze |
        typ uw antwoord boven deze | gelieve boven deze lijn te antwoorden | reageer boven deze lijn |
        reageer boven deze regel
        """
    ),
    "pl": phrases(
        """
        odpowiedz powyżej tej linii | prosimy odpowiadać powyżej | wpisz odpowiedź powyżej | odpowiedź powyżej tej
        """
    ),
    "pt": phrases(
        """
        responda acima desta linha | responder acima desta linha | escreva sua resposta acima |
        digite sua resposta acima | escreva a sua resposta acima
        """
    ),
    "ru": phrases(
        """
        ответ выше этой линии | ответьте выше этой | пишите ответ выше этой | введите ответ над этой |
        пишите выше этой
        """
    ),
    "sv": phrases("svara ovanför denna rad | skriv ditt svar ovanför | svara ovanför den här raden"),
    "tr": phrases("yanıtınızı bu satırın üzerine | bu satırın üzerine yanıt"),
    "zh": phrases("请在此行上方回复 | 請在此行上方回覆 | 在此线以上回复"),
}

#: A line of the author's with one of these and one of ``ANSWERS`` tells that answers stand inside the quote below,
#: which then stays open.
PLACES: tuple[str, ...] = phrases(
    """
    inline | in-line | in line | in red | in blue | in green | in bold | in colour | in color | between the lines |
    within your | in your text | in your mail | in rot | in blau | in grün | in fett | im text | zwischen den zeilen |
    en rouge | en bleu | en vert | en gras | dans le texte | en rojo | en azul | en verde | en el texto | en negrita |
    in rosso | in blu | in verde | nel testo | in het rood | in het blauw | in het groen | in de tekst | em vermelho |
    em azul | em verde | no texto | med rött | i rött | i blått | i texten | med rødt | i rødt | med rød | i teksten |
    na czerwono | na niebiesko | w treści | w tekście | červeně | modře | v textu | красным | синим | зеленым |
    в тексте | punaisella | sinisellä | tekstin | pirossal | kékkel | a szövegben | 赤字 | 红色 | 紅色 | 蓝色
    """
)
ANSWERS: tuple[str, ...] = phrases(
    """
    answer | repl | comment | respon | antwort | kommentar | anmerkung | répon | respuesta | comentario | rispost |
    resposta | antwoord | reactie | opmerking | svar | odpowied | komentarz | odpověď | odpovědi | komentář | odpoveď |
    ответ | комментари | відповід | vastau | kommentit | válasz | megjegyz | yanıt | cevap |
    回答 | 答复 | 回复 | 回覆 | 返信
    """
)
