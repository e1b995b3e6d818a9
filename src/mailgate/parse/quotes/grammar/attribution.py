"""How clients introduce a quote ("On ... wrote:"): the verbs and first words of each language.

Read from what Gmail, Apple Mail, Thunderbird, Yahoo, Outlook for Mac, Proton, K-9, Zimbra, Lotus and the providers of
each country write. All in folded case; searched for at the start of a word, CJK and Thai anywhere.
"""

from __future__ import annotations

from mailgate.parse.quotes.grammar.words import phrases, words

#: Verb phrases by language. A language may share a verb with another: the text then decides.
VERBS: dict[str, tuple[str, ...]] = {
    "af": phrases("het geskryf | skryf: | geskryf:"),
    "ar": phrases("كتب | كتبت | تمت كتابة ما يلي"),
    "az": phrases("yazdı | yazıb"),
    "be": phrases("піша | напісаў | напісала"),
    "bg": phrases("написа | пише | писа"),
    "bs": phrases("je napisao | napisala je | napisao je"),
    "ca": phrases("va escriure | ha escrit | escrigué | missatge de | escrivia"),
    "cs": phrases("napsal | napsala | píše | odesílatel"),
    "cy": phrases("ysgrifennodd"),
    "da": phrases("skrev | skriver"),
    "de": phrases("schrieb | folgendes geschrieben | hat geschrieben | geschrieben | schreibt | zitat von"),
    "el": phrases("έγραψε | έγραψαν | γράφει"),
    "en": phrases("wrote | writes | quoting | has written | written by"),
    "eo": phrases("skribis"),
    "es": phrases("escribió | escribio | ha escrito | escribía | citando a"),
    "et": phrases("kirjutas | kirjutas kasutaja"),
    "eu": phrases("idatzi du | idatzi zuen | igorleak hau"),
    "fa": phrases("نوشت"),
    "fi": phrases("kirjoitti | kirjoittaa"),
    "fil": phrases("isinulat ni | sumulat"),
    "fr": phrases("a écrit | écrivait | a ecrit | écrit | a wrote"),
    "ga": phrases("scríobh"),
    "gl": phrases("escribiu | escribíu"),
    "he": phrases("כתב | כתבה | מאת"),
    "hi": phrases("ने लिखा | लिखा"),
    "hr": phrases("je napisao | napisala je | napisao je | je napisala | napisao/la | piše"),
    "hu": phrases("írta | ezt írta | keltezéssel | írt"),
    "hy": phrases("գրել է | գրեց"),
    "id": phrases("menulis"),
    "is": phrases("skrifaði"),
    "it": phrases("ha scritto | scrive | scriveva | ha scritto: | scrisse"),
    "ja": phrases("のメール | は書きました | さんは書きました | さんが書きました | のメッセージ | が書いたこと"),
    "ka": phrases("დაწერა | წერდა"),
    "kk": phrases("жазды | былай деп жазды"),
    "ko": phrases("작성 | 님이 작성 | 쓴 글 | 님의 말 | 님이 쓴"),
    "lt": phrases("rašė | parašė"),
    "lv": phrases("rakstīja | raksta"),
    "mk": phrases("напиша | пишува"),
    "ms": phrases("menulis | telah menulis"),
    "nb": phrases("skrev | skreiv"),
    "nl": phrases("schreef | het volgende geschreven | geschreven | schrijft"),
    "pl": phrases("napisał | napisała | pisze | wiadomość napisana przez | użytkownik | napisal"),
    "pt": phrases("escreveu | escreveu no dia | escrevia"),
    "ro": phrases("a scris | scria"),
    "ru": phrases("написал | написала | пишет | писал | пользователь"),
    "sk": phrases("napísal | napísala | napisal(a) | píše"),
    "sl": phrases("je napisal | je napisala | napisal | napisala | je oseba | piše"),
    "sq": phrases("shkroi | ka shkruar"),
    "sr": phrases("је написао | је написала | пише | je napisao | napisao/la | написао"),
    "sv": phrases("skrev | skriver"),
    "sw": phrases("aliandika"),
    "th": phrases("เขียนว่า | เขียน"),
    "tr": phrases("yazdı | şunu yazdı | şunları yazdı | tarihinde"),
    "uk": phrases("пише | написав | написала | писав"),
    "ur": phrases("نے لکھا"),
    "vi": phrases("đã viết | viết"),
    "zh": phrases("写道 | 寫道 | 写到 | 撰寫 | 写了 | 寫了"),
}

#: First words of such a line by language; date, weekday, digit or name may begin one as well.
OPENERS: dict[str, tuple[str, ...]] = {
    "af": phrases("op"),
    "ar": phrases("في | بتاريخ | بتاريخ:"),
    "bg": phrases("на"),
    "ca": phrases("el | missatge | el dia"),
    "cs": phrases("dne | v"),
    "cy": phrases("ar"),
    "da": phrases("den | d."),
    "de": phrases("am | zitat | on | den"),
    "el": phrases("στις | την | στο | τη"),
    "en": phrases("on | at | quoting | in"),
    "es": phrases("el | el día | en | citando"),
    "et": phrases("kuupäev | kuupäeval"),
    "fa": phrases("در | در تاریخ"),
    "fi": phrases("on | la | ma"),
    "fil": phrases("noong"),
    "fr": phrases("le | en date du"),
    "gl": phrases("o | el | a"),
    "he": phrases("בתאריך | ב- | ב | ביום"),
    "hr": phrases("dana | u | na"),
    "id": phrases("pada"),
    "is": phrases("þann | on | hinn"),
    "it": phrases("il | in data | il giorno"),
    "lv": phrases("datums"),
    "ms": phrases("pada"),
    "nb": phrases("den | på"),
    "nl": phrases("op | de"),
    "pl": phrases("dnia | w | w dniu | wiadomość | użytkownik"),
    "pt": phrases("em | a | no | no dia | às | à(s) | citando"),
    "ro": phrases("în | pe | la | în data de"),
    "ru": phrases("от"),
    "sk": phrases("dňa | dna"),
    "sl": phrases("dne | v | v v"),
    "sq": phrases("më"),
    "sr": phrases("дана | dana | у"),
    "sv": phrases("den | på"),
    "sw": phrases("mnamo"),
    "th": phrases("ในวันที่ | เมื่อ | วันที่"),
    "tr": phrases("tarihinde"),
    "uk": phrases("від"),
    "vi": phrases("vào | vào lúc | ngày"),
    "zh": phrases("在 | 于 | 於"),
}

#: Beginnings of weekday and month names, three to five letters each: enough to see that a date stands there.
CALENDAR_STEMS = words(
    """
    po út st čt pá so ne ut št pi mo di mi do fr sa so ma ti ke to pe la su zo vr wo pr an tr kt pn št sk lu je ve
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
