"""Third-party CSS comes from the installed distributions, and only as it was read."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

from cooling import trim, vendor

BOOTSTRAP = "vendor/bootstrap.min.css"


@pytest.mark.parametrize("address", vendor.VENDOR_FILES)
def test_a_vendor_file_is_found_and_collected(address):
    assert finders.find(address) == str(vendor.installed_path(address))
    assert staticfiles_storage.exists(staticfiles_storage.stored_name(address))
    assert staticfiles_storage.exists(staticfiles_storage.stored_name(address) + ".br")


def test_the_files_are_those_that_were_read():
    assert vendor.check_vendor_files(None) == []


def test_another_file_is_reported(monkeypatch):
    name, file, _ = vendor.VENDOR_FILES[BOOTSTRAP]
    monkeypatch.setitem(vendor.VENDOR_FILES, BOOTSTRAP, (name, file, "0" * 64))

    assert [problem.id for problem in vendor.check_vendor_files(None)] == ["cooling.E001"]


def test_other_addresses_below_vendor_are_not_found():
    assert vendor.DistributionFinder().find("vendor/../../settings.py") == []


def test_names_are_hashed():
    assert re.search(r"bootstrap\.min\.[0-9a-f]{12}\.css$", staticfiles_storage.url("vendor/bootstrap.min.css"))


def test_what_no_page_uses_of_a_vendor_file_is_not_served():
    with staticfiles_storage.open(staticfiles_storage.stored_name(BOOTSTRAP)) as file:
        served = file.read().decode()

    assert ".btn-primary{" in served
    assert ".accordion" not in served
    assert "--bs-indigo" not in served
    assert len(served) < vendor.installed_path(BOOTSTRAP).stat().st_size / 5


def test_where_all_of_it_is_used_all_of_it_is_served():
    css = re.sub(r"/\*.*?\*/", "", vendor.installed_path(BOOTSTRAP).read_text(), flags=re.DOTALL).strip()
    every_word = {word.replace("\\", "") for word in re.findall(r"(?:[\w-]|\\.)+", css)}
    every_variable = " ".join(f"var({name})" for name in re.findall(r"--[\w-]+", css))

    # A comment parts "n" from "+3", as the standard wants it of whoever writes tokens out again.
    assert trim.trimmed(css, every_word, beside=every_variable).replace("/**/", "") == css


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        (".one{a:b}.two{a:b}", ".one{a:b}"),
        (".one,.two .one{a:b}", ".one{a:b}"),
        (".one:not(.two){a:b}", ".one:not(.two){a:b}"),
        ('[data-one="two"] a,[data-one] a{a:b}', "[data-one] a{a:b}"),
        ("@media (min-width:1px){.two{a:b}}@media print{.one{a:b}}", "@media print{.one{a:b}}"),
        (
            ':root{--used:1;--unused:"};";--as-well:2}.one{a:var(--used)}',
            ":root{--used:1;--as-well:2}.one{a:var(--used)}",
        ),
        ('.one{a:url("data:image/svg+xml,{;}")}', '.one{a:url("data:image/svg+xml,{;}")}'),
        ("/* .one{ */.two{a:b}.one{a:b/* } */}", ".one{a:b}"),
        (r".o\6e e{a:b}.tw\6f{a:b}", r".one{a:b}"),
        ("@media print{.one{--unused:1}}@font-face{a:b}", "@font-face{a:b}"),
    ],
)
def test_a_rule_stays_when_its_names_are_words_of_ours(css, kept):
    assert trim.trimmed(css, {"one", "data-one"}, beside="a { b: var(--as-well) }") == kept


def test_the_admin_is_left_out_of_brotli():
    assert staticfiles_storage.exists(staticfiles_storage.stored_name("admin/css/base.css"))
    assert not staticfiles_storage.exists(staticfiles_storage.stored_name("admin/css/base.css") + ".br")


@pytest.mark.parametrize(
    ("css", "served"),
    [
        (".one {\n  a: b;\n}\n", ".one{a: b;}"),
        ("/* a { */ .one, .two { a: b; c: d }", " .one,.two{a: b;c: d}"),
        ('a::before { content: " ; "; }', 'a::before{content: " ; ";}'),
    ],
)
def test_our_styles_are_served_without_comments_and_blanks(css, served):
    assert trim.without_blanks(css) == served


def test_the_style_sheet_that_is_served_is_ours():
    with staticfiles_storage.open(staticfiles_storage.stored_name("css/app.css")) as file:
        served = file.read().decode()

    assert "/*" not in served
    assert ".choice-button{" in served
