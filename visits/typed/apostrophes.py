"""The signs that stand for an apostrophe: people, phones and spreadsheets write a name with any of them."""

APOSTROPHES = (
    "'’‘‛`´"  # on keyboards and in print
    "\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c0\u02c1\u02c8\u02ca\u02cb\ua78b\ua78c"  # letters of linguists
    "′‵\uff07\uff40"  # primes, and signs of full width
    "\u0374\u0384\u055a\u05f3\u1fbd\u1fbf\u1fef\u1ffd\u1ffe"  # of other scripts
)
WITHOUT_APOSTROPHES = str.maketrans("", "", APOSTROPHES)
