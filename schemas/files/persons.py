"""Whether a text speaks of a single person: `find_person`, `is_name`, `reaches_office`. Pure.

Conservative: a name is one where a usual given name, a form of address or a role in the family says so, and not where
the words around it make it the name of a school, a street or a feast (config/persons.toml).
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from config.persons import person_words

NAME, BIRTH, PHONE, EMAIL, ADDRESS, IDENTITY = (
    "der Name einer Person", "ein Geburtsdatum", "eine Telefonnummer", "eine E-Mail-Adresse", "eine Anschrift",
    "die Nummer eines Ausweises oder einer Akte zu einer Person",
)  # fmt: skip

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PART = re.compile(r"[^\W\d_]+")
_EMAIL = re.compile(r"[\w.+-]{1,64}(?:@|\s?\(at\)\s?|\s?\[at\]\s?)[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}", re.IGNORECASE)
_MONTHS = r"(?:jan|feb|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez)[a-zä]{0,7}\.?"
_DAY = rf"\d{{1,2}}\.\s?(?:\d{{1,2}}\.|{_MONTHS})\s?(?:\d{{4}}|\d{{2}})\b"
_BIRTH = re.compile(
    rf"(?:\bgeb(?:\.|oren|\.\s?am|oren\s+am)?|\bgeburts(?:datum|tag)|\bgeb\.?-?dat(?:um|\.)?|(?<!\w)\*)\s{{0,2}}:?\s{{0,2}}(?:am\s)?{_DAY}",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"(?:\b(?:tel(?:efon)?(?:nummer)?|handy(?:nummer|nr)?|mobil(?:nummer|telefon)?|fon|fax|rufnummer|whatsapp|durchwahl)\b|☎|📞)"
    r"[^\w\n]{0,4}(?:nr\.?\s?|nummer\s?)?[:(+\s]{0,4}\d[\d\s/()-]{3,24}\d",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"(?<![\w,.-])(?:(?:\+|00)49\s?(?:\(0\)\s?)?|0)1[5-7]\d(?:[\s/-]?\d){6,9}(?!\w)")
_ABROAD = re.compile(r"(?<![\w,.-])(?:\+|00)\d{2}(?:[\s/()-]{0,2}\d){8,12}(?!\w)")
_FIXED = re.compile(r"(?<![\w,.-])\(?0[2-9]\d{1,3}\)?(?:\s?[/-]\s?|\s)\d(?:[\s-]?\d){4,9}(?![\w.,]?\d)")
_OF_OFFICE = re.compile(
    r"(?:info|kontakt|post|mail|buero|büro|sekretariat|verwaltung|leitung|vorstand|geschaeftsstelle|\d{5,6}|"
    r"[\w-]*(?:schule|gymnasium|kolleg|kita|verein|zentrum)[\w-]*)(?:@|\s?[(\[]at)",
    re.IGNORECASE,
)
_FILES = re.compile(r"\b(?:az|aktenzeichen|vorgang|rechnung|konto|nr|nummer|iban|zeichen)\b[^\w]{0,3}$", re.IGNORECASE)
_LEAST_DIGITS = 9  # of a number with its area code; 0800-1200 are opening times
_ADDRESS = re.compile(
    r"(?<![\w-])(?!(?:arbeits|sitz|spiel|ausbildungs|schul|kita|praktikums|studien|kurs|betreuungs|park|sport|lern|bildungs|"
    r"um|heim|berufs|barfuß|bahn|steh|steh|stell|therapie|rechts|fach|los|tarif|mittel|aus|beschwerde)-?(?:platz|weg|pfad|steig))"
    r"(?:[^\W\d_][^\W\d_.-]{1,30}(?:straße|strasse|str\.|weg|allee|platz|gasse|damm|ufer|steig|chaussee)|"
    r"[^\W\d_][\w-]{1,40}[-\s](?:straße|strasse|str\.|weg|allee|platz|gasse))\s{0,2}\d{1,3}\s?[a-h]?(?![\w.:])",
    re.IGNORECASE,
)
_HOME = re.compile(
    r"\b[Ww]ohn(?:t|haft)\b[\w ]{0,12}\s[A-ZÄÖÜ][\w.-]{1,30}\s\d{1,3}\s?[a-h]?(?![\w.:])(?! (?:Jahr|Monat|Woche|Kind))"
)
_IDENTITY = re.compile(
    r"\b(?:azr|bamf|reisepass|pass|personalausweis|ausweis|aufenthaltstitel|versicherten|sozialversicherungs|steuer-?id|schüler-?id)"
    r"(?:-?(?:nr|nummer|id|az|aktenzeichen)\b)?[\s:.]{1,3}(?:nr\.?\s|nummer\s)?(?=[a-z]{0,3}\d{4})[a-z0-9][a-z0-9/-]{5,20}",
    re.IGNORECASE,
)
_LIVES = re.compile(r"\b(?:wohnt|wohnhaft|wohnen|c/o|privat|zu hause bei|bei fam)", re.IGNORECASE)
_AGE = re.compile(r"\s?(?:\(|,\s?|\s)\d{1,2}\s?(?:j\.|jahre\b|jahren\b|j\)|jahre?\)|\))", re.IGNORECASE)
_IN_CLASS = re.compile(
    r"[^.;\n]{0,30}?\b(?:kl(?:asse|\.)\s?\d{1,2}|(?:in|aus)\s(?:der|die)\s\d{1,2}\s?[a-f]\b)|\s?\(\d{1,2}\s?[a-f]\)",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r",\s(?:die|der|das|welche[rs]?)\s")
_ONE_OF_US = frozenset(("kleine", "kleiner", "neue", "neuer", "unsere", "unser", "kranke", "kranker", "ohne"))
_INITIAL = re.compile(r",?\s[A-ZÄÖÜ]\.(?!\s?[A-ZÄÖÜ]\.)")
_WEEKDAY = re.compile(r"\b(?:mo|di|mi|do|sa|so)\b\.?|\buhr\b", re.IGNORECASE)
_LEGAL_FORMS = ("e. V.", "e.V.", "gGmbH", "GmbH", "gUG")
_TITLES = frozenset(("frau", "herr", "herrn", "hr", "fr", "fam", "familie", "eheleute"))
_DEGREES = frozenset(("dr", "prof"))
_PARTICLES = frozenset(("von", "van", "de", "der", "den", "da", "dos", "al", "el", "bin", "abu", "zu", "ter"))
_SAINTS = frozenset(("st", "sankt", "heilig", "heilige", "heiliger", "hl", "san", "santa"))
_HOUSES = re.compile(
    r"(?:schule|zentrum|verein|stiftung|gemeinde|café|cafe|treff|werkstatt|gymnasium|kolleg|kita|bücherei|theater|museum)$"
)
_NOUNS = re.compile(
    r"(?:.{4,}ung|heit|keit|schaft|tion|kurs|gruppe|projekt|abend|nachmittag|fest|feier|turnier|straße|angebot|frühstück|"
    r"lesung)$"
)


@lru_cache(maxsize=20_000)
def find_person(text: str) -> str | None:
    """What of a person a text tells, in words; None where it speaks of nobody."""
    if len(text) < _SHORTEST:
        return None
    if ("@" in text or "at)" in text or "at]" in text) and _EMAIL.search(text):
        return EMAIL
    has_digits = any(map(str.isdigit, text))
    for kind, tells in ((BIRTH, _BIRTH.search), (IDENTITY, _IDENTITY.search), (PHONE, _tells_number)):
        if has_digits and tells(text):
            return kind
    words = list(_WORD.finditer(text))
    if _tells_name(text, words):
        return NAME
    return ADDRESS if has_digits and _tells_address(text, words) else None


_SHORTEST = 5


def may_tell_name(text: str) -> bool:
    """Whether a text has a word without which it names nobody: far quicker than to look what it tells."""
    return any(_begins_name(word) for word in _PART.findall(text))


@lru_cache(maxsize=20_000)
def _begins_name(word: str) -> bool:
    plain = word.casefold()
    return _is_given(word) or plain in _TITLES or plain.startswith("geb") or plain in person_words().roles


def reaches_office(text: str) -> bool:
    """Whether a text that tells a number, a street or a mailbox says only how an office is reached, and nobody in it."""
    mails = [found[0] for found in _EMAIL.finditer(text)]
    abroad = any(not found[0].startswith(("+49", "0049")) for found in _ABROAD.finditer(text))
    is_private = abroad or any(sort.search(text) for sort in (_BIRTH, _MOBILE, _LIVES))
    return not (is_private or _tells_name(text, list(_WORD.finditer(text)))) and all(map(_OF_OFFICE.match, mails))


@lru_cache(maxsize=20_000)
def is_name(text: str) -> bool:
    """Whether a text is nothing but the name of a person: Anna, Anna Beispiel, or Beispiel, Anna."""
    words = text.replace(",", " ").split()
    if not 1 <= len(words) <= 4 or not all(_WORD.fullmatch(word) and word[0].isupper() for word in words):
        return False
    given = [_is_given(word) for word in words]
    others = [word for word, is_given in zip(words, given, strict=True) if not is_given]
    plain = " ".join(words).casefold()
    return any(given) and all(map(_may_be_surname, others)) and plain not in person_words().namesakes


def _tells_number(text: str) -> bool:
    if _CALL.search(text) or _MOBILE.search(text) or _ABROAD.search(text):
        return True
    return any(
        sum(map(str.isdigit, found[0])) >= _LEAST_DIGITS
        and not _FILES.search(text[max(0, found.start() - 20) : found.start()])
        for found in _FIXED.finditer(text)
    )


def _tells_address(text: str, words: Sequence[re.Match[str]]) -> bool:
    """A street with its number, unless it is that of a house that the text names."""
    if _HOME.search(text):
        return True
    if not _ADDRESS.search(text):
        return False
    return _LIVES.search(text) is not None or not any(_is_house(word[0]) for word in words)


def _tells_name(text: str, words: Sequence[re.Match[str]]) -> bool:
    """Whether a word of it is the name of somebody; a text that ends like the name of a club or firm is just that."""
    return not text.endswith(_LEGAL_FORMS) and any(
        _has_title(text, words, at)
        or _is_related(words, at)
        or _has_initial(text, words, at)
        or (_is_given(word[0]) and not word[0][0].islower() and _is_person(text, words, at))
        for at, word in enumerate(words)
    )


def _has_title(text: str, words: Sequence[re.Match[str]], at: int) -> bool:
    """Frau Beispiel, Fam. Beispiel: what follows is no common noun."""
    title = words[at][0].casefold()
    if title not in _TITLES or not words[at][0][0].isupper() or (title == "fr" and _WEEKDAY.search(text)):
        return False
    following = at + 1
    while following < len(words) and words[following][0].casefold() in _DEGREES:
        following += 1
    if following >= len(words) or "\n" in (gap := text[words[following - 1].end() : words[following].start()]):
        return False
    name = words[following][0]
    return gap.strip(".") == " " and _may_be_surname(name) and not _names_a_thing(text, words, following)


def _is_person(text: str, words: Sequence[re.Match[str]], at: int) -> bool:
    """Whether the given name at a place is that of somebody: by what stands before and behind it."""
    word = words[at]
    before = words[at - 1][0] if at and text[words[at - 1].end() : word.start()].strip(". ") == "" else ""
    if before.casefold() in _SAINTS or _is_house(before):
        return False
    rest = text[word.end() : word.end() + 12]
    if _AGE.match(rest) or _RELATIVE.match(rest):
        return True
    if _INITIAL.match(rest):
        return not _is_thing(words[at + 2][0] if at + 2 < len(words) else "")
    is_alone = not _names_a_thing(text, words, at)
    role = words[at - 2][0] if at > 1 and before in {"von", "vom"} else before
    if is_alone and (_is_role(role) or before.casefold() in _ONE_OF_US or _IN_CLASS.match(text, word.end())):
        return True
    return _has_surname(text, words, at) or (is_alone and _is_listed(text, words, at))


def _is_related(words: Sequence[re.Match[str]], at: int) -> bool:
    """Aishas Mutter, Aisha's Mutter."""
    said = words[at][0]
    owner = said.removesuffix("s").rstrip("'’")
    return said != owner and at + 1 < len(words) and _is_role(words[at + 1][0]) and _is_given(owner)


def _has_initial(text: str, words: Sequence[re.Match[str]], at: int) -> bool:
    """M. Beispiel, where that is a given name as well; Kind A. Beispiel."""
    if len(words[at][0]) > 1 or at + 1 >= len(words) or text[words[at].end() : words[at + 1].start()].strip() != ".":
        return False
    name = words[at + 1][0]
    is_said = _is_given(name) or (at > 0 and _is_role(words[at - 1][0]) and _may_be_surname(name))
    return is_said and not name[0].islower() and not _names_a_thing(text, words, at + 1)


def _has_surname(text: str, words: Sequence[re.Match[str]], at: int) -> bool:
    """Anna Beispiel, Anna von der Beispiel: a word that may be a surname follows, and no institution is called so."""
    last = at
    while last + 1 < len(words) and text[words[last].end() : words[last + 1].start()] in {" ", "-"}:
        last += 1
        if words[last][0].casefold() not in _PARTICLES:
            break
    name = words[last][0]
    if last == at or not (_may_be_surname(name) or (_is_given(name) and not name[0].islower())):
        return False
    if f"{words[at][0]} {name}".casefold() in person_words().namesakes:
        return False
    return not _names_a_thing(text, words, last)


def _is_listed(text: str, words: Sequence[re.Match[str]], at: int) -> bool:
    """Whether another given name follows: Anna, Mehmet und Olena."""
    if at + 1 >= len(words):
        return False
    gap, following = text[words[at].end() : words[at + 1].start()], words[at + 1][0]
    if gap.strip() == "" and following.casefold() in {"und", "u"} and at + 2 < len(words):
        gap, following = ",", words[at + 2][0]
    if gap.strip() not in {",", "&", "/", "+"} or not (_is_given(following) and following[0].isupper()):
        return False
    return f"{words[at][0]} {following}".casefold() not in person_words().namesakes


def _names_a_thing(text: str, words: Sequence[re.Match[str]], at: int) -> bool:
    """Whether the next word makes the name that of a thing: Anna Beispiel Schule, Anna Beispiel Weg."""
    if at + 1 >= len(words) or text[words[at].end() : words[at + 1].start()] not in {" ", "-", " - "}:
        return False
    return _is_thing(words[at + 1][0])


@lru_cache(maxsize=20_000)
def _is_given(word: str) -> bool:
    known = person_words().given_names
    plain = word.casefold()
    return plain in known or ("-" in plain and all(part in known for part in plain.split("-")))


def _is_role(word: str) -> bool:
    """Kind, Mutter, Lehrerin: whose name may follow."""
    return word[:1].isupper() and word.casefold() in person_words().roles


@lru_cache(maxsize=20_000)
def _is_house(word: str) -> bool:
    plain = word.casefold()
    return plain in person_words().houses or _HOUSES.search(plain) is not None


@lru_cache(maxsize=20_000)
def _is_thing(word: str) -> bool:
    """Whether what bears a name is a house, a street or an event."""
    plain, known = word.casefold(), person_words()
    return _is_house(word) or plain in known.streets or plain in known.events or _NOUNS.search(plain) is not None


@lru_cache(maxsize=20_000)
def _may_be_surname(word: str) -> bool:
    plain, known = word.casefold(), person_words()
    if len(word) < 2 or word[0].islower() or _is_thing(word):
        return False
    return plain not in known.no_surnames and plain not in known.roles
