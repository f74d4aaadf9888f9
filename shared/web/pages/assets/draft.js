// Keeps what is typed into a form marked data-draft, in this browser alone, until it has been sent and taken.
"use strict";
(() => {
  const key = (name) => `onevoice draft ${name}`;
  const done = document.querySelector("[data-draft-done]");
  if (done) localStorage.removeItem(key(done.dataset.draftDone));
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const name = key(form.dataset.draft);
    const fields = () => [...form.elements].filter((one) => one.name && (one.type !== "hidden" || "kept" in one.dataset) && one.type !== "submit");
    const kept = JSON.parse(localStorage.getItem(name) || "null");
    // Adds a row to the list that a field is in, as a copy of its last one; false where it has that row already.
    const grown = (field) => {
      const [, list, number] = /^(.+\.)(\d+)\.[^.]+$/.exec(field) || [];
      const last = [...form.querySelectorAll("[data-row]")].filter((one) => list && one.dataset.row.startsWith(list)).pop();
      if (!last || Number(last.dataset.row.slice(list.length)) >= Number(number)) return false;
      const after = (text) => text.replace(/\d+$/, (digits) => Number(digits) + 1);
      last.insertAdjacentHTML("afterend", last.outerHTML.replaceAll(last.dataset.row, after(last.dataset.row)));
      const legend = last.nextElementSibling.querySelector("legend");
      legend.textContent = legend.textContent.replace(/\d+/, after);
      return true;
    };
    // Holds what has no field in the form as it is shown now: a language, or a part of a row that is one line.
    const hold = (name) => {
      const one = Object.assign(document.createElement("input"), { type: "hidden", name });
      one.dataset.kept = "";
      form.append(one);
    };
    if (kept && !form.hasAttribute("data-sent")) {
      let changed = false;
      for (const [field, value] of Object.entries(kept)) {
        while (value && !form.elements[field] && grown(field));
        if (value && !form.elements[field]) hold(field);
      }
      for (const one of fields()) {
        const value = kept[one.name];
        if (value === undefined) continue;
        const now = one.type === "checkbox" ? one.checked : one.value;
        if (now === value) continue;
        if (one.type === "checkbox") one.checked = value; else one.value = value;
        for (const says of form.querySelectorAll(`[data-says="${one.name}"]`)) says.textContent = value;
        changed = true;
      }
      const note = form.querySelector("[data-draft-note]");
      if (changed && note) note.hidden = false;
    }
    form.addEventListener("input", () => {
      const values = {};
      for (const one of fields()) values[one.name] = one.type === "checkbox" ? one.checked : one.value;
      localStorage.setItem(name, JSON.stringify(values));
    });
    form.addEventListener("reset", () => localStorage.removeItem(name));
  }
})();
