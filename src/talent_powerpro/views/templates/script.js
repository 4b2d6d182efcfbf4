(() => {
  "use strict";
  // A page may have the script twice, such as with two windows of the host.
  if ("tppScript" in document.documentElement.dataset) return;
  document.documentElement.dataset.tppScript = "";

  const plain = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ");
  const texts = new WeakMap();
  const textOf = (entry) => {
    if (!texts.has(entry)) texts.set(entry, plain(entry.dataset.tppText ?? entry.textContent));
    return texts.get(entry);
  };

  // Shows the entries that contain every word of the box, and the parts that have one.
  const search = (box) => {
    const scope = document.getElementById(box.getAttribute("aria-controls"));
    const words = plain(box.value).split(" ").filter(Boolean);
    const entries = [...scope.querySelectorAll("[data-tpp-entry]")];
    let found = 0;
    for (const entry of entries) {
      const text = textOf(entry);
      const hit = words.every((word) => text.includes(word));
      entry.hidden = !hit;
      found += hit;
    }
    for (const part of scope.querySelectorAll("[data-tpp-part]")) {
      part.hidden = words.length > 0 && !part.querySelector("[data-tpp-entry]:not([hidden])");
    }
    for (const folded of scope.querySelectorAll("details[data-tpp-fold]")) {
      if (words.length) folded.open = true;
    }
    const said = document.getElementById(box.id + "-found");
    said.textContent = words.length
      ? `${found} of ${entries.length} entries contain \u201c${box.value.trim()}\u201d.`
      : "";
  };

  document.addEventListener("input", (event) => {
    if (event.target.matches?.("[data-tpp-search]")) search(event.target);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-tpp-clear], [data-tpp-select], [data-tpp-close]");
    if (!button) return;
    if (button.dataset.tppClear) {
      const box = document.getElementById(button.dataset.tppClear);
      box.value = "";
      search(box);
      box.focus();
    } else if (button.dataset.tppSelect) {
      for (const box of button.form.querySelectorAll("input[name=client]:enabled")) {
        box.checked = button.dataset.tppSelect === "all";
      }
    } else {
      button.dispatchEvent(new CustomEvent("tpp-close", { bubbles: true }));
    }
  });
  document.addEventListener("dblclick", (event) => {
    const row = event.target.closest?.("[data-tpp-opens]");
    const opened = row && document.getElementById(row.dataset.tppOpens);
    if (opened && !opened.matches(":popover-open")) opened.showPopover();
  });
  // Escape hides a tooltip until the pointer or the focus leaves it.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const tipped of document.querySelectorAll(".tpp-tipped:is(:hover, :focus-within)")) {
      tipped.dataset.tppQuiet = "";
    }
  });
  for (const leaving of ["pointerout", "focusout"]) {
    document.addEventListener(leaving, (event) => {
      const tipped = event.target.closest?.(".tpp-tipped");
      if (tipped) delete tipped.dataset.tppQuiet;
    });
  }
})();
