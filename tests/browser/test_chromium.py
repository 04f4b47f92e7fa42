"""Chromium itself: a page of the site opens on a phone with its style, and without complaint."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


def test_sign_in_opens_on_a_phone(page):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda problem: complaints.append(str(problem)))

    page.goto("/accounts/login/")

    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "id"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sheets = page.evaluate("[...document.styleSheets].map(sheet => [sheet.href, sheet.cssRules.length])")
    assert sheets != []
    assert all(rules for _, rules in sheets), sheets
    assert complaints == []
