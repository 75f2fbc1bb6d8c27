// Which words of a text are probably somebody's name: the rules of src/samlad/collect/names/hints.py, where the reasons
// are written. One table of cases tests both. Fetched by itself once the page stands: without it, nobody is asked.
import { words } from "./names-lists.js";
import { couldBeFirstName, inARow, isBrand, isFirstName, isPlain, isSurname, isSurnameAnywhere, mayBeSurname } from "./names-looks.js";
import { isOrdinary, knownNames, taken } from "./names-ordinary.js";
import { isUpper, wordsOf } from "./names-reading.js";

export { knownNames };

const AFTER_NUMBER = /[0-9] ?$/;
const QUOTED = /[ :]*["'”’“»«]([^"'”’“»«\n]{2,30})["'”’“»«]/uy;
const NICKNAMED = new Set(["kallad", "kallades", "kallas", "alias"]);
const [SUBJECT, FILLERS] = [4, 3];
const JOINS = new Set(["och", "eller", "samt", "&", "plus"]);
const IN_A_ROW = new Set([", ", "/", " & ", " + "]);
const PARTICLES = new Set(["al", "el", "von", "van", "de", "af", "bin", "ibn", "da", "dos"]);
const STREETS = ["gatan", "vägen", "skolan", "parken"];
const THINGS = new Set([...words("called too"), ...words("facilities")]);
const PERSONS = words("persons");
const PEOPLE = new Set([...PERSONS, "han", "hon", "hen", "som", "person", "en"]);
const PLACE_BEFORE = words("place before");
const OPENERS = words("openers");
const SHOUTED_AT = words("shouted at");
const ENTRANCES = words("entrances");
const CALLED = words("called");
const BEFORE_THE_CALLED = words("before the called");
const NEVER_CALLED = words("never called");

export function likelyNames(text, known) {
  return new Text(text, known).spans().map(([start, end]) => text.slice(start, end));
}

const apart = (span, others) => !others.some(([start, end]) => start < span[1] && span[0] < end);

class Text {
  constructor(text, known) {
    this.text = text;
    this.words = wordsOf(text);
    this.taken = taken(this.words, text, known);
    this.ordinary = this.words.map((word, place) => this.taken[place] || isOrdinary(word, known));
    this.names = new Set();
    this.quoted = [];
  }

  spans() {
    this.words.forEach((_word, place) => { if (this.isName(place)) this.names.add(place); });
    this.words.forEach((word, place) => this.called(place, word));
    this.lengthen();
    this.rows();
    return this.joined();
  }

  isFree(place) {
    return place >= 0 && place < this.words.length && !this.ordinary[place];
  }

  isOpen(place) {
    return this.isFree(place) || (place >= 0 && place < this.words.length && this.couldBe(place));
  }

  couldBe(place) {
    return !this.taken[place] && couldBeFirstName(this.words[place]);
  }

  isName(place) {
    const word = this.words[place];
    const before = this.words[place - 1];
    if (this.ordinary[place]) return this.couldBe(place) && (this.isOfTwo(place, word) || this.isAfterCue(word, before));
    return this.isFirst(word, before) || this.isLast(word, before) || this.isOfTwo(place, word) || this.isAfterCue(word, before)
      || this.isInitial(place, word, before);
  }

  isFirst(word, before) {
    if (!isFirstName(word)) return false;
    const inTown = before && word.beside && before.lower === "i" && !word.lower.endsWith("s");
    return !inTown && (isPlain(word) || !AFTER_NUMBER.test(word.between));
  }

  isLast(word, before) {
    if (isSurname(word)) return !word.opens || isSurnameAnywhere(word);
    return mayBeSurname(word) && word.capital && !word.opens && !(before && PLACE_BEFORE.has(before.lower));
  }

  isOfTwo(place, word) {
    const after = this.words[place + 1];
    if (after?.beside && this.isFree(place + 1) && this.isPair(place, word, after)) return true;
    const before = this.words[place - 1];
    return Boolean(before) && word.beside && this.isOpen(place - 1) && this.isPair(place - 1, before, word);
  }

  isPair(place, first, second) {
    if (couldBeFirstName(first) && mayBeSurname(second)) return first.capital === second.capital || isSurname(second);
    if (!this.isFree(place) || !this.isFree(place + 1)) return false;
    if (![first, second].every((word) => word.capital && word.letters > 1)) return false;
    const before = this.words[place - 1];
    if (before && first.beside && PLACE_BEFORE.has(before.lower)) return false;
    if (first.opens) return !OPENERS.has(first.lower) && mayBeSurname(second);
    return !first.lower.endsWith("s") || couldBeFirstName(first);
  }

  isAfterCue(word, before) {
    if (!before || !word.beside) return false;
    if (PERSONS.has(before.lower)) return word.capital || isSurname(word);
    return SHOUTED_AT.has(before.lower) && word.capital;
  }

  isInitial(place, word, before) {
    const after = this.words[place + 1];
    if (word.letters !== 1 || !isUpper(word.text)) return false;
    if (before && ENTRANCES.has(before.lower)) return false;
    const joined = after && [". ", ".", " "].includes(after.between) && this.isFree(place + 1);
    if (joined && after.letters > 1 && isUpper([...after.text][0])) return mayBeSurname(after);
    return Boolean(before) && word.beside && this.isFree(place - 1) && isFirstName(before);
  }

  called(place, word) {
    const two = place ? `${this.words[place - 1].lower} ${word.lower}` : "";
    const three = place > 1 ? `${this.words[place - 2].lower} ${two}` : "";
    if (![word.lower, two, three].some((phrase) => CALLED.has(phrase))) return;
    const subject = this.words.slice(Math.max(0, place - SUBJECT), place).map((one) => one.lower);
    if (subject.some((one) => THINGS.has(one) || STREETS.some((ending) => one.endsWith(ending)))) return;
    QUOTED.lastIndex = word.end;
    const quoted = QUOTED.exec(this.text);
    if (quoted) {
      const end = QUOTED.lastIndex - 1;
      this.quoted.push([end - quoted[1].length, end]);
      return;
    }
    let next = place + 1;
    for (let step = 0; step < FILLERS; step += 1) {
      if (this.isFree(next) && BEFORE_THE_CALLED.has(this.words[next].lower)) next += 1;
    }
    this.isCalled(next, NICKNAMED.has(word.lower) && subject.some((one) => PEOPLE.has(one)));
  }

  isCalled(place, nicknamed) {
    const word = this.words[place];
    if (!word || !this.isOpen(place) || word.opens || word.between.includes(",")) return;
    if (NEVER_CALLED.has(word.lower) || PLACE_BEFORE.has(word.lower)) return;
    if (word.capital || couldBeFirstName(word) || isSurname(word) || nicknamed) this.names.add(place);
  }

  lengthen() {
    for (let place = 1; place < this.words.length; place += 1) {
      const word = this.words[place];
      if (!word.beside || this.ordinary[place] || !this.names.has(place - 1)) continue;
      const particle = PARTICLES.has(word.lower) && this.isFree(place + 1) && this.words[place + 1].capital;
      if (particle || word.capital) this.names.add(place);
    }
  }

  rows() {
    const places = this.words.map((_word, place) => place);
    for (const place of [...places, ...places.toReversed()]) {
      const word = this.words[place];
      if (this.names.has(place) || this.ordinary[place] || !this.inRow(place).some((one) => this.names.has(one))) continue;
      if ((word.capital && !word.opens && !isBrand(word)) || inARow(word)) this.names.add(place);
    }
  }

  inRow(place) {
    const found = [];
    const [word, after, next] = [this.words[place], this.words[place + 1], this.words[place + 2]];
    if (IN_A_ROW.has(word.between)) found.push(place - 1);
    if (place > 1 && JOINS.has(this.words[place - 1].lower) && word.beside) found.push(place - 2);
    if (after && IN_A_ROW.has(after.between)) found.push(place + 1);
    if (after && JOINS.has(after.lower) && next?.beside) found.push(place + 2);
    return found;
  }

  joined() {
    const found = [];
    for (const place of [...this.names].sort((one, other) => one - other)) {
      const word = this.words[place];
      const near = [" ", ". ", "."].includes(word.between) && this.names.has(place - 1);
      if (near) found.at(-1)[1] = word.end;
      else found.push([word.start, word.end]);
    }
    found.push(...this.quoted.filter((span) => apart(span, found)));
    return found.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  }
}
