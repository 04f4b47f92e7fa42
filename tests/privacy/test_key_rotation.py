"""Encrypted columns outlive their key: a new one is put first, every row is written anew, the old one goes."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests import factories as make
from tests.accounts.test_security import code_of, set_up
from visits.accounts import second_factor
from visits.models import DialogueNote, DraftPayload, Passkey
from visits.models.encrypted import UnknownKey
from visits.privacy.key_rotation import rotate_keys

pytestmark = pytest.mark.django_db
OLD, NEW = "o" * 40, "n" * 40


@pytest.fixture
def note(settings):
    settings.FIELD_KEYS = [OLD]
    author = make.make_officer()
    visit = make.make_visit(author=author, status="draft")
    DraftPayload.objects.create(visit=visit, revision=1, values=[["purpose", "Kata draf ’"]], posted_by=author)
    return make.make_note(visit, source_is_confidential=True, confidential_source=["Marselina Contoh"])


def test_a_rotated_column_needs_the_new_key_alone(note, settings, capsys):
    settings.FIELD_KEYS = [NEW, OLD]
    assert DialogueNote.objects.get().confidential_source == ["Marselina Contoh"]

    call_command("rotate_keys")

    settings.FIELD_KEYS = [NEW]
    assert DialogueNote.objects.get().confidential_source == ["Marselina Contoh"]
    assert DraftPayload.objects.get().values == [["purpose", "Kata draf ’"]]
    settings.FIELD_KEYS = [OLD]
    with pytest.raises(UnknownKey):
        DialogueNote.objects.get()
    assert "DialogueNote: 1" in capsys.readouterr().out


def test_without_the_old_key_nothing_is_lost_and_it_is_said(note, settings):
    settings.FIELD_KEYS = [NEW]

    with pytest.raises(CommandError, match="DialogueNote.confidential_source needs a key"):
        call_command("rotate_keys")

    settings.FIELD_KEYS = [OLD]
    assert DialogueNote.objects.get().confidential_source == ["Marselina Contoh"]


def test_one_text_encrypted_twice_looks_different(note):
    make.make_note(note.visit, source_is_confidential=True, confidential_source=["Marselina Contoh"])

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT confidential_source FROM {DialogueNote._meta.db_table}")
        found = [row[0] for row in cursor.fetchall()]

    assert len(set(found)) == 2
    assert not any("Marselina" in text for text in found)


def test_an_empty_value_stays_empty(settings):
    settings.FIELD_KEYS = [OLD]
    note = make.make_note(make.make_visit(author=make.make_officer()))
    settings.FIELD_KEYS = [NEW]

    note.refresh_from_db()

    assert note.confidential_source == []


def test_the_second_factor_outlives_its_key_too(client, settings):
    settings.FIELD_KEYS = [OLD]
    officer = make.make_officer(role="supervisor")
    secret, codes = set_up(client, officer)
    Passkey.objects.create(officer=officer, name="HP dinas", digest="0" * 64, credential="a key")
    settings.FIELD_KEYS = [NEW, OLD]

    call_command("rotate_keys")

    settings.FIELD_KEYS = [NEW]
    assert second_factor.check_code(officer, code_of(secret))
    assert second_factor.check_code(officer, codes[0])
    assert officer.passkeys.get().credential == "a key"
    settings.FIELD_KEYS = ["x" * 40]
    with pytest.raises(UnknownKey):
        rotate_keys()
