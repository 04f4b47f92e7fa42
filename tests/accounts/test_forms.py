"""Signing in, beginning anew, codes and passwords: each form on its own."""

import pytest

from tests import factories as make
from tests.form_errors import check_labels, check_refused, errors_of
from visits.accounts.forms import BeginForm, NameFilter, PasswordChangeForm, SignInForm
from visits.accounts.security_forms import CodeForm, NewPasskeyForm, PasskeyAnswerForm, PasswordForm

GOOD = "kuda-laut-7-payung"
NO_NUMBER = (
    "Enter an NRP of 8 digits, or for civil staff an NIP of 18 digits.",
    "Isi NRP 8 angka, atau NIP 18 angka untuk PNS Polri.",
)


def begin(**changes) -> BeginForm:
    whole = {"username": "90010001", "code": "ABCD-EFGH-JKMN", "new_password1": GOOD, "new_password2": GOOD}
    return BeginForm(whole | changes)


def test_labels():
    check_labels(SignInForm(), ["NRP atau NIP", "Kata sandi"])
    check_labels(BeginForm(), ["NRP atau NIP", "Kode sekali pakai", "Kata sandi baru", "Kata sandi baru sekali lagi"])
    check_labels(CodeForm(), ["Kode"])
    check_labels(PasswordForm(), ["Kata sandi"])
    check_labels(NewPasskeyForm(), ["Nama"])
    check_labels(NameFilter(), ["Nama atau NRP"])


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("9001 0001", "90010001"),
        ("NRP 90.010.001", "90010001"),
        ("\u0669\u0660\u0660\u0661\u0660\u0660\u0660\u0661", "90010001"),
        ("yohanes", ""),
        ("9001000\x00", ""),
        ("", ""),
    ],
)
def test_the_number_that_was_tried_is_known_where_it_is_one(typed, number):
    assert SignInForm(data={"username": typed}).typed_number == number


def test_a_new_beginning_is_taken_over_as_it_was_meant():
    form = begin(username="NRP 9001 0001", code=" ABCD\u200b-EFGH-JKMN ")

    assert form.is_valid(), form.errors
    assert (form.cleaned_data["username"], form.cleaned_data["code"]) == ("90010001", "ABCD-EFGH-JKMN")


def test_a_password_keeps_its_blanks():
    form = begin(new_password1=f" {GOOD} ", new_password2=f" {GOOD} ")

    assert form.is_valid(), form.errors
    assert form.cleaned_data["new_password1"] == f" {GOOD} "
    assert PasswordForm({"password": " a "}).is_valid()


@pytest.mark.parametrize(
    ("changes", "field", "english", "indonesian"),
    [
        (
            {"new_password2": GOOD + " "},
            "new_password2",
            "The two passwords are not the same.",
            "Kedua kata sandi tidak sama.",
        ),
        ({"username": "9001000"}, "username", *NO_NUMBER),
        ({"username": "900100010001"}, "username", *NO_NUMBER),
        (
            {"username": "9.001E+7"},
            "username",
            "A spreadsheet shortened this number. Format its column as text and enter the number again.",
            "Nomor ini dipendekkan oleh lembar kerja. Ubah format kolomnya menjadi teks, lalu isi kembali nomornya.",
        ),
    ],
)
def test_a_beginning_that_cannot_be(changes, field, english, indonesian):
    check_refused(lambda: begin(**changes), field, english, indonesian)


@pytest.mark.parametrize("password", ["elevenchars", "passwordpassword", "x90010001x90010001"[:12], "1234567890123"])
def test_a_weak_password_is_refused_at_its_field(password):
    assert list(errors_of(begin(new_password1=password, new_password2=password))) == ["new_password1"]


def test_a_code_has_a_length():
    assert begin(code="A" * 30).is_valid()
    assert list(errors_of(begin(code="A" * 31))) == ["code"]
    assert CodeForm({"code": "1" * 20}).is_valid()
    assert list(errors_of(CodeForm({"code": "1" * 21}))) == ["code"]


@pytest.mark.parametrize("nothing", ["", " ", "\u200b"])
def test_a_code_is_asked_for(nothing):
    check_refused(lambda: CodeForm({"code": nothing}), "code", "Type the code.", "Ketik kodenya.")


def test_a_code_is_typed_with_a_keyboard_of_digits():
    attributes = CodeForm().fields["code"].widget.attrs

    assert (attributes["inputmode"], attributes["autocomplete"]) == ("numeric", "one-time-code")


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("Telepon 📱", []), ("x" * 80, []), ("x" * 81, ["name"]), ("\u200b", ["name"]), ("a\x00", ["name"])],
)
def test_a_passkey_has_a_name(name, wrong):
    assert list(errors_of(NewPasskeyForm({"name": name}))) == wrong


def test_an_answer_of_a_device_has_a_length():
    assert PasskeyAnswerForm({"answer": "x" * 20_000, "state": "y" * 1_000}).is_valid()
    wrong = PasskeyAnswerForm({"answer": "x" * 20_001, "state": "y" * 1_001})
    assert list(errors_of(wrong)) == ["answer", "state"]
    assert list(errors_of(PasskeyAnswerForm({}))) == ["answer", "state"]


def test_a_filter_of_names_is_one_line():
    form = NameFilter({"q": " Yoh\u00ada\nnes "})

    assert form.is_valid()
    assert form.cleaned_data == {"q": "Yoha nes"}


@pytest.mark.django_db
class TestPasswordChange:
    """The present password once, the new one twice."""

    @pytest.fixture
    def request_(self, rf):
        request = rf.post("/")
        request.user = make.make_officer("61010001")
        return request

    @staticmethod
    def form(request, **changes) -> PasswordChangeForm:
        whole = {"old_password": "cooling-demo", "new_password1": GOOD, "new_password2": GOOD}
        return PasswordChangeForm(request, whole | changes)

    def test_its_labels(self, request_):
        check_labels(
            PasswordChangeForm(request_),
            ["Kata sandi sekarang", "Kata sandi baru", "Kata sandi baru sekali lagi"],
        )

    def test_the_new_one_is_taken(self, request_):
        form = self.form(request_)

        assert form.is_valid(), form.errors
        assert form.save().check_password(GOOD)

    def test_the_present_one_must_be_right(self, request_):
        assert list(errors_of(self.form(request_, old_password="cooling-demo "))) == ["old_password"]

    def test_the_new_one_must_be_typed_twice(self, request_):
        assert list(errors_of(self.form(request_, new_password2=GOOD.upper()))) == ["new_password2"]

    def test_the_new_one_is_not_the_number(self, request_):
        assert list(errors_of(self.form(request_, new_password1="6101000161010001", new_password2="6101000161010001")))
