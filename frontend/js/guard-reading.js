// The text as a person reads it, as src/samlad/collect/guard/reading.py makes it: other digits, dashes, spaces and
// invisible characters made plain. `origin` leads back to the characters of the text as it was written.
export const WORD = "\\p{L}\\p{N}_";
export const NOT_AFTER_WORD = "(?<![\\p{L}\\p{N}])";
export const NOT_BEFORE_WORD = "(?![\\p{L}\\p{N}])";
// What Python calls \b, for a word that follows or has gone before.
export const BEGINS = `(?<![${WORD}])`;
export const ENDS = `(?![${WORD}])`;
export const MASKS = /\[(?:personnummer|telefon|e-post|registreringsnummer)\]/g;
// Stands where something has been found already; no pattern matches it.
const TAKEN = "\x01";

const DASHES = new Set("\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2796\u30fc\ufe58\ufe63\uff0d\u00ad");
const MIDDLE_DOTS = new Set("\u00b7\u2022\u2024\u2027\u2219\u22c5\u30fb");
// Letters of other alphabets that look like those of registration plates and e-mail addresses.
const LOOK_ALIKES = new Map();
const STRANGE = [..."АВЕКМНОРСТХУЅЈԌаеорсхуѕјΑΒΕΖΗΚΜΝΟΡΤΧΥ"];
[..."ABEKMHOPCTXYSJGaeopcxysjABEZHKMNOPTXY"].forEach((letter, index) => LOOK_ALIKES.set(STRANGE[index], letter));
// Digits in circles, brackets and before full stops that no normal form makes plain: where each row begins, and with what.
const ROWS = [[0x2474, 1], [0x2488, 1], [0x24f5, 1], [0x2776, 1], [0x2780, 1], [0x278a, 1]];
const SPACE = /[\p{Z}\t-\r\x1c-\x1f\x85]/u;
const NOTHING = /[\p{Cf}\p{Mn}\p{Me}\p{Cc}]/u;
const DECIMAL = /^\p{Nd}$/u;
const ASCII = /^[\x00-\x7f]*$/;

function digitOf(character) {
  const code = character.codePointAt(0);
  const folded = character.normalize("NFKC");
  if (/^[0-9]$/.test(folded)) return folded;
  if (DECIMAL.test(character)) {
    let steps = 0;
    while (steps < 9 && DECIMAL.test(String.fromCodePoint(code - steps - 1))) steps += 1;
    return String(steps);
  }
  if (code === 0x24ff) return "0";
  const row = ROWS.find(([first]) => code >= first && code < first + 9);
  if (row) return String(code - row[0] + row[1]);
  // 🄀 to 🄊: digits with a full stop or a comma.
  if (code === 0x1f100) return "0";
  return code > 0x1f100 && code <= 0x1f10a ? String(code - 0x1f101) : null;
}

export function plainCharacter(character) {
  if (character === TAKEN) return " ";
  if (DASHES.has(character)) return "-";
  if (MIDDLE_DOTS.has(character)) return ".";
  if (SPACE.test(character)) return " ";
  if (NOTHING.test(character)) return "";
  if (ASCII.test(character) || character === "²" || character === "³") return character;
  if (LOOK_ALIKES.has(character)) return LOOK_ALIKES.get(character);
  const digit = digitOf(character);
  if (digit !== null) return digit;
  const folded = character.normalize("NFKC");
  return ASCII.test(folded) ? folded : character;
}

export function read(text) {
  let plain = "";
  const origin = [];
  const ends = [];
  let index = 0;
  for (const character of text) {
    const readAs = plainCharacter(character);
    plain += readAs;
    for (let unit = 0; unit < readAs.length; unit += 1) {
      origin.push(index);
      ends.push(index + character.length);
    }
    index += character.length;
  }
  return { plain, origin, ends };
}

export function spanOf(reading, start, end) {
  return [reading.origin[start], reading.ends[end - 1]];
}

export function without(reading, start, end) {
  return { ...reading, plain: reading.plain.slice(0, start) + TAKEN.repeat(end - start) + reading.plain.slice(end) };
}

// Every run of digits, what stands between it and the run before, and where it stands.
function groups(plain) {
  let last = 0;
  return [...plain.matchAll(/[0-9]+/g)].map((match) => {
    const group = { digits: match[0], before: plain.slice(last, match.index), start: match.index, end: match.index + match[0].length };
    last = group.end;
    return group;
  });
}

function chains(found, joins) {
  const rows = [];
  for (const group of found) {
    if (rows.length && joins(group.before)) rows.at(-1).push(group);
    else rows.push([group]);
  }
  return rows;
}

// Every row of neighbouring groups with so many digits in all, longest first for each beginning.
export function* windows(plain, fewest, most, joins) {
  for (const chain of chains(groups(plain), joins)) {
    for (let first = 0; first < chain.length; first += 1) {
      const rows = [];
      let length = 0;
      for (let last = first; last < chain.length && length + chain[last].digits.length <= most; last += 1) {
        length += chain[last].digits.length;
        if (length >= fewest) rows.push(chain.slice(first, last + 1));
      }
      yield* rows.reverse();
    }
  }
}

export function joinedBy(separators) {
  const known = new Set(separators);
  return (between) => {
    if (between.length < 1 || between.length > 8 || between.replace(/^ +| +$/g, "").length > 3) return false;
    return [...between].every((character) => known.has(character));
  };
}
