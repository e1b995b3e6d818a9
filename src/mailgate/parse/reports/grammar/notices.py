"""Sentences by which a mail says that another could not be delivered, or is late; folded case."""

from __future__ import annotations

from mailgate.parse.quotes.grammar.words import phrases

#: Subjects of reports; a subject begins with one of them, or holds one behind a list's tag.
SUBJECTS: tuple[str, ...] = phrases(
    """
    undeliverable | undelivered mail | undelivered message | undelivered email | returned mail | returned message |
    returned email | failure notice | failure delivery | delivery status notification | delivery failure |
    delivery failed | delivery notification | delivery report | delivery error | delivery problem |
    delivery has failed | delivery delayed | delivery delay | delayed mail | delayed delivery | mail delivery |
    message delivery | email delivery failure | e-mail delivery failure | mail failure | mail could not be delivered |
    mail not delivered | mail system error | mail error | mail undeliverable | message undeliverable |
    message status - undeliverable | message not delivered | message could not be delivered | nondeliverable mail |
    non-deliverable | non delivery | non-delivery | nondelivery | ndn: | ndr: | dsn: | bounce | email bounce |
    error sending message | message you sent blocked | warning: message | warning: could not send |
    warning - delayed | could not send message | notice: mail delivery | there was an error sending your mail |
    unable to deliver | unable to send | unsuccessful mail delivery | user unknown | unknown user |
    your message could not be delivered | your mail could not be delivered | your message was not delivered |
    problem delivering | postmaster notify | postfix smtp server: errors | rejected mail | rejected: |
    message rejected | mail rejected | error mail | failed mail | failed delivery | failed: | [postmaster] |
    your email could not be delivered | unzustellbar | unzustellbare | zustellung fehlgeschlagen | zustellfehler |
    nicht zugestellt | fehler bei der nachrichtenzustellung | mailzustellung | non remis | échec de la remise |
    echec de la remise | message non délivré | message non distribué | notification d'état de remise | non délivré |
    no se puede entregar | no se pudo entregar | correo no entregado | mensaje no entregado | error de entrega |
    notificación del estado | não é possível entregar | não entregue | falha na entrega | falha de entrega |
    mensagem não entregue | non recapitabile | mancato recapito | impossibile recapitare | consegna non riuscita |
    mancata consegna | niet te bezorgen | niet bezorgd | onbestelbaar | nie można dostarczyć | niedostarczalne |
    niedostarczona | nedoručitelné | nedoručiteľné | nedoručené | kézbesíthetetlen | kan ikke leveres |
    kan ikke levere | kunne ikke leveres | ikke leveret | ikke levert | kan inte levereras | kunde inte levereras |
    går inte att leverera | olevereras | ei voi toimittaa | toimitus epäonnistui | teslim edilemedi |
    teslim edilemeyen | nelivrabil | nu a putut fi livrat | не удается доставить | не удалось доставить |
    не доставлено | недоставленное | ваше сообщение не доставлено | невозможно доставить | неможливо доставити |
    не може да бъде доставено | μη παραδόσιμο | αδυναμία παράδοσης | לא ניתן למסירה | تعذر التسليم |
    غير قابل للتسليم | 配信不能 | 配信できません | 配信エラー | メール配信エラー | 送信エラー | 送信できませんでした |
    配送エラー | 不達 | 未配信 | メールをお届けできません | エラーメール | 无法送达 | 無法傳遞 | 未送达 | 退信 |
    系统退信 | 邮件未能送达 | 投递失败 | 배달되지 않음 | 배달할 수 없음 | 전송 실패 | 반송 | ไม่สามารถส่ง |
    không gửi được | tidak terkirim | gagal dikirim
    """
)

#: Sentences of the text, in the words of mail systems and of providers in many languages.
SENTENCES: tuple[str, ...] = phrases(
    """
    created automatically by mail delivery | could not be delivered | couldn't be delivered | was not delivered |
    wasn't delivered | not be delivered | cannot be delivered | can't be delivered | can not be delivered |
    unable to deliver | wasn't able to deliver | were unable to deliver | not able to deliver | trouble delivering |
    did not reach the following | undeliverable | could not deliver | cannot deliver | failed to deliver |
    delivery to the following recipient | delivery has failed | delivery failed | delivery of email to this address |
    automatically generated delivery status | permanent fatal errors | transient non-fatal errors |
    had delivery problems | had fatal errors | failed addresses follow | failure reasons |
    transcript of session follows | error sending message | returned message below | message returned below |
    returned to sender | an error occurred while trying to deliver | rejected recipient | returned permanent errors |
    invalid user address | original message follows | email you sent was rejected | mail you sent was rejected |
    unknown user: | invalid final delivery userid | user mailbox exceeds allowed size | was undeliverable |
    not been delivered | was blocked by | message was rejected | has been rejected | message rejected |
    this is a permanent error | has been delayed | not yet been delivered | still being retried | will be retried |
    couldn't be found | is not being delivered | the group you tried to contact | message has not been delivered |
    could not be sent | was not sent | user account is disabled | no valid recipients | failed permanently |
    delivery attempt | recipient rejected | rcpt to:< | konnte nicht zugestellt | konnten nicht zugestellt |
    nicht zugestellt werden | unzustellbar | zustellung fehlgeschlagen | n'a pas pu être remis |
    n'a pas pu être délivré | n'a pas pu être distribué | n'a pu être | échec de la remise | impossible de remettre |
    n'a pas été remis | no pudo ser entregado | no se pudo entregar | no se ha podido entregar | no se entregó |
    não pôde ser entregue | não foi entregue | nao pode ser enviada | não foi possível entregar |
    non è stato possibile recapitare | impossibile recapitare | non è stato consegnato | non può essere consegnato |
    kon niet worden bezorgd | niet worden afgeleverd | kan niet worden bezorgd | nie można dostarczyć |
    nie została dostarczona | nie mogła zostać dostarczona | nelze doručit | nebylo možné doručit | nebola doručená |
    nem sikerült kézbesíteni | nem kézbesíthető | kunne ikke leveres | kan ikke leveres | kunde inte levereras |
    gick inte att leverera | ei voitu toimittaa | toimittaminen epäonnistui | teslim edilemedi | iletilemedi |
    nu a putut fi livrat | не может быть доставлен | не удалось доставить | не было доставлено | не доставлено |
    неможливо доставити | не може да бъде доставен | δεν ήταν δυνατή η παράδοση | לא ניתן היה למסור | تعذر تسليم |
    تعذر التسليم | 配信できません | 配信できなかった | 配送できません | 送信できません | お届けできません |
    届けることができません | 配信不能 | メールを送信でき | 无法送达 | 無法送達 | 无法投递 | 未能送达 | 被退回 | 退信 |
    배달하지 못 | 전달되지 않 | 보내지 못 | ไม่สามารถส่ง | không thể gửi | tidak dapat dikirim |
    グループが存在しない | groups.google.com/support
    """
)

#: The mail is late, not lost.
DELAYS: tuple[str, ...] = phrases(
    """
    has not yet been delivered | warning message only | warning only | will be retried | still being retried |
    notification (delay) | has been delayed | delivery delayed | delivery is delayed | delayed mail | is delayed |
    delayed 1 | delayed 2 | delayed 3 | delayed 4 | delayed 5 | delayed 6 | delayed 7 | delayed 8 | delayed 9 |
    will continue to try | will keep trying | attempts will continue | delivery will continue to be attempted |
    could not send message for past | delivery incomplete | verzögert | livraison retardée | entrega retrasada |
    se ha retrasado | ritardata | vertraagd | opóźnion | задерживается | 遅延 | 延迟 | still trying to deliver |
    temporary problem delivering
    """
)

#: It was given up after all, whatever was said of retrying.
GIVEN_UP: tuple[str, ...] = (
    "permanent error",
    "failed permanently",
    "permanent fatal errors",
    "given up",
    "returned to sender",
    "notification (failure)",
    "will no longer be retried",
    "delivery failed",
    "could not be delivered to one or more",
)
