"""What a phone adds in the village: a position with one tap, photos made small, a report and photos shared."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests import factories as make
from tests.browser.form import unfold
from tests.browser.site import enter_as
from visits.core.photo_files import photo_path
from visits.models import Photo, Region, Stop, Visit

pytestmark = pytest.mark.django_db(transaction=True)
OESAO = {"latitude": -10.1301, "longitude": 123.8102, "accuracy": 12}
KEPT_SIZES = "input => [...input.files].map(file => [file.size, file.type])"
SHARES = """() => {
    navigator.canShare = data => Boolean(data.files);
    window.shared = [];
    navigator.share = async data => { shared.push([data.text, data.files?.map(file => file.size)]); };
}"""


@pytest.fixture
def officer():
    village = make.make_village()
    Region.objects.filter(pk=village.pk).update(latitude=-10.13, longitude=123.81)
    officer = make.make_officer()
    officer.unit.districts.add(village.parent)
    return officer


def camera_photo(size=(3200, 2400), kind="JPEG") -> bytes:
    """A large photo taken with the phone turned, by a camera that notes where."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Kamera rahasia"
    exif.get_ifd(0x8825)[1] = "S"
    noise = Image.effect_noise((size[0] // 40, size[1] // 40), 60).resize(size).convert("RGB")
    file = io.BytesIO()
    noise.save(file, kind, quality=95, exif=exif.tobytes())
    return file.getvalue()


def iphone_photo() -> bytes:
    """A real HEIC, which no Chromium reads and the server does."""
    content = camera_photo((800, 600), "HEIF")
    assert content[4:12] == b"ftypheic"
    assert b"irot" in content
    return content


def locate(page):
    button = page.get_by_role("button", name="Pakai lokasi saya", include_hidden=True)
    unfold(button)
    button.click()


def test_a_tap_notes_the_position_and_offers_the_villages_around(browser_context, page, live_server, officer):
    enter_as(browser_context, officer, base_url=live_server.url)
    browser_context.grant_permissions(["geolocation"])
    browser_context.set_geolocation(OESAO)
    page.goto("/visits/new/")

    locate(page)

    page.get_by_text("Posisi dicatat, teliti sampai 12 meter.").wait_for()
    page.locator("#where label", has_text="± 0 km").click()
    assert page.locator("[name=stops-0-place]").first.input_value() == "53.01.06.2006"
    values = [page.locator(f"[name=stops-0-{name}]").input_value() for name in ("latitude", "longitude", "accuracy")]
    assert values == ["-10.130100", "123.810200", "12"]
    # The same without signal, from the list that the worker keeps; and a position is never needed.
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.evaluate(
        "async () => { while (!navigator.serviceWorker.controller) await new Promise(requestAnimationFrame); }"
    )
    browser_context.set_offline(True)
    page.locator("#where [data-picker-change]").click()
    browser_context.set_geolocation({**OESAO, "accuracy": 900})
    locate(page)
    page.get_by_text("ketelitiannya hanya 900 meter").wait_for()
    expect(page.locator("#where .picker-option")).to_have_count(1)
    browser_context.set_offline(False)
    browser_context.clear_permissions()
    locate(page)
    page.get_by_text("Pilih desa dari daftar; tidak ada yang kurang.").wait_for()


def test_photos_are_small_and_upright_before_they_leave(browser_context, page, live_server, officer):
    enter_as(browser_context, officer, base_url=live_server.url)
    page.goto("/visits/new/")
    page.locator("[data-add=photos]").click()
    files = [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": camera_photo()} for n in range(2)]
    files.append({"name": "iphone.heic", "mimeType": "image/heic", "buffer": iphone_photo()})
    files.append({"name": "lagi.jpg", "mimeType": "image/jpeg", "buffer": camera_photo((400, 300))})

    page.locator("input[type=file]").first.set_input_files(files)

    page.get_by_text("Diperkecil menjadi").nth(2).wait_for()
    page.get_by_text("server yang memperkecilnya").wait_for()
    inputs = page.locator("input[type=file]")
    sizes = [inputs.nth(number).evaluate(KEPT_SIZES) for number in range(3)]
    assert [len(each) for each in sizes] == [1, 1, 1]
    assert all(size <= 300 * 1024 and kind == "image/jpeg" for [[size, kind]] in sizes[:2])
    drawn = page.locator("[data-photo-preview]").first
    assert drawn.evaluate("canvas => canvas.height > canvas.width")
    page.locator("[name=photos-3-DELETE]").check()
    page.get_by_role("button", name="Simpan draf", exact=True).click()
    page.get_by_text("Draf disimpan").wait_for()
    photos = Photo.objects.order_by("order")
    assert sorted((photo.width, photo.height) for photo in photos) == [(600, 800), (1200, 1600), (1200, 1600)]
    kept = [photo_path(photo.digest).read_bytes() for photo in photos]
    assert [content[:3] for content in kept] == [b"\xff\xd8\xff"] * 3
    assert not any(b"Exif" in content or b"rahasia" in content for content in kept)
    assert all(photo.size <= 300 * 1024 for photo in photos)
    # A tap goes on with an empty row where there is one: each is filled before the next.
    for _ in range(7):
        page.locator("[data-add=photos]").click()
        page.locator("input[type=file]").last.set_input_files(files[-1])
        page.get_by_text("Diperkecil menjadi").last.wait_for()
    assert page.locator("[data-add=photos]").is_disabled()
    assert page.locator("[data-rows=photos] > [data-row]:not(.row-removed)").count() == 10


def test_the_report_goes_to_the_share_sheet_and_its_photos_apart(browser_context, page, live_server, officer, client):
    visit = make.make_visit(author=officer, status="draft")
    client.force_login(officer)
    for number in range(2):
        file = io.BytesIO(camera_photo((400, 300 + number)))
        file.name = "a.jpg"
        key = f"00000000-0000-4000-8000-00000000000{number}"
        client.post(f"/visits/{visit.key}/photos/", {"key": key, "image": file})
    Visit.objects.filter(pk=visit.pk).update(status="submitted")
    enter_as(browser_context, officer, base_url=live_server.url)
    page.add_init_script(f"({SHARES})()")
    page.goto(f"/visits/{visit.key}/")
    shown = page.locator(".photos img").first
    shown.scroll_into_view_if_needed()
    assert "/small/" in shown.get_attribute("src")

    page.get_by_role("button", name="Bagikan laporan").click()
    page.get_by_role("button", name="Bagikan foto (2)").click()

    page.wait_for_function("() => (window.shared ?? []).length === 2")
    # Messengers drop one of the two where they get both.
    (text, nothing), (no_text, sizes) = page.evaluate("shared")
    assert "Klasifikasi : TERBATAS" in text
    assert (nothing, no_text) == (None, None)
    assert sorted(sizes) == sorted(Photo.objects.values_list("size", flat=True))
    assert Stop.objects.count() == 1
