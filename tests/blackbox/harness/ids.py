"""Ids as the wire writes them: prefix, underscore, 26 characters of Crockford's base32 (TypeID)."""

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
DIGITS = 26


def wire_id(prefix, uuid):
    number = int(str(uuid).replace("-", ""), 16)
    return f"{prefix}_" + "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(DIGITS)))


def uuid_of(wire):
    number = 0
    for letter in wire.split("_", 1)[1]:
        number = number << 5 | ALPHABET.index(letter)
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
