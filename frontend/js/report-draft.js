// What somebody has begun to write stays in the device until it is sent: a lost page, network or session loses no words.
// Personal data that the guard finds are not kept even there.
import { mask } from "./guard.js";

const KEPT = 7 * 24 * 3_600_000;
const STILL_NOW = 30 * 60_000;
const LEFT_OUT = new Set(["csrfmiddlewaretoken", "pressed_at"]);

export function readStored(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

export function store(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Without storage everything works but the draft.
  }
}

export function saveDraft(form) {
  const fields = Object.fromEntries([...new FormData(form)].filter(([name]) => !LEFT_OUT.has(name)));
  fields.description = mask(fields.description).text;
  const begun = readStored(form.dataset.draft)?.begun ?? Date.now();
  store(form.dataset.draft, { fields, begun, saved: Date.now() });
}

export function clearDraft(name) {
  store(name, null);
}

function localMoment(time) {
  const moment = new Date(time);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

// Fills the form with what was kept; whether there was anything.
export function restoreDraft(form) {
  const draft = readStored(form.dataset.draft);
  if (!draft?.fields || Date.now() - draft.saved > KEPT) return false;
  const { fields } = draft;
  if (["now", "going"].includes(fields.when) && Date.now() - draft.begun > STILL_NOW) {
    fields.when = "exact";
    fields.begun = localMoment(draft.begun);
  }
  for (const [name, value] of Object.entries(fields)) {
    const field = form.elements.namedItem(name);
    if (field) field.value = value;
  }
  return true;
}
