"""Words with which people close a mail above their name, by language; folded case, without punctuation.

Thanks are no closing here: "Thanks, Ann" is something the customer says to the desk, and stays.
"""

from __future__ import annotations

from mailgate.parse.quotes.grammar.words import phrases

CLOSINGS: dict[str, tuple[str, ...]] = {
    "af": phrases("vriendelike groete | groete | beste wense"),
    "ar": phrases(
        """
        مع تحياتي | تحياتي | مع أطيب التحيات | مع خالص التحية | وتفضلوا بقبول فائق الاحترام | مع التحية |
        أطيب التحيات
        """
    ),
    "bg": phrases("с уважение | поздрави | с поздрав | най-добри пожелания | сърдечни поздрави"),
    "ca": phrases("salutacions | salutacions cordials | atentament | cordialment | una abraçada"),
    "cs": phrases(
        """
        s pozdravem | s přátelským pozdravem | hezký den | s úctou | přeji hezký den | s přáním hezkého dne | zdraví |
        s pozdravom | mějte se hezky
        """
    ),
    "da": phrases(
        """
        med venlig hilsen | venlig hilsen | de bedste hilsner | bedste hilsner | mvh | m.v.h. | vh | kh | hilsen |
        mange hilsner | med venlige hilsner | venlige hilsner | med venlig hilsen / best regards | kærlig hilsen |
        dbh | hilsner | bedste hilsen | på forhånd tak og venlig hilsen
        """
    ),
    "de": phrases(
        """
        mit freundlichen grüßen | mit freundlichen grüssen | mit freundlichem gruß | mit freundlichem gruss |
        mit freundlichen gruessen | freundliche grüße | freundliche grüsse | freundlicher gruß | viele grüße |
        viele grüsse | viele gruesse | beste grüße | beste grüsse | liebe grüße | liebe grüsse | schöne grüße |
        schöne grüsse | herzliche grüße | herzliche grüsse | sonnige grüße | mit besten grüßen | mit besten grüssen |
        mit lieben grüßen | mit vielen grüßen | mit herzlichen grüßen | mit freundlichen grüßen / best regards |
        hochachtungsvoll | grüße | grüsse | gruß | gruss | lieben gruß | schönen gruß | besten gruß |
        vielen dank und viele grüße | vielen dank und freundliche grüße | mfg | m.f.g. | lg | vg | bg | fg | l.g. |
        v.g. | freundlich grüßt | es grüßt | servus
        """
    ),
    "el": phrases("με εκτίμηση | φιλικά | χαιρετισμούς | με φιλικούς χαιρετισμούς | ευχαριστώ και φιλικά"),
    "en": phrases(
        """
        best regards | kind regards | warm regards | warmest regards | kindest regards | with kind regards |
        with best regards | with regards | with warm regards | many regards | regards | rgds | best wishes |
        with best wishes | all the best | sincerely | yours sincerely | sincerely yours | yours truly |
        yours faithfully | faithfully yours | very truly yours | respectfully | respectfully yours | cordially |
        cheers | best | br | b.r. | kr | bw | kind rgds | brgds | brgs | warmly | yours | best rgds |
        thanks and regards | thanks & regards | thank you and regards | thanks and best regards |
        thanks and kind regards | thanks with regards | thank you and best regards | thank you and kind regards |
        many thanks and kind regards | many thanks and best regards | thanks, regards | good regards
        """
    ),
    "es": phrases(
        """
        saludos | saludos cordiales | un saludo | un cordial saludo | cordialmente | atentamente | atte | atte. |
        muy atentamente | un abrazo | mis mejores deseos | reciba un cordial saludo | reciban un cordial saludo |
        cordial saludo | saludos atentamente | quedo atento | sin otro particular | gracias y saludos |
        gracias y un saludo | slds
        """
    ),
    "et": phrases("lugupidamisega | parimate soovidega | tervitades | heade soovidega"),
    "fi": phrases(
        """
        ystävällisin terveisin | terveisin | parhain terveisin | yt | t | y.t. | terv | terv. | kunnioittavasti |
        kiitos ja terveisin | lämpimin terveisin | hyvää päivänjatkoa | yst.terv | yst. terv.
        """
    ),
    "fr": phrases(
        """
        cordialement | bien cordialement | très cordialement | sincères salutations | salutations |
        meilleures salutations | salutations distinguées | bien à vous | bien à toi | cdlt | cdt |
        cordialement vôtre | respectueusement | salutations cordiales | bonne journée | bonne réception |
        amicalement | bien amicalement | avec mes salutations | crdlt | bises | à bientôt | sincèrement |
        veuillez agréer mes salutations distinguées | merci et bonne journée | cordiales salutations |
        bien respectueusement | bien sincèrement
        """
    ),
    "gl": phrases("saúdos | un saúdo | atentamente"),
    "he": phrases("בברכה | בכבוד רב | בתודה ובברכה | תודה ובברכה | כל טוב | בידידות"),
    "hr": phrases("srdačan pozdrav | s poštovanjem | lijep pozdrav | pozdrav | lp | lijepi pozdrav | srdačno"),
    "hu": phrases(
        """
        üdvözlettel | tisztelettel | üdv | szívélyes üdvözlettel | baráti üdvözlettel | köszönettel és üdvözlettel |
        köszönettel | üdvözlettel/best regards
        """
    ),
    "id": phrases("hormat saya | salam | salam hormat | hormat kami | terima kasih dan salam"),
    "is": phrases("kveðja | bestu kveðjur | með kveðju | með bestu kveðju | kær kveðja | kv"),
    "it": phrases(
        """
        cordiali saluti | distinti saluti | saluti | un saluto | cordialmente | un cordiale saluto |
        i migliori saluti | buona giornata | tanti saluti | con i migliori saluti | cari saluti | a presto |
        grazie e cordiali saluti | grazie e saluti | grazie e buona giornata | buon lavoro | porgo distinti saluti |
        saluti cordiali | cordialità
        """
    ),
    "ja": phrases("敬具 | 草々 | 以上 | かしこ"),
    "ko": phrases("감사합니다 드림 | 올림 | 드림"),
    "lt": phrases("pagarbiai | geriausi linkėjimai | su pagarba | linkėjimai | gražios dienos"),
    "lv": phrases("ar cieņu | ar sveicieniem | sveicieni | cieņā"),
    "mk": phrases("со почит | поздрав | срдечен поздрав"),
    "nb": phrases(
        """
        med vennlig hilsen | vennlig hilsen | hilsen | mvh | m.v.h. | vh | beste hilsen | beste hilsener |
        med hilsen | hilsner | med venleg helsing | venleg helsing | mvh.
        """
    ),
    "nl": phrases(
        """
        met vriendelijke groet | met vriendelijke groeten | vriendelijke groet | vriendelijke groeten | groeten |
        groet | hartelijke groet | hartelijke groeten | met hartelijke groet | mvg | m.v.g. | gr | gr. | grtz | grt |
        hoogachtend | met groet | met groeten | mvrgr | vr. gr. | vr.gr. | groetjes | beste groeten | beste groet |
        fijne dag | met vr. gr. | mvrg | met vriendelijke groet / kind regards
        """
    ),
    "pl": phrases(
        """
        pozdrawiam | pozdrawiam serdecznie | serdecznie pozdrawiam | z poważaniem | z powazaniem |
        z wyrazami szacunku | pozdrowienia | pzdr | pozdr | łączę pozdrowienia | z pozdrowieniami | miłego dnia |
        dziękuję i pozdrawiam | łączę wyrazy szacunku
        """
    ),
    "pt": phrases(
        """
        atenciosamente | cumprimentos | com os melhores cumprimentos | melhores cumprimentos | cordialmente |
        abraços | abraço | att | att. | atte | saudações | com os meus melhores cumprimentos |
        os melhores cumprimentos | um abraço | at.te | cpts | cumps | respeitosamente | obrigado e cumprimentos |
        atentamente | grato e abraços
        """
    ),
    "ro": phrases(
        """
        cu stimă | cu respect | toate cele bune | cu drag | o zi bună | salutări | cu consideratie | cu considerație
        """
    ),
    "ru": phrases(
        """
        с уважением | с наилучшими пожеланиями | всего доброго | с приветом | всего хорошего | искренне ваш |
        с уважением и наилучшими пожеланиями | хорошего дня | всего наилучшего
        """
    ),
    "sk": phrases("s pozdravom | s priateľským pozdravom | s úctou | pekný deň | prajem pekný deň | zdraví"),
    "sl": phrases(
        """
        lep pozdrav | lp | s spoštovanjem | z lepimi pozdravi | lepo pozdravljeni | s prijaznimi pozdravi
        """
    ),
    "sq": phrases("me respekt | përshëndetje | gjithë të mirat"),
    "sr": phrases(
        """
        srdačan pozdrav | pozdrav | s poštovanjem | поздрав | с поштовањем | срдачан поздрав | lep pozdrav
        """
    ),
    "sv": phrases(
        """
        med vänliga hälsningar | med vänlig hälsning | vänliga hälsningar | vänlig hälsning | vänligen | mvh |
        m.v.h. | hälsningar | bästa hälsningar | med bästa hälsningar | hälsning | varma hälsningar | vh | hälsn |
        med vänliga hälsningar/best regards | allt gott | bästa hälsning | ha det bra
        """
    ),
    "th": phrases("ด้วยความเคารพ | ขอแสดงความนับถือ | ด้วยความนับถือ"),
    "tr": phrases(
        """
        saygılarımla | saygılarımızla | iyi çalışmalar | iyi günler | sevgiler | selamlar | saygılar | kolay gelsin
        """
    ),
    "uk": phrases(
        """
        з повагою | з найкращими побажаннями | всього найкращого | гарного дня | щиро ваш | з пошаною
        """
    ),
    "vi": phrases("trân trọng | thân ái | thân mến | trân trọng kính chào | kính thư"),
    "zh": phrases("此致 | 敬礼 | 敬上 | 顺颂商祺 | 此致敬礼 | 祝好 | 谨上 | 敬禮 | 敬祝商祺 | 顺祝商祺 | 祝商祺"),
}

#: Postscripts come below the name and are the customer's words.
POSTSCRIPTS: tuple[str, ...] = phrases(
    "ps | p.s. | p.s | p.p.s. | pps | nb | n.b. | edit | zusatz | пс | з.ы. | p/s | 追伸 | 附"
)
