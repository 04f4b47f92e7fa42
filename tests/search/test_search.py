"""A search finds what a slow reading of the same texts finds, and only for those who may read it."""

import datetime as dt
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories as make
from tests.readers import make_readers
from visits.history.page import history_page
from visits.lists.intersection import Sizes
from visits.models import Deputy, SearchDocument, SearchWord, Visit
from visits.search import search as search_search
from visits.search.index import forget_unused, index_visits, rebuild
from visits.search.numbers import folded_numbers
from visits.search.query import read_question
from visits.search.search import answering
from visits.search.sources import texts_of
from visits.search.tokenizer import shortened, tokens_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return make_readers()


def found(asked: str, officer) -> set[int]:
    """Visits in reach that answer, as the database says."""
    rows = answering(read_question(asked), officer).values("visit")
    return set(Visit.objects.visible_to(officer).logged().filter(pk__in=rows).values_list("pk", flat=True))


def slowly_found(asked: str, officer) -> set[int]:
    """The same, read text by text in Python."""
    return answered(asked, slowly_read(officer))


def slowly_read(officer) -> dict[int, list]:
    """The words of every text that the officer may read, by visit."""
    read = {}
    for visit in Visit.objects.visible_to(officer).logged():
        texts = texts_of([visit.pk])[visit.pk].readable(officer.pk, as_supervisor=visit.is_supervised_by(officer))
        read[visit.pk] = [forms_of(text.text) for text in texts]
    return read


def forms_of(text: str) -> tuple[list[str], set[str]]:
    words = tokens_in(text)
    tokens = [word.token for word in words]
    forms = {*tokens, *(other for word in words for other in word.others)}
    numbers = {number for number, _start, _end in folded_numbers(text)}
    return tokens, forms | numbers | shortened(tuple(tokens))


def answered(asked: str, read: dict[int, list]) -> set[int]:
    terms = read_question(asked).terms
    return {pk for pk, texts in read.items() if all(any(stands_in(term, *text) for text in texts) for term in terms)}


def stands_in(term, tokens: list[str], forms: set[str]) -> bool:
    *start, last = term.tokens
    if not start:
        return any(term.is_in(form) for form in forms)
    if any(term.is_number(form) for form in forms):
        return True
    runs = [tokens[at : at + len(term.tokens)] for at in range(len(tokens) - len(start))]
    return any(run[:-1] == start and (run[-1] == last or (term.is_open and run[-1].startswith(last))) for run in runs)


VOCABULARY = (
    "warga tokoh adat agama kepala desa kades mengunjungi kunjungan izin ijin perizinan himbauan mengimbau kamtibmas "
    "yang dan di RT 003 3 RW05 Oh'aem ohaem Sprin/77/X/2024 13.00 anak-anak é José 😀 ternak ternaknya unjuk "
    "silahturahmi toga 中国 B/1 0813-5551-2345 +6281355512345 081355512345 2.500.000 2500000 2,5 1300 2.500 500"
).split()
texts = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=8).map(" ".join)
questions = st.lists(
    st.sampled_from([*VOCABULARY, '"', "ke", "ku", "13", "Sprin/77", '"tokoh adat"', "mengunj"]), min_size=1, max_size=4
).map(" ".join) | st.text(max_size=20)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=5), st.lists(questions, min_size=6, max_size=12))
def test_a_search_finds_what_slow_reading_finds(people, written, asked):
    Visit.objects.all().delete()
    for purpose, note, hidden in written:
        visit = make.make_visit(author=people["author"], purpose=purpose, unit_name="Samapta", with_rows=False)
        make.make_note(visit, note)
        make.make_note(visit, hidden, sensitivity="supervisors")
    make.index_words()
    for who in ("author", "colleague", "supervisor"):
        read = slowly_read(people[who])
        for question in asked:
            # Without a word to look for, nothing is asked and the list is not narrowed.
            if read_question(question):
                assert found(question, people[who]) == answered(question, read), (question, who)


HIDDEN = {
    "a note for supervisors": "rahasiakah",
    "a note of a colleague for supervisors": "kolegial",
    "a person only mentioned": "fransiskus",
    "a note about a person only mentioned": "menyangkut",
    "a colleague’s note for supervisors about a person only mentioned": "keduanya",
    "a follow-up of a hidden note": "menindak",
    "a follow-up of a hidden note, for its owner": "memiliki",
}
# Who finds what, beside the heads, who find everything.
FINDERS = {
    "a note for supervisors": {"author"},
    "a note of a colleague for supervisors": {"colleague"},
    "a person only mentioned": {"author"},
    "a note about a person only mentioned": {"author"},
    "a colleague’s note for supervisors about a person only mentioned": set(),
    "a follow-up of a hidden note": {"author"},
    "a follow-up of a hidden note, for its owner": {"author", "colleague"},
}
SUPERVISORS = {"supervisor", "deputy"}


@pytest.fixture
def guarded(people):
    """A visit with every kind of words that not everybody in reach may read."""
    author, colleague = people["author"], people["colleague"]
    today = timezone.localdate()
    Deputy.objects.create(
        unit=author.unit, officer=people["deputy"], starts_on=today, ends_on=today, named_by=people["supervisor"]
    )
    visit = make.make_visit(author=author, purpose="Terbuka.")
    own = make.make_note(visit, "Rahasiakah ini.", sensitivity="supervisors")
    make.make_note(visit, "Kolegial saja.", sensitivity="supervisors", written_by=colleague)
    person = make.make_encounter(visit, name="Fransiskus Contoh", presence="mentioned")
    make.make_note(visit, "Menyangkut orang.").about.add(person)
    make.make_note(visit, "Keduanya.", sensitivity="supervisors", written_by=colleague).about.add(person)
    make.make_follow_up(visit, "Menindak.", notes=[own])
    make.make_follow_up(visit, "Memiliki.", owner=colleague, notes=[own])
    make.index_words(visit)
    return visit


@pytest.mark.parametrize("kind", HIDDEN)
@pytest.mark.parametrize(
    "who", ["author", "colleague", "supervisor", "deputy", "auditor", "officer elsewhere", "administrator"]
)
def test_who_finds_which_words(people, guarded, who, kind):
    expected = who in SUPERVISORS or who in FINDERS[kind]

    assert (found(f"{HIDDEN[kind]} ", people[who]) == {guarded.pk}) is expected
    assert (slowly_found(f"{HIDDEN[kind]} ", people[who]) == {guarded.pk}) is expected


def test_words_of_several_texts_are_found_together(people, guarded):
    assert found("terbuka rahasiakah ", people["author"]) == {guarded.pk}
    assert found("terbuka rahasiakah ", people["colleague"]) == set()
    assert found('"terbuka rahasiakah"', people["author"]) == set()


def test_confidential_sources_are_in_no_words(people):
    visit = make.make_visit(author=people["author"])
    make.make_note(visit, "Isi.", source_is_confidential=True, confidential_source=["Yosep Tersembunyi"])
    make.index_words()
    assert found("tersembunyi", people["supervisor"]) == set()
    assert not SearchWord.objects.filter(word="tersembunyi").exists()


def test_a_draft_is_not_found_even_by_its_author(people):
    make.make_visit(author=people["author"], status="draft", purpose="Belum jadi.")
    make.index_words()
    assert not SearchDocument.objects.exists()


def test_a_whole_rebuild_writes_the_same(people, guarded):
    make.make_visit(author=people["author"], status="draft")
    before = list(SearchDocument.objects.order_by("visit", "audience").values_list("visit", "audience", "words"))
    words = set(SearchWord.objects.values_list("word", flat=True))

    assert rebuild() == 1
    after = list(SearchDocument.objects.order_by("visit", "audience").values_list("visit", "audience", "words"))
    assert after == before
    assert set(SearchWord.objects.values_list("word", flat=True)) == words


def test_rewriting_asks_no_more_queries_for_more_visits(people, django_assert_num_queries):
    for number in (1, 5):
        visits = [make.make_visit(author=people["author"]) for _each in range(number)]
        for visit in visits:
            make.make_note(visit)
        with django_assert_num_queries(7):
            index_visits([visit.pk for visit in visits])


def test_a_word_is_forgotten_when_no_visit_holds_it(people):
    visit = make.make_visit(author=people["author"], purpose="Melkianus datang.")
    make.index_words()
    Visit.objects.filter(pk=visit.pk).update(purpose="Ia datang.")
    make.index_words()
    forget_unused(["Melkianus datang"])
    assert set(SearchWord.objects.filter(word__in=["melkianus", "datang"]).values_list("word", flat=True)) == {"datang"}


def test_the_longest_visit_is_written_and_found(people):
    visit = make.make_visit(author=people["author"], purpose="damai " * 1600)
    for number in range(30):
        make.make_note(visit, f"{chr(97 + number % 26)}kata " * 1600)
    make.make_note(visit, "x" * 500 + " penghabisan")
    make.index_words()
    assert found("penghabisan", people["author"]) == {visit.pk}
    assert found("x" * 500, people["author"]) == {visit.pk}


WORDS = "embung padang damai kepala desa rt 3 12 warga sumur".split()


def test_a_row_that_is_asked_answers_as_the_index_does(people):
    """On SQLite a visit met by the walk is asked by its own words, not by the index of all words."""
    chance = random.Random(3)
    for _each in range(40):
        text = " ".join(chance.choices(WORDS, k=chance.randrange(1, 9)))
        visit = make.make_visit(author=people["author"], purpose=text, result="Sumur warga.", with_rows=False)
        make.make_note(visit, " ".join(chance.choices(WORDS, k=4)), sensitivity="supervisors")
    make.index_words()
    asked = [*WORDS, "em", "wargaa", '"kepala desa"', '"damai sumur"', '"warga padang', "kades", "rt 003", '"rt 3 1']
    asked += [" ".join(chance.choices(WORDS, k=2)) for _each in range(20)]
    asked += [f'"{chance.choice(WORDS)} {chance.choice(WORDS)}"' for _each in range(20)]
    for text in asked:
        question = read_question(text)
        if question:
            by_index = set(SearchDocument.objects.filter(words__matches=question).values_list("pk", flat=True))
            by_row = set(SearchDocument.objects.filter(words__answers=question).values_list("pk", flat=True))
            assert by_row == by_index, text


def test_a_common_word_reads_no_list_of_all_hits(people, monkeypatch):
    """A search that is walked asks each visit by its key: no statement looks through all documents."""
    monkeypatch.setattr(search_search, "share_if_common", lambda question, at_once: 1.0)
    make.make_visit(author=people["author"], purpose="Embung.", status="approved", with_rows=False)
    make.index_words()
    with CaptureQueriesContext(connection) as asked:
        assert len(history_page(people["supervisor"], {"q": "embung ", "status": "approved"}).rows) == 1
    about_words = [query["sql"] for query in asked if "searchdocument" in query["sql"].lower()]
    assert about_words
    assert not [text for text in about_words if "MATCH" in text or "d.visit_id = w.visit_id" not in text]


@pytest.mark.parametrize("first", [1_000_000, 40_000_000])
def test_words_that_stand_together_are_common_whatever_is_expected(people, monkeypatch, first):
    """PostgreSQL takes them to meet by chance, and would have every hit of a common phrase read; SQLite counts.

    Keys begin anywhere: those of the oldest visits may be gone.
    """
    monkeypatch.setattr(search_search, "_estimate", lambda question: 1)
    for number in range(24):
        text = "Kepala desa datang." if number % 2 else "Warga duduk."
        make.make_visit(author=people["author"], purpose=text, with_rows=False, pk=first + 3 * number)
    make.index_words()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE visits_searchdocument")
    common = {
        text: search_search.share_if_common(read_question(text), 5) is not None
        for text in ('"kepala desa"', '"warga desa"', "kepala ")
    }
    is_estimated = connection.vendor == "postgresql"
    assert common == {'"kepala desa"': True, '"warga desa"': False, "kepala ": not is_estimated}


@pytest.mark.parametrize(
    ("at_once", "long_walk", "share", "window"),
    [
        (3_000, 10_000, None, 4_000),
        (0, 10_000, 1.0, 4_000),
        (0, 0, 1.0, 4_000),
        (0, 10_000, 0.1, 4_000),
        (0, 10_000, 0.1, 10),
    ],
)
def test_the_pages_of_a_search_hold_what_it_finds(people, monkeypatch, at_once, long_walk, share, window):
    """Read at once as hits, asked visit by visit, turned into hits on the way, or found at first glance."""
    monkeypatch.setattr(search_search, "share_if_common", lambda question, at_once: share)
    sizes = Sizes(at_once=at_once, long_scan=long_walk, first_window=window)
    for number in range(130):
        day, purpose = dt.date(2024, 9, 1 + number % 20), "Embung." if number % 2 else "Padang."
        make.make_visit(author=people["author"], purpose=purpose, visited_on=day, with_rows=False)
    make.make_note(Visit.objects.earliest("pk"), "Embung rahasia.", sensitivity="supervisors")
    make.index_words()
    for who, number in (("author", 66), ("colleague", 65), ("supervisor", 66)):
        pages, after = [], ""
        while not pages or after:
            page = history_page(people[who], {"q": "embung ", "after": after}, sizes)
            pages.append([row.pk for row in page.rows])
            after = page.next
        listed = [pk for page in pages for pk in page]
        order = dict(Visit.objects.values_list("pk", "visited_on"))
        assert listed == sorted(found("embung ", people[who]), key=lambda pk: (order[pk], pk), reverse=True)
        assert len(listed) == number
        assert page.count.number == number
        same = history_page(people[who], {"q": "embung ", "status": "submitted", "from": dt.date(2024, 9, 1)}, sizes)
        assert [row.pk for row in same.rows] == listed[:50]
        assert same.count.number >= 50
        narrowed = history_page(
            people[who], {"q": "embung ", "from": dt.date(2024, 9, 18), "status": "approved"}, sizes
        )
        assert narrowed.rows == []
