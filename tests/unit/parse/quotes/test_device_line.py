"""Lines that phones and mail programs add, by language."""

from __future__ import annotations

import pytest

from mailgate.parse.quotes.device_line import is_device_line
from mailgate.parse.quotes.lines import clean

ADDED = [
    "Sent from my iPhone",
    "Sent from my iPad.",
    "Sent from my Verizon, Samsung Galaxy smartphone",
    "Sent from my Verizon Wireless BlackBerry",
    "Sent from my mobile device",
    "Sent from my iPhone. Please excuse brevity and typos.",
    "Sent from Yahoo Mail on Android",
    "Sent from Yahoo Mail for iPhone <https://overview.mail.yahoo.com>",
    "Sent from Mail<https://go.microsoft.com/fwlink/?LinkId=550986> for Windows",
    "Sent from Mail for Windows 10",
    "Sent from Outlook for Android",
    "Sent with Proton Mail secure email.",
    "Sent via Superhuman",
    "Get Outlook for iOS<https://aka.ms/o0ukef>",
    "Get Outlook for Android [https://aka.ms/AAb9ysg]",
    "Von meinem iPhone gesendet",
    "Von meinem/meiner Galaxy gesendet",
    "Gesendet von meinem iPad",
    "Gesendet von Outlook für Android",
    "Gesendet mit der GMX Mail App",
    "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
    "Holen Sie sich Outlook für iOS",
    "Outlook für iOS beziehen",
    "Envoyé de mon iPhone",
    "Envoyé depuis mon mobile Orange",
    "Envoyé à partir d'Outlook pour Android",
    "Télécharger Outlook pour iOS",
    "Enviado desde mi iPhone",
    "Obtener Outlook para iOS",
    "Enviado do meu iPhone",
    "Obter o Outlook para Android",
    "Inviato da iPhone",
    "Inviato da Posta per Windows 10",
    "Ottieni Outlook per Android",
    "Verstuurd vanaf mijn iPhone",
    "Verzonden vanaf mijn Samsung Galaxy-smartphone.",
    "Outlook voor iOS downloaden",
    "Skickat från min iPhone",
    "Hämta Outlook för iOS",
    "Sendt fra min iPhone",
    "Hent Outlook til iOS",
    "Lähetetty iPhonesta",
    "Hanki Outlook for iOS",
    "Wysłane z iPhone'a",
    "Pobierz program Outlook dla systemu iOS",
    "Odesláno z iPhonu",
    "Odoslané z iPhonu",
    "Elküldve az iPhone-omról",
    "Trimis de pe iPhone-ul meu",
    "Изпратено от моя iPhone",
    "Отправлено с iPhone",
    "Отправлено из мобильной Почты Mail.ru",
    "Получить Outlook для iOS",
    "Надіслано з iPhone",
    "Στάλθηκε από το iPhone μου",
    "iPhone'umdan gönderildi",
    "Saadetud minu iPhone'ist",
    "Išsiųsta iš mano „iPhone“",
    "iPhoneから送信",
    "发自我的 iPhone",
    "從我的 iPhone 傳送",
    "나의 iPhone에서 보냄",
    "נשלח מה-iPhone שלי",
    "تم الإرسال من الـ iPhone الخاص بي",
    "ส่งจาก iPhone ของฉัน",
    "Đã gửi từ iPhone của tôi",
    "Dikirim dari iPhone saya",
    "Poslano s mog iPhonea",
    "Enviat des del meu iPhone",
]
WRITTEN = [
    "Sent from my desk, is much easier than from my phone.",
    "Sent from warehouse three but it never arrived here",
    "I sent it from my iPhone",
    "Get the phone working again please",
    "Outlook for Android does not start any more on my telephone",
    "Download the file",
    "Gesendet wurde das Paket am Montag von einer Kollegin aus Berlin",
    "Enviado el lunes",
    "Hent pakken i morgen",
    "iPhone",
    "Mein Handy ist kaputt",
    "",
]


@pytest.mark.parametrize("line", ADDED)
def test_line_of_a_device_is_known(line: str) -> None:
    assert is_device_line(clean(line))


@pytest.mark.parametrize("line", WRITTEN)
def test_line_of_a_person_is_not_taken_for_a_device(line: str) -> None:
    assert not is_device_line(clean(line))
