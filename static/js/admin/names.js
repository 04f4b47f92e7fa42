// Names for what the admin's widgets leave without one: pickers and the tree's folds.

// A classic script: in a module `currentScript` is null.
const words = document.currentScript?.dataset ?? {};

const NAMELESS = ".select2-selection--single, .select2-selection__rendered[role], .select2-search__field";

function nameAll() {
  for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
    const label = document.querySelector(`label[for="${select.id}"]`)?.textContent?.trim().replace(/:$/, "");
    if (!label) continue;
    const parts = select.nextElementSibling?.querySelectorAll(NAMELESS) ?? [];
    for (const part of parts) part.setAttribute("aria-label", label);
  }
  for (const fold of document.querySelectorAll("a.treebeard-collapse")) {
    fold.setAttribute("aria-label", words.fold ?? "");
  }
}

// The widgets build and rebuild themselves at moments of their own.
new MutationObserver(nameAll).observe(document, { childList: true, subtree: true });
