"""Pages without the blank lines that templates leave: a third of the form was nothing else."""

import re

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
# Next to a tag only, and never in a text that somebody typed. Each run of blanks is read once, however long it is.
BLANKS = re.compile(r"(<(textarea|pre)\b.*?</\2>)|(?<=>)[^\S\n]*\n\s*+|(?<!\s)[^\S\n]*\n\s*+(?=<)", re.DOTALL)


@register.simple_block_tag
def tidy(content: str) -> SafeString:
    """`{% tidy %}…{% endtidy %}`: one line break where blank lines stood beside a tag."""
    return mark_safe(BLANKS.sub(lambda found: found[1] or "\n", content))
