// Light, dark, or as the system has it.
const root = document.documentElement;

function remember(scheme) {
  try {
    if (scheme === "auto") localStorage.removeItem("colour-scheme");
    else localStorage.setItem("colour-scheme", scheme);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

function show(scheme) {
  if (scheme === "auto") delete root.dataset.colorScheme;
  else root.dataset.colorScheme = scheme;
  for (const button of document.querySelectorAll("[data-scheme-choice] button")) {
    button.setAttribute("aria-pressed", String(button.value === scheme));
  }
  document.dispatchEvent(new CustomEvent("samlad:scheme"));
}

export function startScheme() {
  for (const group of document.querySelectorAll("[data-scheme-choice]")) {
    group.hidden = false;
    group.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      remember(button.value);
      show(button.value);
    });
  }
  show(root.dataset.colorScheme ?? "auto");
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    document.dispatchEvent(new CustomEvent("samlad:scheme"));
  });
}
