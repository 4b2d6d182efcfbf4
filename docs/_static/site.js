// What the theme leaves out: tables that a phone shows whole, code that is copied with one press and
// scrolled by keyboard, and names for the two sidebars. Without scripts the pages are whole, and wide
// tables scroll.
(() => {
  "use strict";
  const article = document.querySelector("article");
  const all = (selector) => [...article.querySelectorAll(selector)];
  const NARROW = 500; // pixels of the text's width: rows are stacked below it
  const SHOWN = 2000; // milliseconds that a button says "Copied"

  document.querySelector(".sidebar-drawer")?.setAttribute("aria-label", "All pages");
  document.querySelector(".toc-drawer")?.setAttribute("aria-label", "On this page");

  // Names such as talent_powerpro.records.json may break after their dots.
  for (const name of all("td code .pre")) {
    const parts = name.textContent.split(/(?<=[._/=,-])/);
    name.replaceChildren(...parts.flatMap((part, at) => at ? [document.createElement("wbr"), part] : [part]));
  }

  const ROLES = { table: "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", th: "columnheader", td: "cell" };
  const tables = all(".table-wrapper > table").filter((table) => table.tHead);
  for (const table of tables) {
    const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
    const cells = [...table.tBodies].flatMap((body) => [...body.rows]).flatMap((row) => [...row.cells]);
    // Stacked rows are blocks, and a browser no longer knows blocks as a table.
    for (const each of [table, ...table.querySelectorAll("thead, tbody, tr, th, td")]) {
      each.setAttribute("role", ROLES[each.localName]);
    }
    for (const cell of cells) {
      cell.dataset.label = heads[cell.cellIndex] ?? "";
      cell.classList.toggle("blank", cell.textContent.trim() === "");
    }
  }

  const wide = (box) => box.scrollWidth > box.clientWidth;
  const reachable = (box, name) => {
    // A group and no region: a page with twenty tables has twenty landmarks otherwise.
    const values = wide(box) ? { tabindex: "0", role: "group", "aria-label": name } : {};
    for (const each of ["tabindex", "role", "aria-label"]) {
      if (each in values) box.setAttribute(each, values[each]);
      else box.removeAttribute(each);
    }
  };
  const fit = () => {
    for (const table of tables) table.classList.remove("stacked");
    const stacked = tables.filter((table) => wide(table.parentElement) && table.parentElement.clientWidth < NARROW);
    for (const table of stacked) table.classList.add("stacked");
    for (const box of all(".table-wrapper")) reachable(box, "Table, wider than the page");
    for (const box of all("pre")) reachable(box, "Code, wider than the page");
  };
  fit();
  addEventListener("resize", fit);
  addEventListener("load", fit);

  // The prompts and what a command printed are not copied.
  const copied = (block) => {
    const copy = block.querySelector("pre").cloneNode(true);
    const prompts = copy.querySelector(".gp") !== null;
    for (const each of copy.querySelectorAll(".gp, .go, .gt")) each.remove();
    const lines = copy.textContent.split("\n").filter((line) => !prompts || line.trim());
    return lines.join("\n").trimEnd() + "\n";
  };
  for (const block of navigator.clipboard ? all("div.highlight") : []) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(copied(block));
        button.textContent = "Copied";
      } catch {
        button.textContent = "Not copied";
      }
      setTimeout(() => { button.textContent = "Copy"; }, SHOWN);
    });
    block.append(button);
  }
})();
