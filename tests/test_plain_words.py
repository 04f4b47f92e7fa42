"""The Indonesian that a Polres speaks: words that nobody there uses stand in no catalogue and on no page."""

import re
from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation.trans_real import DjangoTranslation

from cooling import messages, upstream_messages
from tests.test_access import POSTS, TABLE, address_of, make_rows, names, signed_in
from visits.admin import site as set_up

# What stands nowhere, and what is said for it.
BANNED = {
    r"penyelia": "atasan",
    r"\w*saring(?:an|kan)?|(?:me|pe)nyaring\w*": "filter",
    r"luring|daring": "tanpa sinyal",
    r"jangkauan": "hak akses",
    r"buah": "orang, anggota, hasil",
    r"(?:me|di)?rubah": "ubah",
    r"dibawah": "di bawah",
    r"slug": "kode",
    r"bidang": "isian",
    r"history": "riwayat",
    r"milik (?:sendiri|saya)": "tugas saya",
    r"bawa serta": "simpan di ponsel",
    r"sebelum tiba": "kartu desa",
    r"prakarsa": "inisiatif",
    r"faktor kedua": "verifikasi dua langkah",
    r"orangnya": "warga, yang bersangkutan",
    r"silahkan": "silakan",
}
# People type these, and columns of files are called by some; our sentences say something else.
BANNED_IN_SENTENCES = {
    r"pemeriksaan|pemeriksa": "verifikasi, atasan",
    r"wakil": "Plh.",
    r"petugas|personel": "anggota",
    r"kesatuan": "satuan",
}
ATTRIBUTES = ("alt", "aria-label", "placeholder", "title", "label")
WHO = ["author", "supervisor", "administrator", "auditor", None]
# Answered with a file, or by ending the session.
NOT_READ = {"logout", "visit_photo", "visit_photo_small", "export_csv", "export_xlsx", "export_geojson", "export_file"}


def pattern(*banned: dict[str, str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(word for words in banned for word in words)})\b", re.IGNORECASE)


class Shown(HTMLParser):
    """What a page says: its text, and the attributes that are read out or that scripts show."""

    def __init__(self, page: str):
        super().__init__()
        self.said: list[str] = []
        self._hidden = 0
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self._hidden += tag in ("script", "style")
        for name, value in attributes:
            is_button = name == "value" and ("type", "submit") in attributes
            if value and (name in ATTRIBUTES or is_button or (name.startswith("data-") and " " in value)):
                self.said.append(value)

    def handle_endtag(self, tag):
        self._hidden -= tag in ("script", "style")

    def handle_data(self, data):
        if not self._hidden:
            self.said.append(data)


def said_by(answer) -> list[str]:
    """What an answer says to people; nothing where it leads elsewhere."""
    kind = answer.get("Content-Type", "").partition(";")[0]
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if kind == "text/html":
        return Shown(body.decode()).said
    return [body.decode()] if kind in ("text/plain", "text/csv") else []


def banned_in(answer) -> list[str]:
    return [f"{found[0]}: {said.strip()[:80]}" for said in said_by(answer) for found in pattern(BANNED).finditer(said)]


def sentences(domain: str) -> list[tuple[str, str]]:
    """Every sentence that the site can say, its own and its packages', as Django finds it."""
    catalogue = DjangoTranslation("id", domain=domain)._catalog
    # By its key: a sentence that is overridden stands in a catalogue behind.
    return [(str(key), catalogue[key]) for key in catalogue.keys() if key]  # noqa: SIM118


@pytest.mark.parametrize(("domain", "least"), [("django", 2500), ("djangojs", 50)])
def test_no_sentence_has_a_word_that_nobody_in_a_polres_says(domain, least):
    banned, found = pattern(BANNED, BANNED_IN_SENTENCES), sentences(domain)

    assert len(found) > least
    assert [said for said in found if banned.search(said[1])] == []


def test_the_better_words_for_other_packages_are_used():
    found = dict(sentences("django"))

    assert found["('%(counter)s result', 0)"] == "%(counter)s hasil"
    assert found["Change or view list link"] == "Tautan ke daftar, untuk mengubah atau melihat"
    assert dict(sentences("djangojs"))["Sunday"] == "Minggu"


def test_a_better_word_for_what_no_package_says_is_told(monkeypatch):
    assert upstream_messages.problems() == []

    monkeypatch.setattr(upstream_messages, "PACKAGES", ("django.conf",))
    assert any("said by no package: 'Clear all filters'" in problem for problem in upstream_messages.problems())
    assert messages.check() == 1


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        people, arguments = make_rows()
        yield people, arguments
        transaction.set_rollback(True)


def ask(client, cookies: str, method: str, address: str):
    client.cookies.clear()
    client.cookies.load(cookies)
    with transaction.atomic():
        answer = client.generic(method, address)
        said = banned_in(answer)
        transaction.set_rollback(True)
    return answer.status_code, said


@pytest.mark.once
@pytest.mark.parametrize("who", WHO)
def test_no_page_says_one_of_them(site, who):
    """Each address by each kind of person, asked for and posted to without a word, so that it says what is wrong."""
    people, arguments = site
    client, cookies = Client(), signed_in(people.get(who))
    wanted = [("GET", address_of(name, arguments)) for name in names() if name in TABLE and name not in NOT_READ]
    wanted += [("POST", address_of(name, arguments)) for name in POSTS if name not in NOT_READ]
    wanted += [("GET", address) for address in ("/nowhere/", "/follow-ups/?whose=all", "/visits/?unit=a%20b")]
    read = 0
    for method, address in wanted:
        status, said = ask(client, cookies, method, address)
        assert said == [], (method, address)
        read += status in (200, 422)

    assert read > (70 if who == "supervisor" else 3)


@pytest.mark.once
def test_no_page_of_the_set_up_says_one_of_them(site):
    people, _arguments = site
    client, cookies = Client(), signed_in(people["administrator"])
    addresses = [reverse("admin:index"), reverse("admin:jsi18n")]
    for model in set_up._registry:
        name = f"admin:visits_{model._meta.model_name}"
        row = model._default_manager.first()
        addresses += [f"{reverse(f'{name}_changelist')}?q=a", reverse(f"{name}_add")]
        if row:
            addresses += [reverse(f"{name}_{page}", args=[row.pk]) for page in ("change", "history", "delete")]

    for address in addresses:
        for method in ("GET", "POST"):
            _status, said = ask(client, cookies, method, address)
            assert said == [], (method, address)
    assert len(addresses) > 20


@pytest.mark.django_db
def test_a_wrong_code_is_told_with_an_example(client, site):
    people, _arguments = site
    client.force_login(people["administrator"])

    page = client.post(reverse("admin:visits_rank_add"), {"code": "Bripka Baru!"}).content.decode()

    assert "Kode: huruf kecil, angka, tanda hubung. Contoh: polsek-takari" in page
    assert "Perbaiki isian di bawah ini." in page
