"""One spelling for words that British and American writers spell otherwise: for comparing only, never for output."""

from __future__ import annotations

import re
from functools import lru_cache

WORD = re.compile(r"[A-Za-z]{4,}")
SPECIAL = {
    "grey": "gray", "tyre": "tire", "tyres": "tires", "kerb": "curb", "kerbs": "curbs", "plough": "plow", "ploughs": "plows",
    "ploughed": "plowed", "cheque": "check", "cheques": "checks", "mould": "mold", "moulds": "molds", "mouldy": "moldy",
    "sceptic": "skeptic", "sceptical": "skeptical", "aluminium": "aluminum", "jewellery": "jewelry", "pyjamas": "pajamas",
    "whilst": "while", "amongst": "among", "storey": "story", "storeys": "stories", "draught": "draft", "draughts": "drafts",
    "defence": "defense", "offence": "offense", "licence": "license", "licences": "licenses", "pretence": "pretense",
    "practise": "practice", "practised": "practiced", "practising": "practicing", "programme": "program",
    "programmes": "programs", "maths": "math", "moustache": "mustache", "cosy": "cozy", "artefact": "artifact",
    "artefacts": "artifacts", "enrol": "enroll", "enrolment": "enrollment", "fulfil": "fulfill", "skilful": "skillful",
    "instalment": "installment", "judgement": "judgment", "ageing": "aging", "learnt": "learned", "burnt": "burned",
    "spelt": "spelled", "dreamt": "dreamed", "smoulder": "smolder", "sulphur": "sulfur", "axe": "ax", "omelette": "omelet",
    "towards": "toward", "afterwards": "afterward", "greyer": "grayer", "kilometres": "kilometers", "woollen": "woolen",
}  # fmt: skip
ENDINGS = tuple(
    (re.compile(pattern + r"\Z"), to)
    for pattern, to in (
        (r"(?<=[a-z]{2})our(?=(?:s|ed|ing|ful|fully|less|able|ably|ite|ites|er|ers|hood|hoods|y)?\Z)(\w*)", r"or\1"),
        (r"(?<=[bt])re(s?)", r"er\1"),
        (r"(?<=[bt])red", "ered"),
        (r"(?<=[a-z]{3})is(e|es|ed|ing|er|ers|ation|ations)", r"iz\1"),
        (r"(?<=[a-z]{2})ys(e|es|ed|ing)", r"yz\1"),
        (r"(?<=[a-z]{2})ogue(s?)", r"og\1"),
        (r"(?<=[aeiou])ll(ed|ing|er|ers|or|ors|ous)", r"l\1"),
    )
)
DIGRAPH = re.compile(r"(?<=[a-z])ae(?=[a-z]{2})|(?<=[a-z])oe(?=[a-z]{3})|\bae(?=[a-z]{3})|\boe(?=[a-z]{3})")


def one_spelling(text: str) -> str:
    """Return the text with each word in one spelling; both spellings of a word come out alike.

    >>> one_spelling("The colour of grey harbours, 10 metres; organised") == one_spelling("The color of gray harbors, 10 meters; organized")
    True
    """
    return WORD.sub(lambda m: _spelt(m[0].lower()), text)


@lru_cache(maxsize=8192)
def _spelt(word: str) -> str:
    if word in SPECIAL:
        return SPECIAL[word]
    word = DIGRAPH.sub("e", word)
    for pattern, to in ENDINGS:
        changed = pattern.sub(to, word)
        if changed != word:
            return changed
    return word
