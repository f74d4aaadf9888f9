// Keeps parts of a page as they stand: what changes is heard, and the parts are taken from the page made anew.
"use strict";
(() => {
  const live = document.querySelector("[data-live]");
  if (!live) return;
  let newest = live.dataset.version, looking = false;
  const look = async () => {
    if (looking) return;
    looking = true;
    while (live.dataset.version !== newest) {
      const version = newest;
      const answer = await fetch(`${location.pathname}?version=${version}`).catch(() => null);
      if (!answer || !answer.ok) break;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of live.querySelectorAll("[data-part]")) {
        const made = page.querySelector(`[data-part="${part.dataset.part}"]`);
        if (!made || made.innerHTML === part.innerHTML) continue;
        const focused = part.contains(document.activeElement) && document.activeElement.id;
        part.replaceChildren(...made.childNodes);
        if (focused) document.getElementById(focused)?.focus();
      }
      live.dataset.version = version;
    }
    looking = false;
  };
  const source = new EventSource(live.dataset.live);
  source.addEventListener("floor", (event) => { newest = event.lastEventId; look(); });
  // Too many listen: what is open is looked at anew, more seldom.
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) setInterval(() => { newest = `~${Date.now()}`; look(); }, 30000);
  });
})();
