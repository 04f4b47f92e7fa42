"""Academic degrees behind a name, however they are dotted."""

from __future__ import annotations

import re

# Without dots and blanks, as `is_degree` compares them.
DEGREES = frozenset(
    """
    ba bsc dr drs dra ir prof phd mba ma msc llm llb
    se sh si sik ssos ss st sth sthk spd spdi spdk spdsd spdaud sag sap sak sip sipem spt sp sked skg skep skm skom
    shut shi skh sst ssi ssn sstp stp strk stpol strip sfil spsi sfarm sei sikom sarch sds skpm str
    mh mhum mm map mak mpd mpdi mpdk mth msi mik mkom mkes mt mp mpsi mars mag mba mip mikom mstr msos mfarm mhan mtrk
    amd amdkep amdkeb amdkes amdkom amk amkeb ama amapd amap ners ns sptu spog spa spb spd span apt
    dipl dpl hc
    """.split()
)


def is_degree(piece: str) -> bool:
    """Whether a piece is a known degree, or several, however they are dotted: "S.H.", "SH", "S. Sos".

    >>> is_degree("S.H."), is_degree("M. Si"), is_degree("S.H. M.Si"), is_degree("Yunus")
    (True, True, True, False)
    """
    return _bare(piece) in DEGREES or (bool(piece) and all(_bare(word) in DEGREES for word in piece.split()))


def _bare(piece: str) -> str:
    return re.sub(r"[.\s]", "", piece).casefold()
