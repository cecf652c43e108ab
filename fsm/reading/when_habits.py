"""What recurs or is thrown at us is nobody's term: «в выходные доставляете?», «с января обещаете»."""

from __future__ import annotations

import re
from typing import Final

# What we do as a habit is asked in the present of lasting verbs; «доставите в выходные?» asks for one visit.
_USUALLY: Final = re.compile(
    r"\b\w{1,12}(?:ляете|аботаете|озите|зжаете|ездите|(?<!с)делаете|нимаете|оводите|иваете|ываете|цюете|ймаете"
    r"|иїздите)\b"
    r"|\b(?:доставка|прием|выезд|самовывоз|скидки?|занятия)\s(?:есть|бывает|работает|идет)\b"
    r"|\b(?:есть|бывает|работает) (?:ли )?(?:доставка|прием|выезд|самовывоз)\b"
    r"|\bdo you(?: guys| all| people|r \w+)? (?!have\b)\w+"
    r"|\b(?:is|are) (?:the |your |there )?(?:delivery|visits?|lessons|classes)\b|\bdoes (?:the|your)\b"
    r"|\w{2,20}[аеи]с[ыи]з(?:дар|дер)? (?:ма|ме|ба|бе|па|пе)\b"
)
_ONE: Final = re.compile(
    r"\b(?:эт[аиоу]\w*|ближайш\w+|следующ\w+|ци|найближч\w+|осы|келеси|this|next|coming|меня|нас|нам|us)\b"
)
# «С января обещаете», «с осени тянете»: since when we have been failing them.
_FAILING: Final = re.compile(
    r"\b(?:все |мне |нам |вы |уже |только )*(?:обещаете|обицяете|тянете|тягнете|динамите|откладываете|видкладаете"
    r"|кормите (?:\w+ )?(?:завтраками|обещаниями)|морочите|водите за нос|мурыжите|никак не|ни ответа|молчите|мовчите"
    r"|игнорите|игнорируете|доделываете|футболите|уаде бер\w+|созып|promising|putting (?:me|us|it) off|ignoring)"
)
_ON_TERMS: Final = re.compile(r"\b(?:если|якщо|якшо|раз вы|if)\b")


def is_habit(text: str) -> bool:
    """Whether a clause with a weekend in it asks what is done every weekend."""
    return bool(_USUALLY.search(text)) and not _ONE.search(text)


def reproaches(text: str) -> bool:
    """Whether a clause with "since" in it tells how long we have let them down."""
    return bool(_FAILING.search(text)) and not _ON_TERMS.search(text)
