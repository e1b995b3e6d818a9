"""How clients introduce a quote ("On ... wrote:"): the verbs and first words of each language.

Read from what Gmail, Apple Mail, Thunderbird, Yahoo, Outlook for Mac, Proton, K-9, Zimbra, Lotus and the providers of
each country write. All in folded case; searched for at the start of a word, CJK and Thai anywhere.
"""

from __future__ import annotations

from mailgate.parse.quotes.grammar.words import words

#: Verb phrases by language. A language may share a verb with another: the text then decides.
VERBS: dict[str, tuple[str, ...]] = {
    "af": ("het geskryf", "skryf:", "geskryf:"),
    "ar": ("كتب", "كتبت", "تمت كتابة ما يلي"),
    "az": ("yazdı", "yazıb"),
    "be": ("піша", "напісаў", "напісала"),
    "bg": ("написа", "пише", "писа"),
    "bs": ("je napisao", "napisala je", "napisao je"),
    "ca": ("va escriure", "ha escrit", "escrigué", "missatge de", "escrivia"),
    "cs": ("napsal", "napsala", "píše", "odesílatel"),
    "cy": ("ysgrifennodd",),
    "da": ("skrev", "skriver"),
    "de": (
        "schrieb",
        "folgendes geschrieben",
        "hat geschrieben",
        "geschrieben",
        "schreibt",
        "zitat von",
    ),
    "el": ("έγραψε", "έγραψαν", "γράφει"),
    "en": ("wrote", "writes", "quoting", "said", "posted", "has written", "written by"),
    "eo": ("skribis",),
    "es": ("escribió", "escribio", "ha escrito", "escribía", "citando a"),
    "et": ("kirjutas", "kirjutas kasutaja"),
    "eu": ("idatzi du", "idatzi zuen", "igorleak hau"),
    "fa": ("نوشت",),
    "fi": ("kirjoitti", "kirjoittaa"),
    "fil": ("isinulat ni", "sumulat"),
    "fr": ("a écrit", "écrivait", "a ecrit", "écrit", "a écrit", "a wrote"),
    "ga": ("scríobh",),
    "gl": ("escribiu", "escribíu"),
    "he": ("כתב", "כתבה", "מאת"),
    "hi": ("ने लिखा", "लिखा"),
    "hr": ("je napisao", "napisala je", "napisao je", "je napisala", "napisao/la", "piše"),
    "hu": ("írta", "ezt írta", "keltezéssel", "írt"),
    "hy": ("գրել է", "գրեց"),
    "id": ("menulis",),
    "is": ("skrifaði",),
    "it": ("ha scritto", "scrive", "scriveva", "ha scritto:", "scrisse"),
    "ja": ("のメール", "は書きました", "さんは書きました", "さんが書きました", "のメッセージ", "が書いたこと"),
    "ka": ("დაწერა", "წერდა"),
    "kk": ("жазды", "былай деп жазды"),
    "ko": ("작성", "님이 작성", "쓴 글", "님의 말", "님이 쓴"),
    "lt": ("rašė", "parašė"),
    "lv": ("rakstīja", "raksta"),
    "mk": ("напиша", "пишува"),
    "ms": ("menulis", "telah menulis"),
    "nb": ("skrev", "skreiv"),
    "nl": ("schreef", "het volgende geschreven", "geschreven", "schrijft"),
    "pl": ("napisał", "napisała", "pisze", "wiadomość napisana przez", "użytkownik", "napisal"),
    "pt": ("escreveu", "escreveu no dia", "escrevia"),
    "ro": ("a scris", "scria"),
    "ru": ("написал", "написала", "пишет", "писал", "пользователь"),
    "sk": ("napísal", "napísala", "napisal(a)", "píše"),
    "sl": ("je napisal", "je napisala", "napisal", "napisala", "je oseba", "piše"),
    "sq": ("shkroi", "ka shkruar"),
    "sr": ("је написао", "је написала", "пише", "je napisao", "napisao/la", "написао"),
    "sv": ("skrev", "skriver"),
    "sw": ("aliandika",),
    "th": ("เขียนว่า", "เขียน"),
    "tr": ("yazdı", "şunu yazdı", "şunları yazdı", "tarihinde"),
    "uk": ("пише", "написав", "написала", "писав"),
    "ur": ("نے لکھا",),
    "vi": ("đã viết", "viết"),
    "zh": ("写道", "寫道", "写到", "撰寫", "写了", "寫了"),
}

#: First words of such a line by language; date, weekday, digit or name may begin one as well.
OPENERS: dict[str, tuple[str, ...]] = {
    "af": ("op",),
    "ar": ("في", "بتاريخ", "بتاريخ:"),
    "bg": ("на",),
    "ca": ("el", "missatge", "el dia"),
    "cs": ("dne", "v"),
    "cy": ("ar",),
    "da": ("den", "d."),
    "de": ("am", "zitat", "on", "den"),
    "el": ("στις", "την", "στο", "τη"),
    "en": ("on", "at", "quoting", "in"),
    "es": ("el", "el día", "en", "citando"),
    "et": ("kuupäev", "kuupäeval"),
    "fa": ("در", "در تاریخ"),
    "fi": ("on", "la", "ma"),
    "fil": ("noong",),
    "fr": ("le", "en date du"),
    "gl": ("o", "el", "a"),
    "he": ("בתאריך", "ב-", "ב", "ביום"),
    "hr": ("dana", "u", "na"),
    "id": ("pada",),
    "is": ("þann", "on", "hinn"),
    "it": ("il", "in data", "il giorno"),
    "lv": ("datums",),
    "ms": ("pada",),
    "nb": ("den", "på"),
    "nl": ("op", "de"),
    "pl": ("dnia", "w", "w dniu", "wiadomość", "użytkownik"),
    "pt": ("em", "a", "no", "no dia", "às", "à(s)", "citando"),
    "ro": ("în", "pe", "la", "în data de"),
    "ru": ("от",),
    "sk": ("dňa", "dna"),
    "sl": ("dne", "v", "v v"),
    "sq": ("më",),
    "sr": ("дана", "dana", "у"),
    "sv": ("den", "på"),
    "sw": ("mnamo",),
    "th": ("ในวันที่", "เมื่อ", "วันที่"),
    "tr": ("tarihinde",),
    "uk": ("від",),
    "vi": ("vào", "vào lúc", "ngày"),
    "zh": ("在", "于", "於"),
}

#: Beginnings of weekday and month names, three to five letters each: enough to see that a date stands there.
CALENDAR_STEMS = words(
    """
    mon tue wed thu fri sat sun jan feb mar apr may jun jul aug sep oct nov dec mo. di. mi. do. fr. sa. so. mont
    dien mitt donn frei sams sonn jän mär mai okt dez lun mer jeu ven sam dim lund mard merc jeud vend same dima
    janv févr mars avr juin juil août déc fév mié jue vie sáb dom ene abr ago dic dom. seg ter qua qui sex set
    out fev gio gen mag giu lug ott maan dins woen dond vrij zate zond ma. wo. vr. za. zo. mrt mei mån tis ons
    tor fre lör sön man tir lør søn maj pon wto śro czw pią sob nie sty lut kwi cze lip sie wrz paź lis gru úte
    stř stred čtv štv pát pia sobot ned led úno bře dub kvě čvn čvc srp zář říj hét ked sze csü pén szo vas márc
    ápr máj jún júl szept пн вт ср чт пт сб вс пон вто сре чет пят суб вос нед янв фев мар апр май мая июн июл
    авг сен окт ноя дек січ лют бер кві тра чер лип сер вер жов лис гру δευ τρί τετ πέμ παρ σάβ κυρ ιαν φεβ μαρ
    απρ μάι ιουν ιουλ αυγ σεπ οκτ νοε δεκ pzt sal çar per cum cmt paz oca şub nis haz tem ağu eyl eki kas ara
    mie joi vin sâm dum ian iun iul noi sen sel rab kam jum sab min la su ti ke to pe ma tammik helmik maalis
    huhti touko kesä heinä elo syys loka marras joulu pir ant tre ket pen šeš sek sij velj ožu tra svi kol ruj
    stu pro pet ut sri
    """
)
