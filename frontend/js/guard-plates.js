// Registration plates: the rules of src/samlad/collect/guard/plates.py, where the reasons are written, and its lists of words.
import notBeforeNumbers from "../../src/samlad/collect/guard/words_not_before_numbers.txt";
import threeLetterWords from "../../src/samlad/collect/guard/three_letter_words.txt";
import { BEGINS, ENDS, MASKS, NOT_AFTER_WORD, NOT_BEFORE_WORD } from "./guard-reading.js";

const listed = (text) => new Set(text.split(/\s+/).filter(Boolean));
const WORDS = listed(threeLetterWords);
const NOT_BEFORE_NUMBERS = listed(notBeforeNumbers);

const PLATE = new RegExp(
  `${NOT_AFTER_WORD}(?<letters>[A-HJ-PR-UW-Za-hj-pr-uw-z]{3})(?<between>[ .\\-_]{0,2})(?<number>[0-9]{2}[0-9A-HJ-NPR-UW-Za-hj-npr-uw-z])${NOT_BEFORE_WORD}`, "gu");
const SPREAD = new RegExp(
  `${NOT_AFTER_WORD}(?<letters>[A-HJ-PR-UW-Z] ?[A-HJ-PR-UW-Z] ?[A-HJ-PR-UW-Z])[ .\\-_/:]{0,3}[0-9] ?[0-9] ?[0-9A-HJ-NPR-UW-Z]${NOT_BEFORE_WORD}`, "gu");
// A serial or a share follows: ABC123-19, SKA 123:1.
const GOES_ON = /^(?:[-:/][0-9]|[.,][0-9]| ?%)/;
const OF_PLATES = new RegExp(`${BEGINS}reg|skylt|plåt`, "iu");
const PLATE_FOLLOWS = new RegExp(
  `(?:${BEGINS}reg(?:istrerings?)?[. \\-]*(?:nr|nummer|skylt(?:en)?)?|skylt(?:en)?|plåt(?:en)?)[ .:=,("']*$`, "giu");
const MAKES =
  "volvo|saab|bmw|audi|vw|volkswagen|golf|passat|mercedes|toyota|ford|kia|tesla|skoda|opel|renault|peugeot|citroen|nissan|mazda|honda|hyundai|fiat|seat|subaru|yamaha";
const OF_VEHICLES = new RegExp(
  `bil(?:en|ar|arna|s)?${ENDS}|moped|${BEGINS}mc${ENDS}|motorcykel|crossare|traktor|${BEGINS}epa${ENDS}|fordon|släp|förare|körde|kör${ENDS}|${BEGINS}(?:${MAKES})`, "iu");
// Right before it: Volvo SKA 123. A telephone (mobil) is no vehicle.
const VEHICLE_BEFORE = new RegExp(
  `(?:(?<!mo)bil(?:en)?|moped(?:en)?|${BEGINS}mc(?:n)?|motorcykeln?|crossaren?|traktorn?|fordon(?:et)?|släp(?:et)?|${BEGINS}(?:${MAKES}))[ :=,("']*$`, "giu");
const RUNNING_TEXT = new RegExp(`${NOT_AFTER_WORD}[a-zåäö]{2,}${NOT_BEFORE_WORD}`, "u");

const isUpper = (text) => text === text.toUpperCase() && text !== text.toLowerCase();

function endsBefore(pattern, plain, start) {
  pattern.lastIndex = Math.max(0, start - 40);
  return pattern.test(plain.slice(0, start));
}

export function plates(plain) {
  const context = plain.replace(MASKS, " ");
  const ofVehicles = OF_PLATES.test(context) || OF_VEHICLES.test(context);
  const found = [...plain.matchAll(PLATE)].filter((match) => isPlate(match, plain, ofVehicles));
  if (ofVehicles) {
    found.push(...[...plain.matchAll(SPREAD)].filter(({ groups }) => !WORDS.has(groups.letters.replaceAll(" ", "").toLowerCase())));
  }
  return found.map((match) => [match.index, match.index + match[0].length]).sort(([one, end], [other, last]) => one - other || end - last);
}

function isPlate(match, plain, ofVehicles) {
  const { letters, between, number } = match.groups;
  if (number === "000" || letters.toLowerCase() === "reg") return false;
  if (endsBefore(PLATE_FOLLOWS, plain, match.index)) return true;
  const inCapitals = isUpper(letters) && (/^[0-9]+$/.test(number) || isUpper(number));
  if (GOES_ON.test(plain.slice(match.index + match[0].length))) return false;
  if (WORDS.has(letters.toLowerCase())) return inCapitals && wordIsPlate(match, plain);
  return inCapitals || !between || ofVehicles;
}

function wordIsPlate(match, plain) {
  if (endsBefore(VEHICLE_BEFORE, plain, match.index)) return true;
  return NOT_BEFORE_NUMBERS.has(match.groups.letters.toLowerCase()) && RUNNING_TEXT.test(plain);
}
