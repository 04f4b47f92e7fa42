"""Passwords that anybody at the Polres would try first."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LOCAL_WORDS = (
    "bhabinkamtibmas polisi polres polsek polda polri kupang samapta satlantas binmas intelkam kapolres kapolsek "
    "cooling system pilkada pemilu indonesia merdeka bhayangkara presisi password sandi rahasia"
).split()
LEAST_LEFT = 6


class LocalWordsValidator:
    """Refuse what is little more than words of the place and the trade, numbers and signs (ASVS 5.0, 6.2.11)."""

    def validate(self, password: str, user=None) -> None:
        left = password.lower()
        # Taken out wherever they stand, also inside longer words.
        for word in LOCAL_WORDS:
            left = left.replace(word, "")
        if len(re.sub(r"[\W\d_]", "", left)) < LEAST_LEFT:
            raise ValidationError(_("This is easy to guess: add words that have nothing to do with your work."))

    def get_help_text(self) -> str:
        return _("Do not use only words about the police and the place, such as “polres kupang”.")
