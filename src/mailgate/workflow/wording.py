"""What a workflow asks a customer, in six languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One language's; what it asks to be answered with is understood in each of them (``lifecycle.solved``)."""

    ask: str
    #: What ``collect_diagnostics`` asks where the desk gives no questions of its own.
    questions: tuple[str, ...]
    confirm: str


WORDINGS = {
    "en": Wording(
        ask="To help you we need to know more. Please answer this mail:",
        questions=(
            "Since when does it happen, and what did you do just before?",
            "What exactly do you see: which message, on which device or line?",
            "What did you try already?",
        ),
        confirm='Is your request solved to your satisfaction? Please answer with "yes" or "no" in the first line.',
    ),
    "de": Wording(
        ask="Um Ihnen helfen zu können, müssen wir mehr wissen. Bitte antworten Sie auf diese E-Mail:",
        questions=(
            "Seit wann tritt es auf, und was haben Sie kurz zuvor getan?",
            "Was genau sehen Sie: welche Meldung, auf welchem Gerät oder Anschluss?",
            "Was haben Sie schon versucht?",
        ),
        confirm="Ist Ihr Anliegen zu Ihrer Zufriedenheit gelöst? "
        "Bitte antworten Sie in der ersten Zeile mit „ja“ oder „nein“.",
    ),
    "fr": Wording(
        ask="Pour vous aider, nous avons besoin d'en savoir plus. Merci de répondre à ce message :",
        questions=(
            "Depuis quand cela se produit-il, et qu'avez-vous fait juste avant ?",
            "Que voyez-vous exactement : quel message, sur quel appareil ou quelle ligne ?",
            "Qu'avez-vous déjà essayé ?",
        ),
        confirm="Votre demande est-elle résolue à votre satisfaction ? "
        "Merci de répondre par « oui » ou « non » sur la première ligne.",
    ),
    "es": Wording(
        ask="Para ayudarle necesitamos saber más. Por favor, responda a este mensaje:",
        questions=(
            "¿Desde cuándo ocurre y qué hizo justo antes?",
            "¿Qué ve exactamente: qué mensaje, en qué dispositivo o línea?",
            "¿Qué ha probado ya?",
        ),
        confirm="¿Se ha resuelto su solicitud a su satisfacción? Por favor, responda «sí» o «no» en la primera línea.",
    ),
    "it": Wording(
        ask="Per aiutarla abbiamo bisogno di sapere di più. Risponda per favore a questo messaggio:",
        questions=(
            "Da quando succede, e che cosa ha fatto subito prima?",
            "Che cosa vede esattamente: quale messaggio, su quale dispositivo o linea?",
            "Che cosa ha già provato?",
        ),
        confirm="La sua richiesta è stata risolta in modo soddisfacente? "
        'Risponda per favore con "sì" o "no" nella prima riga.',
    ),
    "pt": Wording(
        ask="Para o ajudar precisamos de saber mais. Por favor, responda a esta mensagem:",
        questions=(
            "Desde quando acontece, e o que fez imediatamente antes?",
            "O que vê exatamente: que mensagem, em que dispositivo ou linha?",
            "O que já experimentou?",
        ),
        confirm="O seu pedido foi resolvido de forma satisfatória? "
        'Por favor, responda com "sim" ou "não" na primeira linha.',
    ),
}


def wording(*languages: str) -> Wording:
    """That of the first of these languages that there is one of, English without any.

    Args:
        languages: As ISO 639-1, alone or with a country (``de_AT``); empty where it is not known.
    """
    for language in languages:
        found = WORDINGS.get(language[:2].lower()) if language[2:3] in ("", "-", "_") else None
        if found:
            return found
    return WORDINGS["en"]


def question(words: Wording, questions: Sequence[str]) -> str:
    """The questions of the desk, in the order given, or the usual ones."""
    numbered = "\n".join(f"{number}. {each}" for number, each in enumerate(questions or words.questions, 1))
    return f"{words.ask}\n\n{numbered}"
