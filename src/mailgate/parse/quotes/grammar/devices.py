"""The lines that phones and mail programs put below what was written ("Sent from my iPhone"); folded case.

A line counts when it begins with a stem that says whose device it is, or when it begins or ends with a stem and names
a device or program.
"""

from __future__ import annotations

from mailgate.parse.quotes.grammar.words import phrases

#: Beginnings that already say "my": any short rest will do.
OWN_STEMS: dict[str, tuple[str, ...]] = {
    "ca": phrases("enviat des del meu | enviat des de la meva"),
    "cs": phrases("odesláno z mého | posláno z mého | odesláno z mé"),
    "da": phrases("sendt fra min | sendt fra mit"),
    "de": phrases(
        """
        von meinem | gesendet von meinem | gesendet von meiner | diese nachricht wurde von meinem | von unterwegs
        """
    ),
    "el": phrases("στάλθηκε από το | εστάλη από το | στάλθηκε από τη"),
    "en": phrases(
        """
        sent from my | sent using my | sent on my | sent via my | sent by my | typed on my
        """
    ),
    "es": phrases("enviado desde mi | enviado desde un"),
    "et": phrases("saadetud minu"),
    "fi": phrases("lähetetty minun"),
    "fr": phrases(
        """
        envoyé de mon | envoyé depuis mon | envoyé à partir de mon | envoyé via mon | envoyé de ma | envoye de mon
        """
    ),
    "gl": phrases("enviado dende o meu"),
    "hr": phrases("poslano s mog | poslano sa mog | poslano s mojeg"),
    "id": phrases("dikirim dari"),
    "it": phrases("inviato dal mio | inviato dalla mia | inviata dal mio"),
    "lt": phrases("išsiųsta iš mano | siųsta iš mano"),
    "lv": phrases("sūtīts no mana | nosūtīts no mana"),
    "ms": phrases("dihantar daripada"),
    "nb": phrases("sendt fra min | sendt fra mitt"),
    "nl": phrases(
        """
        verzonden vanaf mijn | verstuurd vanaf mijn | verzonden met mijn | verstuurd met mijn | verzonden van mijn
        """
    ),
    "pl": phrases("wysłane z mojego | wysłano z mojego | wysłane z telefonu | wyslane z mojego"),
    "pt": phrases(
        """
        enviado do meu | enviado a partir do meu | enviado pelo meu | enviado desde o meu | enviada do meu
        """
    ),
    "ro": phrases("trimis de pe | trimis din"),
    "ru": phrases("отправлено с моего | отправлено с мобильного | послано с моего"),
    "sk": phrases("odoslané z môjho | poslané z môjho"),
    "sl": phrases("poslano z mojega | poslano iz mojega"),
    "sr": phrases("послато са мог | poslato sa mog"),
    "sv": phrases("skickat från min | skickat från mitt"),
    "uk": phrases("надіслано з мого | відправлено з мого"),
    "vi": phrases("đã gửi từ | được gửi từ"),
    "zh": phrases("发自我的 | 發自我的 | 從我的 | 从我的 | 来自我的 | 來自我的 | 寄自我的 | 传送自我的 | 傳送自我的"),
}

#: Beginnings that need a device or program beside them.
STEMS: dict[str, tuple[str, ...]] = {
    "ar": phrases("أرسلت من | تم الإرسال من | مرسل من | أُرسلت من"),
    "bg": phrases("изпратено от"),
    "ca": phrases("enviat des d | enviat amb"),
    "cs": phrases("odesláno z | odesláno pomocí | posláno z | odesláno ze"),
    "da": phrases("sendt fra | sendt via | sendt med"),
    "de": phrases(
        """
        gesendet von | gesendet mit | gesendet aus | gesendet über | diese nachricht wurde | diese e-mail wurde von |
        mobil gesendet | verschickt von | versendet mit | verfasst auf
        """
    ),
    "el": phrases("στάλθηκε από | εστάλη από | αποστολή από"),
    "en": phrases(
        """
        sent from | sent via | sent with | sent using | sent by | sent through | typed on | composed on | written on |
        written with | via mobile | posted from
        """
    ),
    "es": phrases("enviado desde | enviado con | enviado por | enviado de"),
    "et": phrases("saadetud"),
    "fi": phrases("lähetetty"),
    "fr": phrases(
        """
        envoyé depuis | envoyé de | envoyé avec | envoyé à partir d | envoyé via | envoyé par | provenance : |
        provenance:
        """
    ),
    "he": phrases("נשלח מ | נשלח באמצעות"),
    "hr": phrases("poslano s | poslano iz"),
    "hu": phrases("küldve | elküldve | innen küldve"),
    "id": phrases("dikirim"),
    "it": phrases("inviato da | inviato con | inviata da | inviato tramite"),
    "ja": phrases("送信元"),
    "lt": phrases("išsiųsta iš | siųsta iš"),
    "lv": phrases("sūtīts no | nosūtīts no"),
    "nb": phrases("sendt fra | sendt med | sendt via"),
    "nl": phrases("verzonden vanaf | verstuurd vanaf | verzonden met | verstuurd met | verzonden via"),
    "pl": phrases("wysłane z | wysłano z | wysłane za pomocą | wyslane z"),
    "pt": phrases("enviado do | enviado de | enviado por | enviado pelo | enviado via | enviado a partir d"),
    "ro": phrases("trimis de | trimis cu | trimis prin"),
    "ru": phrases("отправлено с | отправлено из | отправлено через | послано из"),
    "sk": phrases("odoslané z | odoslané pomocou | poslané z"),
    "sl": phrases("poslano iz | poslano z"),
    "sr": phrases("послато са | poslato sa | послато из"),
    "sv": phrases("skickat från | skickat med | skickat via | skickades från"),
    "th": phrases("ส่งจาก | ส่งมาจาก"),
    "tr": phrases("gönderen:"),
    "uk": phrases("надіслано з | надіслано через | відправлено з"),
    "vi": phrases("gửi từ"),
    "zh": phrases("发自 | 發自 | 来自 | 來自"),
}

#: Ends of such lines in languages that put the verb last; they need a device or program too.
END_STEMS: dict[str, tuple[str, ...]] = {
    "da": phrases("sendt fra mobilen"),
    "de": phrases("gesendet | gesendet. | versendet | geschrieben"),
    "eu": phrases("bidalia"),
    "fi": phrases("lähetetty"),
    "hi": phrases("से भेजा गया"),
    "hu": phrases("küldve | elküldve | küldött üzenet"),
    "ja": phrases("から送信 | から送信されました | より送信 | から送信。 | から送られました"),
    "ko": phrases("에서 보냄 | 에서 전송 | 에서 보냈습니다 | 로 보냄 | 에서 보낸 메일"),
    "tr": phrases("gönderildi | gönderilmiştir | gönderildi."),
    "zh": phrases("发送 | 傳送 | 传送 | 寄出 | 發送"),
    "ka": phrases("გამოგზავნილია"),
    "az": phrases("göndərildi"),
}

#: Names of devices and programs.
PROGRAMS: tuple[str, ...] = phrases(
    """
    iphon | ipad | ipod | ios | apple watch | macbook | android | blackberry | black berry | galaxy | samsung |
    huawei | honor | xiaomi | redmi | oneplus | oppo | vivo | pixel | nokia | motorola | moto g | sony | xperia |
    htc | nexus | wiko | alcatel | zte | fairphone | smartphone | handy | mobile | mobil | móvil | movil | celular |
    cellulare | telefon | phone | tablet | windows 10 | windows 11 | windows mail | windows phone | mail for windows |
    courrier pour windows | correo para windows | mail für windows | posta per windows | почта | outlook | yahoo |
    gmail | proton | tutanota | tuta | thunderbird | k-9 | k9 | aquamail | aqua mail | bluemail | blue mail |
    mailbird | em client | airmail | spark | newton | cloudmagic | canary | edison | superhuman | mailspring | nylas |
    polymail | mailbox | front app | missive | shortwave | hey.com | zoho | zimbra | icewarp | roundcube | gmx |
    web.de | freenet | t-online | telekom | aol | hotmail | mail.ru | myoffice | yandex | яндекс | rambler | ukr.net |
    i.ua | seznam | onet | interia | wp.pl | orange | sfr | laposte | bouygues | free mobile | libero | virgilio |
    alice | uol | terra | bol.com.br | naver | 네이버 | daum | foxmail | qq | 网易 | 邮箱 | 郵件 |
    邮件 | 手机 | 手機 | 小米 | 华为 | sparrow | verizon | at&t |
    t-mobile | vodafone | telstra | rogers | fastmail | posteo | mailfence | vivaldi |
    kmail | evolution | typeapp | mymail | айфон | айпад | телефон | hushmail |
    スマートフォン | 携帯 | 휴대폰 | 모바일 | 아이폰 | טלפון | אייפון | הנייד | جوال | هاتف
    """
)

#: Outlook on phones adds "Get Outlook for iOS": a word of these, Outlook, and a system.
GET_WORDS: tuple[str, ...] = phrases(
    """
    alın | beziehen | herunter | herunterladen | downloaden | android | android용 | az |
    consigue | dapatkan | descargar | descărcați | download | edinin | få | gaukite |
    get | hanki | hankige | hent | hol | holen | hämta | iegūstiet | indirin | ios용 | laden | lataa | nabavite |
    nhận | obtener | obtenez | obtenha | obtenir | obter | obtén | obțineți | ottieni | pobierz | preuzmite |
    pridobite | scarica | scaricare | skaffa | stáhněte | szerezze | télécharge | télécharger | téléchargez | töltse |
    tải | uzyskaj | získajte | získat | získať | získejte | αποκτήστε | λήψη | завантажити | загрузить | отримати |
    получить | преузмите | скачать | הורד | השג | קבל | الحصول | ดาวน์โหลด | รับ |
    を入手 | 下载 | 使用 | 取得 | 版 | 獲取 | 用 | 获取 | 다운로드
    """
)
SYSTEMS: tuple[str, ...] = phrases("ios | android | mac | windows")
