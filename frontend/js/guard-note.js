// <… data-guard><textarea><… data-guard-note>: points personal data out while somebody writes, and takes them out of the
// text before the form is sent. What may be somebody's name is pointed out where the page knows the names of places.
// The raw text never leaves the device.
import { find, mask } from "./guard.js";
import { likelyNames } from "./name-hints.js";

const PAUSE = 250;

function tell(container, text) {
  const note = container.querySelector("[data-guard-note]");
  const kinds = [...new Set(find(text).map(({ kind }) => container.getAttribute(`data-kind-${kind}`) ?? kind))];
  const told = kinds.length ? [container.dataset.textFound.replace("{kinds}", kinds.join(", "))] : [];
  if (container.dataset.known !== undefined) {
    const names = [...new Set(likelyNames(text, new Set(container.dataset.known.split(" "))))];
    if (names.length) told.push(container.dataset.textNames.replace("{names}", names.join(", ")));
  }
  const words = told.join(" ");
  // The same words again would be read aloud again.
  if (note.textContent !== words) note.textContent = words;
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
    if (field.value) look();
  }
}
