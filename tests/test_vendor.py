"""Third-party CSS comes from the installed distributions, and only as it was read."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

from cooling import vendor


@pytest.mark.parametrize("address", vendor.VENDOR_FILES)
def test_a_vendor_file_is_found_and_collected(address):
    assert finders.find(address) == str(vendor.installed_path(address))
    assert staticfiles_storage.exists(staticfiles_storage.stored_name(address))
    assert staticfiles_storage.exists(staticfiles_storage.stored_name(address) + ".br")


def test_the_files_are_those_that_were_read():
    assert vendor.check_vendor_files(None) == []


def test_another_file_is_reported(monkeypatch):
    name, file, _ = vendor.VENDOR_FILES["vendor/bootstrap.min.css"]
    monkeypatch.setitem(vendor.VENDOR_FILES, "vendor/bootstrap.min.css", (name, file, "0" * 64))

    assert [problem.id for problem in vendor.check_vendor_files(None)] == ["cooling.E001"]


def test_other_addresses_below_vendor_are_not_found():
    assert vendor.DistributionFinder().find("vendor/../../settings.py") == []


def test_names_are_hashed():
    assert re.search(r"bootstrap\.min\.[0-9a-f]{12}\.css$", staticfiles_storage.url("vendor/bootstrap.min.css"))


def test_the_admin_is_left_out_of_brotli():
    assert staticfiles_storage.exists(staticfiles_storage.stored_name("admin/css/base.css"))
    assert not staticfiles_storage.exists(staticfiles_storage.stored_name("admin/css/base.css") + ".br")
