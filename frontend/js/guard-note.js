// <… data-guard><textarea><… data-guard-note>: points personal data out while somebody writes, and takes them out of the
// text before the form is sent. What may be somebody's name is asked about where the page knows the names of places
// (data-known). The raw text never leaves the device.
import { find, mask } from "./guard.js";

const PAUSE = 250;
let names;

function tell(container, text) {
  const note = container.querySelector("[data-guard-note]");
  const kinds = [...new Set(find(text).map(({ kind }) => container.getAttribute(`data-kind-${kind}`) ?? kind))];
  const told = kinds.length ? [container.dataset.textFound.replace("{kinds}", kinds.join(", "))] : [];
  if (names && container.dataset.known !== undefined) {
    // Asked of what will be sent: an address is taken out anyhow, the name in it too.
    const asked = [...new Set(names.likelyNames(mask(text).text, names.knownNames(container.dataset.known.split("|"))))];
    if (asked.length) told.push(container.dataset.textNames.replace("{names}", asked.join(", ")));
  }
  const words = told.join(" ");
  // The same words again would be read aloud again.
  if (note.textContent !== words) note.textContent = words;
}

// The lists of names weigh more than the form: they come when the page stands, or when somebody begins to write.
// Without a network nobody is asked, and everything else works.
function fetchNames(container, look) {
  const fetch = () => {
    if (names) return;
    import(container.dataset.names).then((module) => {
      names = module;
      look();
    }, (fault) => console.info(fault));
  };
  container.addEventListener("focusin", fetch);
  if (document.readyState === "complete") fetch();
  else window.addEventListener("load", fetch);
}

export function startGuards() {
  for (const container of document.querySelectorAll("[data-guard]")) {
    const field = container.querySelector("textarea, input");
    let waiting = 0;
    const look = () => tell(container, field.value);
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(look, PAUSE);
    });
    field.form?.addEventListener("submit", () => {
      const masked = mask(field.value);
      if (masked.findings.length) field.value = masked.text;
    }, { capture: true });
    if (container.dataset.known !== undefined) fetchNames(container, look);
    if (field.value) look();
  }
}
