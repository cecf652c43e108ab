"""Currencies of the world as people write them: signs, codes, nouns, countries, and coins, as data.

What stands in `CODES` and `STEMS` names a currency anywhere in a message; `BESIDE` and `BESIDE_STEMS` only next to a
number, because away from one it is another word (лев, крона, cad).
"""

from __future__ import annotations

from fsm.reading.stems import plain

SYMBOLS = {
    "₸": "KZT",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "₤": "GBP",
    "₹": "INR",
    "₴": "UAH",
    "₽": "RUB",
    "₺": "TRY",
    "¥": "CNY",
    "₾": "GEL",
    "₼": "AZN",
    "֏": "AMD",
    "₪": "ILS",
    "฿": "THB",
    "₫": "VND",
    "₩": "KRW",
    "₱": "PHP",
    "₦": "NGN",
    "₡": "CRC",
    "₭": "LAK",
    "₮": "MNT",
    "₲": "PYG",
    "₵": "GHS",
    "៛": "KHR",
    "₨": "INR",
    "₿": "BTC",
}
DOLLARS = {
    **dict.fromkeys(("us", "usd"), "USD"),
    **dict.fromkeys(("c", "ca", "cad", "can"), "CAD"),
    **dict.fromkeys(("a", "au", "aud"), "AUD"),
    **dict.fromkeys(("nz", "nzd"), "NZD"),
    **dict.fromkeys(("s", "sg", "sgd"), "SGD"),
    **dict.fromkeys(("hk", "hkd"), "HKD"),
    **dict.fromkeys(("nt", "twd"), "TWD"),
    **dict.fromkeys(("mx", "mex"), "MXN"),
    "r": "BRL",
}
"""Letters before a dollar sign: US$, C$, HK$, R$."""

_CODES = """
KZT тг тнг kzt tg тгшка ктг
RUB руб rub rur р ру
USD usd долл дол бакс баксы уе ue зелень зелени зелеными
EUR eur евро euro euros євро еврик еуро
UAH грн uah гр грв
INR inr rs rupee rupees рупий
KGS kgs сом сомов сома som
UZS uzs сум сумов sum soum сўм
GBP gbp quid
TRY try лир лиры
CNY юаней юани yuan юань
AED aed дирхам дирхамов dirham dirhams
GEL gel лари
BYN byn
PLN pln злотых злотий zloty
CZK czk крон
CHF chf франков
JPY jpy иен йен yen
SAR sar
QAR qar
KWD kwd
MYR myr rm ringgit ringgits
ILS ils шекелей shekels
AZN azn манат манатов
TJS tjs сомони
"""
_STEMS = """
KZT тенге тенг теңге tenge тинге
RUB рубл ruble рублик rubl
USD доллар долар dollar бакс buck зелен dolar
EUR евро еврик
UAH гривен гривн грiвн hryvn grivn griven
INR рупи rupee
GBP фунт pound
"""
_BESIDE = """
USD usdt tether
EUR ойро
CNY cny rmb юаня юаню юанях юанями юанів kuai 元
JPY иены йены йена иена 円
PLN zł zl zlotys
CZK kč koruna koruny korun кроны крона кронах кронами
SEK kr krona kronor
NOK nok krone kroner
CHF франк франка франках франками франків franc francs
MXN песо peso pesos
RSD динар динаров динарах dinar dinars
DKK dkk
RSD rsd
RON lei лей леев
BGN bgn лв leva левов лева
TRY tl lira liras
THB thb baht бат бата батов
VND vnd dong донг донгов
IDR rp idr rupiah рупиах
AUD aud
CAD cad
NZD nzd
SGD sgd
HKD hkd
TWD twd
BRL brl reais реалов
MXN mxn
ARS ars
ZAR zar rand рэндов рандов
HUF huf
EGP egp
LBP lbp
MDL mdl
TMT tmt
PKR pkr
LKR lkr
BDT bdt taka
NPR npr
PHP пхп
KRW krw won
JOD jod
OMR omr
IQD iqd
IRR irr rial rials
BTC btc биткоин биткоина биткоинов биткойн биткойнов bitcoin bitcoins
AMD драм драма драмов drams
"""
_BESIDE_STEMS = """
HUF форинт forint
PLN злот
SAR риял riyal
IRR риал
ILS шекел shekel
AZN манат manat
AED дирхам dirham
CNY renminbi юань
"""
_COUNTRIES = """
USD us usa american америк
AUD australian австрал
CAD canadian канад
NZD zealand новозеланд
HKD kong hongkong гонконг
SGD singapore сингапур
TWD taiwan тайван
GBP british sterling британ английск english стерлинг
EGP egyptian египет єгипет
LBP lebanese ливан
CHF swiss швейцар
CZK czech чешск
SEK swedish шведск
NOK norwegian норвеж
DKK danish датск
ISK icelandic исланд
KWD kuwaiti кувейт
RSD serbian сербск
JOD jordanian иордан
TND tunisian тунис
BHD bahraini бахрейн
SAR saudi саудов
QAR qatari катарск
OMR omani оманск
IRR iranian иранск
INR indian индийск
PKR pakistani пакистан
LKR lankan ланкийск
NPR nepalese непальск
IDR indonesian индонез
RUB russian российск русск ресей
BYN belarusian белорус беларус білорус
TRY turkish турец түрік
MXN mexican мексикан
ARS argentine аргентин
CLP chilean чилийск
COP colombian колумб
PHP philippine filipino филиппин
CNY chinese китайск қытай
JPY japanese японск
KRW korean корейск
KGS kyrgyz киргиз кыргыз
UZS uzbek узбек өзбек
KZT kazakh kazakhstani казахст казахск қазақ
AZN azerbaijani азербайдж
TMT turkmen туркмен
BRL brazilian бразил
THB thai тайск
VND vietnamese вьетнам
BGN bulgarian болгар
RON romanian румын
MDL moldovan молдав
HUF hungarian венгер
PLN polish польск
UAH ukrainian украин україн
GEL georgian грузин
AMD armenian армян
ILS israeli израил
AED emirati
MYR malaysia malaysian малайз
ZAR african африкан
MNT mongolian монгол
"""
_NOUNS = (
    "вон won реал real бат baht лев lev динар dinar рэнд rand лей leu крон krone kronor krona koruna kroner sum сум"
)
_COINS = """
USD цент цента центы центов центами центах центи центів cent cents penny pennies ¢
RUB копеек копейки копейка копейку копейками копейках коп копеечек kopecks
UAH копійок копійки копійка копійку
KZT тиын тиына тиынов тиин тыйын тиынға tiyn
GBP пенс пенса пенсов pence
INR paise paisa пайс
"""


def _listed(table: str) -> dict[str, str]:
    return {plain(word.lower()): row.split()[0] for row in table.strip().splitlines() for word in row.split()[1:]}


CODES = {plain(word.lower()): row.split()[0] for row in _CODES.strip().splitlines() for word in row.split()}
STEMS = _listed(_STEMS)
BESIDE = _listed(_BESIDE)
BESIDE_STEMS = _listed(_BESIDE_STEMS)
COUNTRIES = _listed(_COUNTRIES)
"""How an adjective of a country begins (plain spelling), and the currency of that country."""
SURNAMES = frozenset(("sterling", "стерлингов", "стерлінгів", "сша", "usa"))
"""Words behind a currency that belong to it: «долларов США», "pounds sterling"."""
NOUNS = tuple(plain(word) for word in _NOUNS.split())
"""Currencies that are named only with their country: вон, реалов."""
COINS = {word: row.split()[0] for row in _COINS.strip().splitlines() for word in row.split()[1:]}
"""The hundredth parts as they are spelled («тиын» is plainly «тің»), and whose they are when none is named."""
JOINED_COINS = frozenset(("c", "ц", "с", "p", "sen", "sens"))
"""Coins only behind an amount of their currency: "20 dollars 43c"."""
LONG_COUNTRIES = tuple(word for word in COUNTRIES if len(word) > 3)  # noqa: PLR2004 - "us" begins other words
DOUBLE_COUNTRIES = frozenset(("new", "hong", "sri", "south"))
"""First words of countries of two words: "new zealand dollars"."""
THOUSANDS_OF = {"тр": "RUB", "тыр": "RUB", "тт": "KZT", "ттг": "KZT", "тыщр": "RUB", "тысруб": "RUB"}
"""«т.р.» and «т.т.» written as one word: thousands of a currency."""
THOUSAND_CURRENCIES = frozenset({"KZT", "RUB", "UAH", "UZS", "KGS"})
"""Where a bare number below 1000 cannot be an amount and means thousands."""
