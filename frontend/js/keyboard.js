// Single-key shortcuts. They can be switched off in the help that "?" opens (WCAG 2.1.4).
const STORE = "shortcuts";

export function shortcutsAreOn() {
  try {
    return localStorage.getItem(STORE) !== "off";
  } catch {
    return true;
  }
}

export function isWriting(target) {
  return target.closest?.('input:not([type="checkbox"], [type="radio"], [type="button"]), textarea, select, [contenteditable], dialog, .map-canvas');
}

function focusFirst(...selectors) {
  for (const selector of selectors) {
    const element = document.querySelector(selector);
    if (element) {
      element.focus();
      element.scrollIntoView({ block: "nearest" });
      return true;
    }
  }
  return false;
}

const KEYS = {
  "?": () => document.getElementById("keyboard-help")?.showModal(),
  "/": () => focusFirst("form[data-filter] :is(input, select, summary):not([type='hidden'])"),
  t: () => focusFirst(".table-region"),
  m: () => focusFirst(".map-canvas canvas"),
};

export function startKeyboard() {
  const box = document.querySelector("[data-shortcuts]");
  if (box) {
    box.checked = shortcutsAreOn();
    box.addEventListener("change", () => {
      try {
        if (box.checked) localStorage.removeItem(STORE);
        else localStorage.setItem(STORE, "off");
      } catch {
        box.checked = true;
      }
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || !shortcutsAreOn()) return;
    if (isWriting(event.target)) return;
    if (/^[1-7]$/.test(event.key)) {
      document.querySelectorAll(".wheel a")[Number(event.key) - 1]?.click();
      return;
    }
    const act = KEYS[event.key];
    if (!act) return;
    act();
    event.preventDefault();
  });
}
