"""Phrases of the notices that companies, scanners and lists add to mail, by language; folded case.

A paragraph is such a notice when one of ``CONFIDENTIAL`` and two more of one language stand in it; one of ``HEADINGS``
at its head counts as one of these, one of ``TITLES`` as two. One of ``ALONE`` is enough.
"""

from __future__ import annotations

from mailgate.parse.quotes.grammar.words import phrases

#: Words without which no notice is believed.
CONFIDENTIAL: dict[str, tuple[str, ...]] = {
    "cs": phrases("důvěrn"),
    "da": phrases("fortrolig"),
    "de": phrases("vertraulich | rechtlich geschützt | ausschließlich für | bestimmungsgemäß"),
    "en": phrases(
        """
        confidential | privileged | intended solely | intended only | intended recipient | legally protected |
        proprietary | received this e-mail in error | received this email in error |
        received this message in error | received this communication in error
        """
    ),
    "es": phrases("confidencial | privilegiad | secreto profesional"),
    "fi": phrases("luottamuksellin"),
    "fr": phrases("confidentiel | usage exclusif | l'intention exclusive"),
    "hu": phrases("bizalmas"),
    "it": phrases("riservat | confidenzial | uso esclusivo"),
    "nb": phrases("konfidensiell | taushetsplikt"),
    "nl": phrases("vertrouwelijk | uitsluitend bestemd"),
    "pl": phrases("poufn | wyłącznie dla adresata"),
    "pt": phrases("confidenciai | confidencial | privilegiad | sigilo | uso exclusivo"),
    "ru": phrases("конфиденциальн"),
    "sv": phrases("konfidentiell | sekretess"),
    "tr": phrases("gizli"),
}

#: Words that stand around these.
AROUND: dict[str, tuple[str, ...]] = {
    "cs": phrases(
        """
        určen | adresát | omylem | neprodleně | odesílatel | neoprávněn | návrh na uzavření | obchodní podmínky
        """
    ),
    "da": phrases("tiltænkt | modtager | ved en fejl | slette | afsender | uberettiget"),
    "de": phrases(
        """
        empfänger | irrtümlich | unbefugt | nicht gestattet | vernichten | absender | adressat |
        informieren sie bitte sofort | weitergabe | löschen sie
        """
    ),
    "en": phrases(
        """
        solely for | notify the sender | unauthorized | unauthorised | strictly prohibited | disclosure |
        dissemination | addressee | delete all copies
        """
    ),
    "es": phrases(
        """
        destinatario | por error | prohibid | remitente | notificar | protección de datos | exclusivamente |
        autorizad | elimin | reglamento (ue) | derecho de acceso
        """
    ),
    "fi": phrases("vastaanottaja | erehdyksessä | lähettäjä | tuhoa | tarkoitettu"),
    "fr": phrases(
        """
        destinataire | par erreur | strictement interdit | expéditeur | toute utilisation | toute diffusion |
        non autorisé | détruire | immédiatement | décline toute responsabilité | pièces jointes |
        électronique n'étant pas
        """
    ),
    "hu": phrases("címzett | tévedésből | feladó | törölje | jogosulatlan | értesítse"),
    "it": phrases(
        """
        destinatari | per errore | mittente | vietat | privacy | d.lgs | cancellar | distrugger | regolamento ue |
        gdpr | copiare o consegnare
        """
    ),
    "nb": phrases("mottaker | ved en feil | slette | avsender | uautorisert"),
    "nl": phrases(
        """
        geadresseerde | abusievelijk | per abuis | ten onrechte | niet toegestaan | afzender | vernietigen |
        verwijderen | openbaarmaking | ontvanger | aansprakelijk
        """
    ),
    "pl": phrases(
        """
        adresat | omyłkowo | przez pomyłkę | nadawc | zabronion | usunięcie | przeznaczon | niezwłocznie |
        rozpowszechnian | sąd rejonowy | kapitał zakładowy | administratorem danych
        """
    ),
    "pt": phrases("destinatário | por engano | por erro | remetente | proibid | elimine | apague | autorizad"),
    "ru": phrases("предназначен | по ошибке | отправител | получател | запрещен | уничтож | удалит"),
    "sv": phrases("mottagare | av misstag | avsändare | radera | obehörig"),
    "tr": phrases("alıcı | yanlışlıkla | gönderen | yasak | yetkisiz | siliniz | sorumluluk"),
}

#: Titles of such notices, on a line of their own or at the head of the paragraph.
TITLES: tuple[str, ...] = phrases(
    """
    disclaimer | confidentiality notice | confidentiality note | confidential notice | legal notice |
    legal disclaimer | privileged and confidential | privacy notice | important notice | email disclaimer |
    e-mail disclaimer | notice of confidentiality | haftungsausschluss | rechtlicher hinweis |
    vertraulichkeitshinweis | avis de confidentialité | aviso legal | aviso de confidencialidad |
    aviso de confidencialidade | avviso di riservatezza
    """
)

#: Other beginnings of such a paragraph.
HEADINGS: tuple[str, ...] = phrases(
    """
    this e-mail and any | this email and any | this message and any | this e-mail is confidential |
    this email is confidential | this message is confidential | this message is intended | this e-mail is intended |
    this email is intended | this e-mail message | this email message | this message w/ | this communication is |
    this e-mail may contain | this email may contain | this message may contain | this transmission |
    the information contained in this | the information in this | the contents of this e | diese e-mail enthält |
    diese e-mail ist | diese nachricht ist | diese e-mail und | die information in dieser | der inhalt dieser e-mail |
    ce message et | ce message est | ce courriel | ce mail et | cet e-mail | les informations contenues dans |
    este mensaje | este correo | esta mensagem | este e-mail | la información contenida en este |
    le informazioni contenute in | questo messaggio | questa e-mail | ai sensi del | dit bericht | deze e-mail |
    de informatie verzonden | de inhoud van dit | denne e-mail | denna e-post | det här meddelandet |
    detta meddelande | denne e-post | denne e-posten | ta wiadomość | niniejsza wiadomość | treść tej wiadomości |
    wiadomość ta | tato zpráva | tento e-mail | данное сообщение | это сообщение | настоящее сообщение | bu e-posta |
    bu mesaj | tämä viesti | ez az üzenet | ez az e-mail
    """
)

#: One of these is enough: printers' advice, scanners and lists. By a piece of word that all of a group share.
ALONE: dict[str, tuple[str, ...]] = {
    "print": phrases("environment before printing | think before you print | before printing this e"),
    "imprim": phrases("avant d'imprimer ce | antes de imprimir este | antes de imprimir esta"),
    "environnement": phrases("pensez à l'environnement"),
    "ausdrucken": phrases("bevor sie diese e-mail ausdrucken"),
    "umwelt": phrases("denken sie an die umwelt"),
    "stampare": phrases("prima di stampare questa"),
    "milieu": phrases("denk aan het milieu"),
    "avast": phrases(
        """
        virus-free. www.avast.com | virus-free.www.avast.com | virenfrei. www.avast.com | virenfrei.www.avast.com |
        libre de virus. www.avast.com | privo di virus. www.avast.com | virusvrij. www.avast.com |
        без вирусов. www.avast.com | diese e-mail wurde von avast
        """
    ),
    "virus": phrases(
        """
        this email has been checked for viruses by | this e-mail has been checked for viruses by | garanti sans virus |
        no virus found in this message | l'absence de virus dans ce courrier |
        este correo electrónico ha sido comprobado en busca de virus
        """
    ),
    "scanned": phrases("this email has been scanned | this e-mail has been scanned | this message has been scanned"),
    "controllata": phrases("questa e-mail è stata controllata"),
    "subscribe": phrases(
        """
        you received this message because you are subscribed to | to unsubscribe from this group |
        to unsubscribe from this list
        """
    ),
    "receiving this": phrases("you are receiving this because you | you are receiving this email because"),
    "google groups": phrases("sie erhalten diese nachricht, weil sie in google groups"),
}

#: Banners that the recipient's gateway puts above a mail.
BANNERS: tuple[str, ...] = phrases(
    """
    this email originated from outside | this e-mail originated from outside | this email originated outside |
    this message originated from outside | originated from outside of | originated from outside the |
    originated from outside your | this message came from outside | this email came from outside |
    this is an external email | this message is from an external sender | this email is from an external |
    email from an external source | external email: | this email is external | you don't often get email from |
    some people who received this message don't often get email from | do not click links or open attachments unless |
    diese e-mail stammt von einem externen | diese e-mail kommt von einem externen |
    diese e-mail stammt von außerhalb | externe e-mail: | ce courriel provient de l'extérieur |
    ce message provient de l'extérieur | ce mail provient d'un expéditeur externe | este correo se originó fuera |
    este correo electrónico se originó fuera | este e-mail foi originado fora | questa email proviene dall'esterno |
    deze e-mail is afkomstig van buiten
    """
)

#: Below a drawn rule, these tell a mailing list's footer.
LIST_FOOTERS: tuple[str, ...] = phrases(
    """
    mailing list | mailman/listinfo | mailman3/lists | groups.google.com | unsubscribe | abmelden | désabonner |
    désinscrire | listinfo | list-unsubscribe | mailinglist | lijst | liste de diffusion | lista de correo
    """
)

#: Pieces of which each phrase of ``CONFIDENTIAL`` and ``ALONE`` holds one: a text without any has no notice.
NOTICE_STEMS: tuple[str, ...] = (
    *phrases("onfiden | privileg | intended | in error | legally prot | proprietary | vertrau | vertrouw | rechtlich"),
    *phrases("ausschließlich | bestimmungsgemäß | uitsluitend | clusi | riservat | secreto prof | sigilo | fortrolig"),
    *phrases("sekretess | taushetsplikt | luottamuksellin | bizalmas | poufn | wyłącznie | gizli | důvěrn | онфиденц"),
    *phrases("before printing | before you print | imprim | environnement | ausdrucken | umwelt | stampare | milieu"),
    *phrases("avast | virus | scanned | controllata | subscribe | receiving this | google groups"),
)

#: The same of ``BANNERS``.
BANNER_STEMS: tuple[str, ...] = phrases(
    "outside | extern | often get | not click | außerhalb | l'extérieur | fuera | fora | l'esterno | van buiten"
)
