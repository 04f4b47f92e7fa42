"""`manage.py data_dictionary`: the file in docs/ says what the models say."""

import pytest
from django.core.management import CommandError, call_command


def test_the_dictionary_is_in_step_with_the_models():
    call_command("data_dictionary", check=True)


def test_a_dictionary_out_of_step_is_refused(tmp_path):
    file = tmp_path / "dictionary.md"
    call_command("data_dictionary", file=file)
    file.write_text(file.read_text() + "x")

    with pytest.raises(CommandError, match="manage.py data_dictionary"):
        call_command("data_dictionary", file=file, check=True)


def test_it_names_every_column_and_rule_of_a_visit(tmp_path):
    file = tmp_path / "dictionary.md"
    call_command("data_dictionary", file=file)
    text = file.read_text()

    assert "## Visit\n" in text
    assert "| `concern_heard` |" in text
    assert "`remark_has_a_reason`: Say why." in text
