"""Lines between an answer and what it answers, by language."""

from __future__ import annotations

import pytest

from mailgate.model.message import SegmentKind
from mailgate.parse.quotes.segments import segment_text

SEPARATORS = [
    "-----Original Message-----",
    "----- Original Message -----",
    "‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐",
    "------- Original message --------",
    "________ Original Message ________",
    "-----Ursprüngliche Nachricht-----",
    "-------- Original-Nachricht --------",
    "-------- Originalnachricht --------",
    "-----Message d'origine-----",
    "----- Mail original -----",
    "-----Mensaje original-----",
    "-----Messaggio originale-----",
    "----Messaggio originale----",
    "-----Mensagem original-----",
    "-----Oorspronkelijk bericht-----",
    "-----Ursprungligt meddelande-----",
    "-----Oprindelig meddelelse-----",
    "-----Opprinnelig melding-----",
    "-----Alkuperäinen viesti-----",
    "-----Wiadomość oryginalna-----",
    "-----Původní zpráva-----",
    "---------- Původní e-mail ----------",
    "-----Pôvodná správa-----",
    "-----Eredeti üzenet-----",
    "-----Mesaj original-----",
    "-----Исходное сообщение-----",
    "-------- Исходное сообщение --------",
    "-----Вихідне повідомлення-----",
    "-----Оригинално съобщение-----",
    "-----Αρχικό μήνυμα-----",
    "-----Özgün İleti-----",
    "-----Orijinal Mesaj-----",
    "-----元のメッセージ-----",
    "-----원본 메시지-----",
    "------------------ 原始邮件 ------------------",
    "-----原始郵件-----",
    "-----הודעה מקורית-----",
    "-----الرسالة الأصلية-----",
    "---------- Forwarded message ---------",
    "---------- Forwarded message ----------",
    "Begin forwarded message:",
    "---------- Weitergeleitete Nachricht ---------",
    "Anfang der weitergeleiteten Nachricht:",
    "---------- Message transféré ---------",
    "Début du message transféré :",
    "---------- Mensaje reenviado ---------",
    "Inizio messaggio inoltrato:",
    "Begin doorgestuurd bericht:",
    "---------- Пересылаемое сообщение ----------",
    "以下是轉寄的郵件：",
    "----- Forwarded by Ann Lee/Example on 16.11.2026 09:41 -----",
    "##- Please type your reply above this line -##",
    "--- Reply above this line ---",
    "=-=-= Bitte antworten Sie oberhalb dieser Zeile =-=-=",
    "--- Répondre au-dessus de cette ligne ---",
    "--- Responda por encima de esta línea ---",
]


def new_text(text: str) -> str:
    segments, _ = segment_text(text)
    return "".join(text[part.start : part.end] for part in segments if part.kind is SegmentKind.NEW).strip()


@pytest.mark.parametrize("line", SEPARATORS)
def test_text_below_a_separator_is_quoted(line: str) -> None:
    assert new_text(f"It arrived.\n\n{line}\n\nDid it arrive?\n\nAnn\n") == "It arrived."


@pytest.mark.parametrize("line", SEPARATORS)
def test_text_below_a_separator_is_new_when_there_is_no_other(line: str) -> None:
    assert "Did it arrive?" in new_text(f"{line}\n\nDid it arrive?\n")


@pytest.mark.parametrize(
    "line",
    [
        "I never got the original message",
        "Original message",
        "-----",
        "- forwarded message",
        "Please write above this line of shelves",
        "----- Part two -----",
    ],
)
def test_line_that_resembles_a_separator_folds_nothing(line: str) -> None:
    text = f"Hello,\n\n{line}\n\nThe second part."
    assert new_text(text) == text
