// Personal data in one text, found before it is sent. The same rules as src/samlad/collect/guard, which reads it again.
import { emails, identityNumbers, telephones } from "./guard-numbers.js";
import { plates } from "./guard-plates.js";
import { read, spanOf, without } from "./guard-reading.js";

const NUMBERS = [["e-post", emails], ["personnummer", identityNumbers], ["telefon", telephones]];

function take(kind, spans, reading, found) {
  let last = 0;
  for (const [start, end] of [...spans(reading.plain)]) {
    if (start < last) continue;
    const [from, to] = spanOf(reading, start, end);
    found.push({ kind, start: from, end: to });
    reading = without(reading, start, end);
    last = end;
  }
  return reading;
}

export function find(text) {
  let reading = read(text);
  const found = [];
  // What is taken out can let a neighbour that hung on it stand free, so look until nothing more is found.
  let before = -1;
  while (before < found.length) {
    before = found.length;
    for (const [kind, spans] of NUMBERS) reading = take(kind, spans, reading, found);
  }
  // Plates last: whether the text speaks of a vehicle is asked of what remains of it.
  take("registreringsnummer", plates, reading, found);
  return found.sort((one, other) => one.start - other.start);
}

export function mask(text) {
  const findings = find(text);
  let masked = "";
  let last = 0;
  for (const { kind, start, end } of findings) {
    masked += `${text.slice(last, start)}[${kind}]`;
    last = end;
  }
  return { text: masked + text.slice(last), findings };
}
