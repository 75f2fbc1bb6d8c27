// The review by keyboard: a letter presses the button, follows the link or opens the step that carries it.
import { announce } from "./notices.js";
import { isWriting, shortcutsAreOn } from "./keyboard.js";

let busy = false;

function act(page, key) {
  const target = page.querySelector(`[data-shortcut="${key}"]`);
  if (!target) {
    if (key === "s") announce(page.dataset.textNoCandidates);
    return;
  }
  if (target.matches("summary")) {
    target.parentElement.open = true;
    target.parentElement.querySelector("textarea, input:not([type='hidden'])")?.focus();
  } else if (target.matches("[data-shortcut-focus]")) {
    target.focus(); // which one to merge with is chosen by a second press
    target.scrollIntoView({ block: "nearest" });
  } else {
    target.click();
  }
}

export function startReview() {
  const page = document.querySelector("[data-review]");
  if (!page) return;
  // Held or pressed twice, a key takes one step: the next incident has not been looked at yet.
  page.addEventListener("submit", (event) => {
    if (busy) event.preventDefault();
    busy = true;
  });
  addEventListener("pageshow", () => { busy = false; });
  // Escape closes an open step; what was written in it is still there when it is opened again.
  page.addEventListener("keydown", (event) => {
    const step = event.target.closest("details[open]");
    if (event.key !== "Escape" || !step) return;
    step.open = false;
    step.querySelector("summary").focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.repeat || event.defaultPrevented) return;
    if (busy || !shortcutsAreOn() || isWriting(event.target) || event.target.closest?.("form.form")) return;
    if (!/^[afsrvjku]$/.test(event.key)) return;
    event.preventDefault();
    act(page, event.key);
  });
  if (location.hash === "#one") announce(page.querySelector("[data-review-last] p")?.textContent);
}
