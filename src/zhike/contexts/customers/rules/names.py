"""How a Chinese name is sorted and found: by characters, pinyin and initials, surnames read as surnames."""

import unicodedata
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

TOKEN_LENGTH = 60
SORT_KEY_LENGTH = 240
TAILS_OF_A_COMPANY = 24

# Surnames that are read otherwise than the character usually is: 《通用规范汉字字典》 and common use.
SURNAME_READINGS = {
    "单": "shan", "曾": "zeng", "解": "xie", "查": "zha", "仇": "qiu", "任": "ren", "华": "hua", "朴": "piao",
    "区": "ou", "盖": "ge", "乐": "yue", "缪": "miao", "翟": "zhai", "召": "shao", "种": "chong", "秘": "bi",
    "冼": "xian", "覃": "qin", "尉": "wei", "繁": "po", "员": "yun", "折": "she", "隗": "wei", "黑": "he",
    "谌": "chen", "纪": "ji", "应": "ying", "燕": "yan", "宁": "ning", "葛": "ge", "卜": "bu", "沈": "shen",
    "尉迟": "yu chi", "长孙": "zhang sun", "万俟": "mo qi", "单于": "chan yu", "令狐": "ling hu",
    "澹台": "tan tai", "鲜于": "xian yu", "宿": "su", "洗": "xian", "祭": "zhai", "那": "na", "瞿": "qu",
    "牟": "mou", "逄": "pang", "阚": "kan", "晁": "chao", "石": "shi", "强": "qiang", "缴": "jiao", "曲": "qu",
    "重": "chong", "佴": "nai", "粘": "nian", "藏": "zang", "扎": "za", "都": "du", "六": "lu", "薄": "bo",
    "乜": "nie", "不": "fou", "浣": "wan", "贠": "yun", "貟": "yun", "么": "yao",
}  # fmt: skip
COMPOUND_SURNAMES = frozenset({
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒",
    "长孙", "宇文", "令狐", "澹台", "万俟", "单于", "鲜于", "夏侯", "端木",
})  # fmt: skip


_UNTYPED = str.maketrans("ü", "v", "·•‧・.'’-")  # marks between the parts of a name, seldom typed


def folded(text: str) -> str:
    """What is compared: lower case, half width, without blanks and the marks between the parts of a name."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split()).translate(_UNTYPED)


def sort_key(name: str, *, is_person: bool) -> str:
    """The key that orders names as a Chinese reader expects: pinyin by syllable, then the characters themselves.

    At most 240 characters: long company names are ordered by their beginning.
    """
    return (" ".join(_syllables(name, is_person)) + "\t" + name)[:SORT_KEY_LENGTH]


def search_tokens(name: str, *, is_person: bool) -> list[str]:
    """Every text a search may begin with to find `name`, lower case, sorted, each at most 60 characters.

    张三丰 gives 张三丰, 三丰, 丰, zhangsanfeng, sanfeng, feng, zsf, sf, f. A surname with two readings gives both.
    """
    plain = folded(name)
    tokens = _tails(list(plain), None if is_person else TAILS_OF_A_COMPANY)
    readings = {tuple(_syllables(name, is_person))}
    if is_person:
        readings.add(tuple(_syllables(name, is_person=False)))
        if plain[:2] in COMPOUND_SURNAMES:  # 单于小曾 may be Mr 单于 or Mr 单
            single = SURNAME_READINGS.get(plain[0])
            readings.add(tuple([single] if single else _pinyin(plain[0])) + tuple(_pinyin(plain[1:])))
    for syllables in readings:
        tokens |= _tails(list(syllables), None if is_person else TAILS_OF_A_COMPANY)
        tokens |= _tails([syllable[0] for syllable in syllables if syllable], None if is_person else TAILS_OF_A_COMPANY)
    return sorted({token[:TOKEN_LENGTH] for token in tokens if token})


def _tails(parts: list[str], most: int | None) -> set[str]:
    starts = range(len(parts) if most is None else min(len(parts), most))
    return {"".join(parts[start:]) for start in starts}


def _syllables(name: str, is_person: bool) -> list[str]:
    text = folded(name)
    if not is_person:
        return _pinyin(text)
    surname = text[:2] if text[:2] in COMPOUND_SURNAMES else text[:1]
    reading = SURNAME_READINGS.get(surname)
    if reading is None:
        return _pinyin(text)
    return reading.split() + _pinyin(text[len(surname) :])


@lru_cache(maxsize=65_536)
def _pinyin_text(text: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(text, style=Style.NORMAL, v_to_u=False, errors=list))  # type: ignore[arg-type]


def _pinyin(text: str) -> list[str]:
    return list(_pinyin_text(text))
