// Where it was: where somebody is, a named place found by search, or the middle of a map. Each is one choice.
import { say as sayOnMap } from "./map-message.js";
import { readStored, store } from "./report-draft.js";

const SHOWN = 6;
const NEAR = 250;
const AFTER_LOAD = 2_000;

function metres(one, other) {
  const x = (one.longitude - other.longitude) * 111_320 * Math.cos((one.latitude * Math.PI) / 180);
  const y = (one.latitude - other.latitude) * 110_574;
  return Math.hypot(x, y);
}

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function readPlaces(select) {
  return [...select.options].filter((option) => option.value).map((option) => ({
    id: option.value,
    name: option.text,
    latitude: Number(option.dataset.latitude),
    longitude: Number(option.dataset.longitude),
  }));
}

// The drawing of maps is ten times the rest of the page: on a poor network nobody waits for it. It comes once everything
// else has, or when it is asked for; without network it is asked for again at the next press.
function mapDrawing(url) {
  let coming;
  const fetchIt = () => (coming ??= import(url).catch((fault) => {
    coming = undefined;
    throw fault;
  }));
  addEventListener("load", () => setTimeout(() => navigator.onLine && fetchIt().catch(console.info), AFTER_LOAD));
  return fetchIt;
}

export function startPlace(form, chosen) {
  const select = form.elements.namedItem("place");
  const places = readPlaces(select);
  const texts = form.dataset;
  const said = form.querySelector("[data-where-said]");
  const pin = form.querySelector("#pin");
  const map = pin.querySelector("[data-pin-map]");
  const drawing = mapDrawing(map.dataset.script);
  const search = form.querySelector("#place-search");
  const hits = form.querySelector("#place-hits");
  const set = (name, value) => { form.elements.namedItem(name).value = value; };
  const say = (text) => { if (said.textContent !== text) said.textContent = text; };

  function nearest(position) {
    const place = places.map((one) => [metres(one, position), one]).sort(([one], [other]) => one - other)[0];
    return place && place[0] <= NEAR ? place[1].name : "";
  }

  function words() {
    const where = form.elements.namedItem("where").value;
    if (where === "place") return places.find(({ id }) => id === select.value)?.name ?? "";
    const position = { latitude: Number(form.elements.namedItem("latitude").value), longitude: Number(form.elements.namedItem("longitude").value) };
    if (!position.latitude) return "";
    const near = nearest(position);
    const metresOff = Math.round(form.elements.namedItem("accuracy").value || 0);
    // A device that says 0 does not know how sure it is.
    const here = metresOff ? [texts.textHere, texts.textNear] : [texts.textHereOnly, texts.textNearOnly];
    const [alone, beside] = where === "here" ? here : [texts.textPin, texts.textPinNear];
    return (near ? beside : alone).replace("{place}", near).replace("{m}", metresOff);
  }

  function show() {
    say(words());
    drawHits();
  }

  function choose(where, { latitude = "", longitude = "", accuracy = "" }) {
    set("where", where);
    set("latitude", latitude);
    set("longitude", longitude);
    set("accuracy", accuracy);
    if (where !== "place") select.value = "";
    show();
    chosen();
  }

  function usual() {
    const recent = (readStored(texts.places) ?? []).map((id) => places.find((place) => place.id === id)).filter(Boolean);
    return [...new Set([...recent, ...places])].slice(0, SHOWN);
  }

  function drawHits() {
    const wanted = plain(search.value.trim());
    const matching = places.filter(({ name }) => plain(name).includes(wanted));
    const shown = wanted ? matching.slice(0, SHOWN) : usual();
    hits.replaceChildren(...shown.map((place) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "report-way";
      button.textContent = place.name;
      button.value = place.id;
      button.setAttribute("aria-pressed", String(form.elements.namedItem("where").value === "place" && select.value === place.id));
      const item = document.createElement("li");
      item.append(button);
      return item;
    }));
    if (wanted) say(matching.length ? texts.textMatches.replace("{n}", matching.length) : texts.textNone);
  }

  hits.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    select.value = button.value;
    search.value = "";
    store(texts.places, [button.value, ...(readStored(texts.places) ?? []).filter((id) => id !== button.value)].slice(0, SHOWN));
    choose("place", {});
  });
  search.addEventListener("input", drawHits);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    // Enter takes the first match instead of sending the form.
    event.preventDefault();
    if (search.value.trim()) hits.querySelector("button")?.click();
  });

  form.querySelector("[data-here]").addEventListener("click", () => {
    say(texts.textLocating);
    if (!navigator.geolocation) return say(texts.textUnknown);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => choose("here", { latitude: coords.latitude.toFixed(6), longitude: coords.longitude.toFixed(6), accuracy: Math.round(coords.accuracy) }),
      (fault) => say(fault.code === fault.PERMISSION_DENIED ? texts.textRefused : texts.textUnknown),
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 60_000 },
    );
  });
  const point = form.querySelector("[data-point]");
  point.addEventListener("click", async () => {
    pin.hidden = !pin.hidden;
    point.setAttribute("aria-expanded", String(!pin.hidden));
    if (pin.hidden) return;
    if (!map.querySelector("canvas")) sayOnMap(map, map.dataset.textLoading);
    try {
      await drawing();
    } catch (fault) {
      console.info(fault);
      sayOnMap(map, map.dataset.textAway);
      return;
    }
    const position = { latitude: Number(form.elements.namedItem("latitude").value), longitude: Number(form.elements.namedItem("longitude").value) };
    map.dispatchEvent(new CustomEvent("pin-open", { detail: { position: position.latitude ? position : null, places } }));
  });
  pin.querySelector("[data-pin-here]").addEventListener("click", () => {
    const { latitude, longitude } = map.dataset;
    if (latitude) choose("pin", { latitude, longitude });
    else say(map.dataset.textUnsupported);
  });

  form.querySelector("[data-place-field]").hidden = true;
  show();
  return { words, show };
}
