// What is written like a name and is none: the rules of src/samlad/collect/names/ordinary.py.
import { endings, firstNames, words } from "./names-lists.js";
import { couldBeFirstName, isFirstName, isSurname, possibleGenitive } from "./names-looks.js";
import { WORD } from "./names-reading.js";

const FACILITIES = words("facilities");
const HOUSES = words("houses");
const SIDES = words("sides");
const OWN = new Set([...words("ordinary"), ...SIDES]);
const PLACE_ENDINGS = endings("place endings");
const BRANDS = knownNames(words("ordinary"));
const IN_A_RUN = new Set([" ", ' "', " ”", " “"]);

export function knownNames(names) {
  const known = { phrases: new Map(), words: new Set() };
  for (const name of names) {
    const phrase = [...name.matchAll(WORD)].map((match) => match[0].toLowerCase());
    for (const word of phrase) known.words.add(word);
    if (phrase.length) known.phrases.set(phrase[0], [...(known.phrases.get(phrase[0]) ?? []), phrase]);
  }
  return known;
}

export function taken(found, text, known) {
  const inside = new Set();
  for (const [first, last] of [...phrases(found, known), ...phrases(found, BRANDS, true), ...places(found)]) {
    for (let place = first; place < last; place += 1) inside.add(place);
  }
  return found.map((word, place) => inside.has(place) || text[word.start - 1] === "[");
}

export function isOrdinary(word, known) {
  const forms = formsOf(word);
  if (isFirstName(word) && (!OWN.has(word.lower) || firstNames.has(word.lower))) return false;
  if (forms.some((form) => known.words.has(form)) && !isSurname(word)) return true;
  return forms.some((form) => OWN.has(form)) || isPlace(word);
}

function formsOf(word) {
  const dash = word.text.indexOf("-");
  const rest = word.text.slice(dash + 1);
  const compound = dash > 0 && rest === rest.toLowerCase() && rest !== rest.toUpperCase();
  return compound ? [...possibleGenitive(word.lower), word.text.slice(0, dash).toLowerCase()] : possibleGenitive(word.lower);
}

const isPlace = (word) => !couldBeFirstName(word)
  && possibleGenitive(word.lower).some((form) => PLACE_ENDINGS.some((ending) => form.endsWith(ending)));

function* phrases(found, known, long = false) {
  for (const [place, word] of found.entries()) {
    for (const first of possibleGenitive(word.lower)) {
      for (const phrase of known.phrases.get(first) ?? []) {
        if (!(long && phrase.length === 1) && stands(found, place, phrase)) yield [place, place + phrase.length];
      }
    }
  }
}

function stands(found, place, phrase) {
  const there = found.slice(place, place + phrase.length);
  if (there.length < phrase.length) return false;
  if (there.slice(0, -1).some((word, step) => word.lower !== phrase[step])) return false;
  return formsOf(there.at(-1)).includes(phrase.at(-1));
}

function* places(found) {
  for (const [place, word] of found.entries()) {
    const after = found[place + 1];
    const first = runBefore(found, place);
    const facility = FACILITIES.has(word.lower);
    if (place > first && (facility || (isPlace(word) && namesIt(found[place - 1], word)))) yield [first, place + 1];
    else if (facility && place && word.beside && inGenitive(found[place - 1])) yield [place - 1, place + 1];
    if (HOUSES.has(word.lower)) yield [place, runAfter(found, place)];
    if (SIDES.has(word.lower) && word.capital && after?.capital && after.beside && !isFirstName(after)) yield [place, place + 2];
  }
}

const namesIt = (before, place) => place.capital || before.lower.endsWith("s");
const inGenitive = (word) => word.lower.endsWith("s") && isFirstName(word);

function runBefore(found, place) {
  let first = place;
  while (first && found[first].beside && found[first - 1].capital) first -= 1;
  return first;
}

function runAfter(found, place) {
  let last = place + 1;
  while (last < found.length && found[last].capital && IN_A_RUN.has(found[last].between)) last += 1;
  return last;
}
