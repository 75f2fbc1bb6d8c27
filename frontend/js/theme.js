// Runs before anything is painted, so that the chosen colour scheme never flashes past as another.
try {
  const chosen = localStorage.getItem("colour-scheme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.colorScheme = chosen;
} catch {
  // Storage may be switched off in the browser: the system's own scheme holds then.
}
document.documentElement.classList.add("scripted");
