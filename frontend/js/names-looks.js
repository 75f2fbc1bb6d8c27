// Whether a word by itself looks like a first name or a surname: the rules of src/samlad/collect/names/looks.py.
import { BRAND, OPENER, PLAIN, WORD, endings, firstNames, surnames, words } from "./names-lists.js";

const SHORTEST_IN_SMALL = 3;
const LONGER_BY = 2;
const NO_GENITIVE = words("no genitive");
const STRONG = endings("strong endings");
const WEAK = endings("weak endings");

export function possibleGenitive(lower) {
  if (!lower.endsWith("s") || lower.length < SHORTEST_IN_SMALL || NO_GENITIVE.has(lower)) return [lower];
  const bare = lower.slice(0, -1).replace(/['’]+$/, "");
  return bare ? [lower, bare] : [lower];
}

// The sign of a first name, null where it is none.
function sign(lower) {
  for (const form of possibleGenitive(lower)) {
    if (firstNames.has(form)) return firstNames.get(form);
    const signs = form.split("-").map((part) => firstNames.get(part));
    if (signs.length > 1 && !signs.includes(undefined)) return signs.includes(PLAIN) ? PLAIN : WORD;
  }
  return null;
}

export function isFirstName(word) {
  const found = sign(word.lower);
  if (found === PLAIN) return word.capital || word.letters >= SHORTEST_IN_SMALL;
  return word.capital && (found === WORD || (found === OPENER && !word.opens));
}

export const couldBeFirstName = (word) => sign(word.lower) !== null;
export const isPlain = (word) => sign(word.lower) === PLAIN;
export const isBrand = (word) => sign(word.lower) === BRAND;
export const inARow = (word) => (word.capital ? couldBeFirstName(word) : [PLAIN, WORD].includes(sign(word.lower)));

const isListed = (word) => possibleGenitive(word.lower).some((form) => surnames.has(form));
const ends = (word, given) =>
  possibleGenitive(word.lower).some((form) => given.some((ending) => form.endsWith(ending) && form.length >= ending.length + LONGER_BY));

export function isSurname(word) {
  if (word.capital) return ends(word, STRONG) || isListed(word);
  return possibleGenitive(word.lower).some((form) => form.endsWith("sson") && form.length > 5);
}

export function isSurnameAnywhere(word) {
  return isListed(word) || possibleGenitive(word.lower).some((form) => form.endsWith("sson") || form.endsWith("qvist"));
}

export const mayBeSurname = (word) => isSurname(word) || isListed(word) || (word.capital && ends(word, WEAK));
