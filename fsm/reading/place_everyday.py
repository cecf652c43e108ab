"""Everyday words that are spelt like a form of a place: such a word is a place only where more than its look says so.

Found by declining every place at hand and looking each form up in the spelling dictionaries of Russian, Ukrainian,
Kazakh and English; kept are the words people say, left out the towns that a dictionary happens to write small. Whole
names that are also words («Восток», «Темир») have their star in the tables; here stand single forms (plain spelling)
of names that otherwise need no evidence.
"""

from __future__ import annotations

_FORMS = """
    строго строгом строму стром стрим стрий ковров ковровом ковровым мерки мерке сочинен брести братски
    луговое лугового луговому луговом луговым новотроицкое камышина камышине теремки теремках сокольниках
    печатники печатниках виноградари виноградаре виноградари огневка огневки огневку огневкой огневке
    уральском златоуста пересып пересыпи нивки нивках
    суми сумах ривне ривному ривного вишневе сарана сарани сарану бровари роси
    саран торгай тасты тастам тайпак тонкерис алга шалкар камысты когалы тургени турген шетпе салала бурси
    оша оши ошу кайтпас курылысшы енбекши зердели
    talas tasty lids toke luck saran perm perms gouge arista aris alga usage turkey china oral deli vena marina elec
    gouda
"""
FORMS = frozenset(_FORMS.split())
