"""The form without blank lines is the same form."""

import pytest

from visits.templatetags.tidy import tidy


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("<p>\n\n   satu \n\n</p>\n  \n <b>dua</b> <i>tiga</i>", "<p>\nsatu\n</p>\n<b>dua</b> <i>tiga</i>"),
        ("<p>satu\n\ndua</p>", "<p>satu\n\ndua</p>"),
        ('<input value="satu\n\n dua">', '<input value="satu\n\n dua">'),
        ("<textarea rows=2>\n\n satu\n\n </textarea>\n\n<br>", "<textarea rows=2>\n\n satu\n\n </textarea>\n<br>"),
        ("<pre>\n  satu\n</pre>", "<pre>\n  satu\n</pre>"),
    ],
)
def test_only_blanks_beside_a_tag_go(source, kept):
    assert tidy(source) == kept


def test_a_long_run_of_blanks_is_read_once():
    """Whatever somebody types into a field of one line: a pattern that goes back would take hours."""
    source = f'<input value="satu{chr(10) * 100_000}dua">\n\n<br>'

    assert tidy(source) == source.replace("\n\n<br>", "\n<br>")
