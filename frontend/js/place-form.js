// Administration: a place is pointed out on the map instead of typed in degrees; the tab that one is on is in view.
export function startPlaceForm() {
  const current = document.querySelector(".tabs [aria-current]");
  if (current) current.closest("ul").scrollLeft = current.offsetLeft - 16;

  const form = document.querySelector("[data-place-form]");
  if (!form?.querySelector("[data-point]")) return; // without areas there is nothing to draw
  const [latitude, longitude] = ["latitude", "longitude"].map((name) => form.elements.namedItem(name));
  const opener = form.querySelector("[data-point]");
  const pin = form.querySelector(".report-pin");
  const map = pin.querySelector("[data-pin-map]");
  // Shown with the decimal sign of the page's language, as the server shows it; read with either.
  const shown = (degrees) => (document.documentElement.lang === "sv" ? degrees.replace(".", ",") : degrees);
  const number = ({ value }) => Number(value.replace(",", "."));
  opener.addEventListener("click", () => {
    pin.hidden = !pin.hidden;
    opener.setAttribute("aria-expanded", String(!pin.hidden));
    if (pin.hidden) return;
    const position = number(latitude) ? { latitude: number(latitude), longitude: number(longitude) } : null;
    map.dispatchEvent(new CustomEvent("pin-open", { detail: { position, places: [] } }));
  });
  pin.querySelector("[data-pin-here]").addEventListener("click", () => {
    if (!map.dataset.latitude) return;
    latitude.value = shown(map.dataset.latitude);
    longitude.value = shown(map.dataset.longitude);
    pin.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    latitude.focus();
  });
}
