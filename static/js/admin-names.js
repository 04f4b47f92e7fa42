// Names for what the admin's widgets leave without one: pickers and the tree's folds.
const words = document.currentScript.dataset;

function nameAll() {
  for (const select of document.querySelectorAll('select.select2-hidden-accessible')) {
    const label = document.querySelector(`label[for="${select.id}"]`);
    const box = select.nextElementSibling;
    if (!label || !box) continue;
    for (const part of box.querySelectorAll('.select2-selection--single, .select2-selection__rendered[role], .select2-search__field')) {
      part.setAttribute('aria-label', label.textContent.trim().replace(/:$/, ''));
    }
  }
  for (const fold of document.querySelectorAll('a.treebeard-collapse')) fold.setAttribute('aria-label', words.fold);
}

// The widgets build and rebuild themselves at moments of their own.
new MutationObserver(nameAll).observe(document, { childList: true, subtree: true });
