"""What a run reads from a page and does there, as scripts that every engine understands."""

# Which page this is, once it is whole.
KIND = """
    const isSeen = (selector) => Boolean(document.querySelector(selector)?.getClientRects().length);
    if (document.querySelector("[name=username]")) return "login";
    if (isSeen("[data-pin-again]")) return "pin";
    const state = document.querySelector("[data-save-state]")?.textContent ?? "";
    const words = document.querySelector("[data-device-words]")?.dataset ?? {};
    if (state && [words.otherTab, words.noStorage].includes(state)) return "other tab";
    if (isSeen("[data-sent-panel]")) return "sent";
    if (document.querySelector("form[data-ready]")) return "form";
    if (document.querySelector("form[data-visit-form]")) return "";
    if (document.querySelector("[data-outbox-list]")) return "list";
    return document.readyState === "complete" ? "else" : "";
"""
# What stands in the form, of what no row holds that was removed.
TEXTS = """
    return [...document.querySelectorAll("form[data-visit-form] :is(input[type=text], textarea)")]
        .filter((field) => field.value && !field.closest(".row-removed")).map((field) => field.value);
"""
KEY = "return document.querySelector('form[data-visit-form] [name=key]')?.value ?? ''"
# The page says that it is kept, and would not ask before it is left.
IS_KEPT = """
    const leaving = new Event("beforeunload", { cancelable: true });
    dispatchEvent(leaving);
    if (leaving.defaultPrevented || !document.querySelector("form[data-ready]")) return false;
    const { savedHere, savedServer, offlineKept } = document.querySelector("[data-device-words]").dataset;
    const state = document.querySelector("[data-save-state]").textContent;
    return [savedHere, savedServer, offlineKept].some((words) => state.startsWith(words.split("{part}")[0]));
"""
# Empty fields that take words, of rows that nobody removed and that nobody is chosen in.
FIELDS = """
    const wanted = /^((notes|follow_ups)-\\d+-text|people-\\d+-(name|title)|stops-\\d+-name|other_facts|result)$/;
    const isChosen = (field) => field.name.endsWith("-name") && field.closest(".has-choice");
    return [...document.querySelectorAll("form[data-visit-form] :is(input, textarea)")]
        .filter((field) => wanted.test(field.name) && !field.closest(".row-removed") && !isChosen(field))
        .map((field) => [field.name, field.value]);
"""
TYPE = """
    const field = document.querySelector(`form[data-visit-form] [name="${arguments[0]}"]`);
    field.value = arguments[1];
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
"""
# Chips that take no words away: kinds, situation, the answer, villages, days.
TAP = """
    const chips = [...document.querySelectorAll(
        '[name$="-kind"], [name=situation_after], [name=concern_heard], [data-near=villages] input, [data-due] button')]
        .filter((chip) => !chip.closest("template, .row-removed"));
    chips[Math.floor(arguments[0] * chips.length)]?.click();
"""
ADD = """document.querySelector(`[data-add="${arguments[0]}"]`)?.click()"""
# The texts of the row that goes; none where there is no row.
REMOVE = """
    const boxes = [...document.querySelectorAll("form [data-row] [data-delete]")]
        .filter((box) => !box.checked && !box.closest(".row-removed, template"));
    const box = boxes[Math.floor(arguments[0] * boxes.length)];
    if (!box) return [];
    const row = box.closest("[data-row]");
    const texts = [...row.querySelectorAll("input[type=text], textarea")].map((field) => field.value).filter(Boolean);
    box.click();
    const undo = arguments[1] && row.querySelector("[data-removed] button");
    undo?.click();
    return undo ? [] : texts;
"""
# A photo into an empty row, under a name of its own; the name of its caption.
PHOTO = """
    const rows = () => [...document.querySelectorAll("[data-rows=photos] [data-row]:not(.row-removed)")];
    const free = () => rows().map((row) => row.querySelector("input[type=file]")).filter(Boolean).find((input) => {
        const row = input.closest("[data-row]");
        return !input.files.length && !row.querySelector('[name$="-caption"]').value;
    });
    if (!free()) document.querySelector("[data-add=photos]").click();
    const input = free();
    if (!input) return "";
    const bytes = Uint8Array.from(atob(arguments[1]), (letter) => letter.charCodeAt(0));
    const carrier = new DataTransfer();
    carrier.items.add(new File([bytes], `${arguments[0]}.jpg`, { type: "image/jpeg" }));
    input.files = carrier.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    return input.name.replace(/image$/, "caption");
"""
# What a visit must have: a village, somebody, and an answer. The name of a field for somebody, where nobody is said.
COMPLETE = """
    const form = document.querySelector("form[data-visit-form]");
    const picker = [...form.querySelectorAll("[data-picker]")].find((each) => each.dataset.name === "stops-0-place");
    const chosen = picker.querySelector("[data-picker-chosen]");
    if (!form.querySelector("[name=stops-0-place]:checked") && !chosen.querySelector("input")) {
        const value = { type: "hidden", name: "stops-0-place", value: "53.01.06.2006" };
        chosen.append(Object.assign(document.createElement("input"), value));
        chosen.querySelector("[data-picker-label]").textContent = "Tuapukan";
        chosen.hidden = false;
    }
    if (!form.querySelector("[name=concern_heard]:checked")) form.querySelector("[name=concern_heard]").click();
    form.dispatchEvent(new Event("change", { bubbles: true }));
    const people = [...form.querySelectorAll("[data-rows=people] > [data-row]:not(.row-removed)")];
    const isSaid = people.some((row) =>
        [...row.querySelectorAll('[name$="-name"], [name$="-group"], [name$="-figure"]')].some((field) => field.value));
    return isSaid ? "" : people[0]?.querySelector('[name$="-name"]')?.name ?? "";
"""
PRESS = """
    const button = [...document.querySelectorAll(`[name=action][value="${arguments[0]}"]`)]
        .find((each) => !each.hasAttribute("tabindex"));
    for (let tap = 0; tap < arguments[1]; tap += 1) button?.click();
    return Boolean(button);
"""
# Another page, or what stands in the place of the form after "Submit".
IS_LEFT = """
    if (!document.body) return false;
    return !document.querySelector("form[data-visit-form]") || Boolean(document.querySelector("[data-sent-panel]"));
"""
HAS_GAPS = "return Boolean(document.querySelector('[data-problems]:not([hidden])'))"
SIGN_IN = """
    document.querySelector("[name=username]").value = arguments[0];
    document.querySelector("[name=password]").value = arguments[1];
    document.querySelector("[name=username]").form.requestSubmit();
"""
SIGN_OUT = """
    window.confirm = () => true;
    const button = document.querySelector('form[action="/accounts/logout/"] button');
    button?.click();
    return Boolean(button);
"""
TYPE_PIN = """
    const form = document.querySelector(arguments[0]);
    for (const field of form.querySelectorAll("input[minlength]")) field.value = arguments[1];
    form.requestSubmit();
"""
# What this phone knows of its visits; null where nobody's phone it is.
ROWS = """
    const account = await self.cooling?.account();
    if (!account) return null;
    const store = await self.cooling.store(account);
    const photos = await store.all("photos");
    const rows = (await store.all("visits")).map((row) => ({
        key: row.beside ?? row.key, state: row.state, intent: row.intent, dirty: row.dirty, hold: Boolean(row.hold),
        problem: row.problem ?? null, photos: photos.filter((photo) => photo.visit === row.key).length,
        withPhotos: Boolean(row.withPhotos), known: Boolean(row.known),
    }));
    return { rows };
"""
# How many lines the page shows of what waits, and whether they are to be seen.
PAINTED = """
    const box = document.querySelector("[data-outbox]");
    return [document.querySelectorAll("[data-outbox-list] > li").length, Boolean(box?.getClientRects().length)];
"""
LINES = """
    const lines = [...document.querySelectorAll("[data-outbox-list] > li")];
    return lines.map((line) => [line.querySelector("a").getAttribute("href"), line.textContent]);
"""
SEND = """
    while (!self.cooling?.send) await new Promise((done) => setTimeout(done, 50));
    return self.cooling.send({ force: true, waits: true, again: true });
"""
# The clock of the phone, and what nobody caught.
PREPARE = """
    self.soakErrors ??= (() => {
        const errors = [];
        addEventListener("error", (event) => errors.push(String(event.message)));
        addEventListener("unhandledrejection", (event) => errors.push(String(event.reason)));
        return errors;
    })();
    if (!arguments[0]) return;
    self.SoakDate ??= Date;
    const shift = arguments[0];
    const Real = self.SoakDate;
    self.Date = class extends Real {
        constructor(...parts) {
            if (parts.length) super(...parts);
            else super(Real.now() + shift);
        }
        static now() { return Real.now() + shift; }
    };
"""
ERRORS = "return (self.soakErrors ?? []).splice(0)"
