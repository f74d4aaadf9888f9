// Fills in the form that marks a passage from what is selected in an answer, by mouse or keyboard.
"use strict";
(() => {
  const form = document.querySelector("form[data-mark]");
  if (!form) return;
  const escaped = (word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  // Which of the places where these words stand begins at this one: counted as the service counts them.
  const which = (answer, words, at) => {
    const pattern = new RegExp(words.map(escaped).join("\\s+"), "gu");
    let count = 0, found;
    while ((found = pattern.exec(answer)) && found.index <= at) {
      count += 1;
      pattern.lastIndex = found.index + String.fromCodePoint(answer.codePointAt(found.index)).length;
    }
    return count;
  };
  for (const answer of document.querySelectorAll("textarea[data-answer]")) {
    answer.addEventListener("beforeinput", (event) => event.preventDefault());
    answer.addEventListener("select", () => {
      const chosen = answer.value.slice(answer.selectionStart, answer.selectionEnd);
      if (!chosen.trim()) return;
      const at = answer.selectionStart + chosen.search(/\S/);
      form.elements.question.value = answer.dataset.answer;
      form.elements.passage.value = chosen.trim();
      form.elements.last.value = "";
      form.elements.which.value = which(answer.value, chosen.trim().split(/\s+/), at);
      document.querySelector("[data-chosen]").hidden = false;
    });
  }
})();
