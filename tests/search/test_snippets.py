"""A hit shows where its words stand, in a text that the reader may read; a mistyped word is met with what is there."""

import pytest

from tests import factories as make
from tests.readers import make_readers
from visits.history.page import history_page
from visits.models import Visit
from visits.search import spelling
from visits.search.highlight import LONGEST_LINE, Reader, _Answers, line_around
from visits.search.query import read_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return make_readers()


def lines(officer, asked: str) -> list[tuple[str, str, list[str]]]:
    """Of each hit the label, the whole line, and what is marked in it."""
    make.index_words()
    rows = [row.found for row in history_page(officer, {"q": asked}).rows]
    return [
        (str(found.label), "".join(text for text, _ in found.pieces), [text for text, marked in found.pieces if marked])
        for found in rows
        if found
    ]


@pytest.mark.parametrize(
    ("asked", "marked"),
    [
        ("kunjungan ", ["mengunjungi"]),
        ("ijin", ["izin"]),
        ("oh'aem", ["Oh’aem"]),
        ('"tokoh adat"', ["tokoh adat"]),
        ("kades ", ["Kepala Desa"]),
        ("sprin/77", ["Sprin/77"]),
        ("tokoh izin ", ["tokoh", "izin"]),
        ("tokoh adat ", ["tokoh", "adat"]),
    ],
)
def test_the_words_are_marked_as_they_are_written(asked, marked):
    text = "Kepala Desa Oh’aem mengunjungi tokoh adat; izin menurut Sprin/77/X/2024 sudah ada."
    found = Reader(read_question(asked)).read(text)
    pieces = line_around(text, found.spans)
    assert [piece for piece, is_marked in pieces if is_marked] == marked
    assert "".join(piece for piece, _ in pieces) == text
    assert found.terms == len(read_question(asked).terms)


def test_a_long_text_is_cut_around_the_hit():
    text = "warga berkumpul di balai " * 30 + "embung " + "lalu mereka pulang " * 30
    line = "".join(piece for piece, _ in line_around(text, Reader(read_question("embung ")).read(text).spans))
    assert "embung" in line
    assert line.startswith("… ")
    assert line.endswith(" …")
    assert len(line) <= LONGEST_LINE + 50


def test_a_hit_says_in_which_kind_of_text_it_is(people):
    visit = make.make_visit(author=people["author"], purpose="Membahas embung.")
    make.make_note(visit, "Warga meminta pompa.")
    make.make_encounter(visit, name="Yohanis Taebenu")
    assert lines(people["author"], "pompa")[0][0] in ("Note", "Catatan")
    assert lines(people["author"], "embung")[0][1] == "Membahas embung."
    assert lines(people["author"], "taebenu")[0][2] == ["Taebenu"]


def test_a_line_never_shows_what_its_reader_may_not_read(people):
    visit = make.make_visit(author=people["author"], purpose="Patroli rutin.")
    make.make_note(visit, "Patroli karena dugaan politik uang.", sensitivity="supervisors")
    make.make_encounter(visit, name="Patroliana Rahasiawati", presence="mentioned")
    for who, is_shown in (("supervisor", True), ("author", True), ("colleague", False), ("auditor", False)):
        ((_label, line, _marked),) = lines(people[who], "patroli")
        assert ("dugaan" in line) is is_shown, who
        assert ("Rahasiawati" in line) is False
    assert lines(people["colleague"], "dugaan ") == []
    assert lines(people["colleague"], "patroliana ") == []


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [("embugn", "embung"), ("sengketa embugn", "sengketa embung"), ("zzzzzz", ""), ("embung", "")],
)
def test_a_mistyped_word_is_met_with_the_likest_that_finds_something(people, typed, suggestion):
    make.make_visit(author=people["author"], purpose="Sengketa embung.")
    make.index_words()
    assert history_page(people["author"], {"q": typed}).suggestion == suggestion


def test_a_word_that_one_may_not_read_is_never_told(people):
    visit = make.make_visit(author=people["author"], purpose="Sengketa padang.")
    make.make_note(visit, "Pemerasan.", sensitivity="supervisors")
    make.index_words()
    assert history_page(people["supervisor"], {"q": "pemerasn"}).suggestion == "pemerasan"
    assert history_page(people["colleague"], {"q": "pemerasn"}).suggestion == ""
    assert history_page(people["officer elsewhere"], {"q": "sengkta"}).suggestion == ""
    Visit.objects.update(status="draft")


# More than are looked for in one statement, each as like "embugn" as "embung" is, and before it in the alphabet.
NEAR = [*(f"embug{last}" for last in "abcdefghijklmopqrstuvwxyz"), *(f"embu{inside}n" for inside in "abcdefhijklm")]


@pytest.mark.fault("A14")
@pytest.mark.parametrize("elsewhere", ["embugn", "Embugnnya embugn.", " ".join(NEAR)])
@pytest.mark.parametrize(
    "how", ["another unit", "for supervisors", "about somebody mentioned", "confidential", "draft"]
)
def test_words_out_of_reach_change_neither_a_suggestion_nor_its_absence(people, elsewhere, how):
    """The mistyped word itself, or many that are likelier than the one that the reader may find."""
    reader = people["colleague"]
    make.make_visit(author=people["author"], purpose="Sengketa embung.")
    make.index_words()
    assert history_page(reader, {"q": "embugn"}).suggestion == "embung"
    assert history_page(reader, {"q": "sengkta embugn"}).suggestion == "sengketa embung"
    assert history_page(people["officer elsewhere"], {"q": "embugn"}).suggestion == ""

    hide(people, elsewhere, how)
    spelling._cache.clear()

    assert history_page(reader, {"q": "embugn"}).suggestion == "embung"
    assert history_page(reader, {"q": "sengkta embugn"}).suggestion == "sengketa embung"


def hide(people, text: str, how: str) -> None:
    """A text that the author's colleague may not read."""
    author = people["supervisor elsewhere" if how == "another unit" else "author"]
    status, secret = ("draft" if how == "draft" else "submitted"), how == "confidential"
    kept = make.make_visit(author=author, status=status, classification="confidential" if secret else "restricted")
    note = make.make_note(kept, text, sensitivity="supervisors" if how == "for supervisors" else "internal")
    if how == "about somebody mentioned":
        note.about.add(make.make_encounter(kept, name="Orang Lain", presence="mentioned"))
    make.index_words()


def test_page_and_suggestion_are_escaped(client, people):
    make.make_visit(author=people["author"], purpose="<script>embung</script> & lain")
    make.index_words()
    client.force_login(people["author"])
    page = client.get("/visits/", {"q": "embung"}).content.decode()
    assert "&lt;script&gt;<mark>embung</mark>&lt;/script&gt;" in page
    page = client.get("/visits/", {"q": "embugn"}).content.decode()
    assert 'href="?q=embung"' in page


def test_fifty_hits_weigh_little(client, people):
    for number in range(50):
        visit = make.make_visit(author=people["author"])
        make.make_encounter(visit, name=f"Warga {number}")
        make.make_note(visit, "Warga meminta patroli malam dihidupkan lagi di dekat embung. " * 6)
    make.index_words()
    client.force_login(people["author"])
    page = client.get("/visits/", {"q": "embung"}).content.decode()
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    assert table.count("<mark>") >= 50
    assert len(table.encode()) <= 40_000


SAID = ["Daftar pemilih.", "daftar-pemilih", "DAFTAR  PEMILIH", "da'ftar pemilih", "Dáftar pemilih"]
SAID += ["Menghimbau warga", "mengimbau warga", "Jum'at pagi", "jumat pagi"]
SAID += ["kades Oesao", "kepala desa Oesao", "RT 003", "0813-5551-2345"]
ASKED = ['"daftar pemilih"', '"mengimbau warga"', '"jumat pagi"', '"kepala desa"', "daftar rt-3"]


@pytest.mark.parametrize("asked", ASKED)
def test_a_text_is_passed_over_only_where_the_words_cannot_stand_in_it(asked):
    """Whatever the spelling: a reader that looks at every text finds the same."""
    quick, slow = Reader(read_question(asked)), Reader(read_question(asked))
    slow._needed = None
    for text in SAID:
        assert quick.read(text) == slow.read(text), text


TOKENS = "damai damailah imbau himbau 3 30 0813 081355512345 kades 2500000 250 rt".split()
WORDS = ["damai", "damai ", "mengimbau ", "rt 3 ", "0813", "0813-5551", "kades", "2.500.000 "]


@pytest.mark.parametrize("asked", WORDS)
def test_what_answers_a_word_is_told_once(asked):
    for term in read_question(asked).terms:
        answers = _Answers({0: term})
        for token in TOKENS:
            expected = term.is_in(token) if len(term.tokens) == 1 else term.is_number(token)
            assert answers.answered_by([token]) == ({0} if expected else set()), (term, token)
