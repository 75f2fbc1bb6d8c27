// The folded lists of the filter bar: one open at a time; Escape and a click beside close them.
const OPEN = ".filter-choice > details[open]";

function closeAll(except) {
  for (const details of document.querySelectorAll(OPEN)) if (details !== except) details.open = false;
}

export function startChoices() {
  document.addEventListener("click", (event) => closeAll(event.target.closest(OPEN)));
  document.addEventListener("focusin", (event) => closeAll(event.target.closest(OPEN)));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const details = document.activeElement?.closest(OPEN);
    if (!details) return;
    details.open = false;
    details.querySelector("summary").focus();
    event.stopPropagation();
  });
}
