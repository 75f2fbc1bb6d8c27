// The live region reads out what changed; toasts show short notices that the server sends with HX-Trigger.
export function announce(text) {
  const region = document.getElementById("live");
  if (!region || !text) return;
  region.textContent = "";
  // Emptied first, so that the same words twice are read twice.
  requestAnimationFrame(() => { region.textContent = text; });
}

export function toast({ text, action, url }) {
  const host = document.getElementById("toasts");
  if (!host || !text) return;
  const notice = document.createElement("div");
  notice.className = "toast";
  const words = document.createElement("span");
  words.textContent = text;
  notice.append(words);
  if (action && url) {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = action;
    notice.append(link);
  }
  host.append(notice);
  announce(text);
  setTimeout(() => notice.remove(), 8000);
}

export function startNotices(htmx) {
  document.body.addEventListener("toast", (event) => toast(event.detail));
  document.body.addEventListener("announce", (event) => announce(event.detail.value ?? event.detail.text));
  const failed = document.body.dataset.textFailed;
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.body.addEventListener(name, (event) => {
      // Polling goes on by itself; a failed filter is said.
      if (!event.detail.elt.closest(".progress")) toast({ text: failed });
    });
  }
  startProgress(htmx);
}

// <div data-progress-url="…"> asks every second until the answer carries no such element any more.
function startProgress(htmx) {
  htmx.onLoad((content) => {
    const found = content.matches?.("[data-progress-url]") ? [content] : content.querySelectorAll?.("[data-progress-url]") ?? [];
    for (const element of found) {
      if (element.hasAttribute("hx-get")) continue;
      element.setAttribute("hx-get", element.dataset.progressUrl);
      element.setAttribute("hx-trigger", "every 1s");
      element.setAttribute("hx-swap", "outerHTML");
      htmx.process(element);
    }
  });
}
