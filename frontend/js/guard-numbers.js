// Identity numbers, telephone numbers and e-mail addresses: the rules of identity_numbers.py, telephones.py and emails.py
// in src/samlad/collect/guard, where the reasons are written. One table of cases tests both.
import { BEGINS, MASKS, NOT_AFTER_WORD, WORD, joinedBy, windows } from "./guard-reading.js";

const OF_IDENTITY = new RegExp(`${BEGINS}(?:(?:pers(?:on)?|samordnings?|födelse)[. \\-]*(?:nr|nummer)|pnr|född)`, "iu");
const joinsIdentity = joinedBy(" .-+/_*");
const joinsTelephone = joinedBy(" .-/()_*");

export function* identityNumbers(plain) {
  const spokenOf = OF_IDENTITY.test(plain.replace(MASKS, " "));
  for (const row of windows(plain, 10, 12, joinsIdentity)) {
    if (isIdentityNumber(row, plain, spokenOf)) yield [row[0].start, row.at(-1).end];
  }
}

export function hasCheckDigit(ten) {
  let total = 0;
  [...ten].forEach((digit, index) => {
    const value = Number(digit) * (index % 2 ? 1 : 2);
    total += value > 9 ? value - 9 : value;
  });
  return total % 10 === 0;
}

function isBirthDate(century, six) {
  const month = Number(six.slice(2, 4));
  const day = Number(six.slice(4)) > 60 ? Number(six.slice(4)) - 60 : Number(six.slice(4));
  if (month < 1 || month > 12 || day < 1) return false;
  // Without a century, 00 is a leap year: 2000.
  const year = Number((century || "20") + six.slice(0, 2));
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function isIdentityNumber(row, plain, spokenOf) {
  const digits = row.map((group) => group.digits).join("");
  if (digits.length !== 10 && digits.length !== 12) return false;
  const [century, ten] = [digits.slice(0, -10), digits.slice(-10)];
  if (century && !["18", "19", "20"].includes(century)) return false;
  const between = betweenDateAndNumber(row);
  if (between === null || !isBirthDate(century, ten.slice(0, 6))) return false;
  // 65.8501011234 is the decimals of a coordinate.
  if (row.length === 1 && /[0-9][.,]$/.test(plain.slice(Math.max(0, row[0].start - 2), row[0].start))) return false;
  const moment = canBeMoment(century, ten);
  if (hasCheckDigit(ten)) return ["", "-", "+"].includes(between) || !moment;
  const wholeDate = row.length === 2 && [6, 8].includes(row[0].digits.length) && row[1].digits.length === 4;
  return !moment && (spokenOf || (wholeDate && ["-", "+"].includes(between.trim())));
}

function betweenDateAndNumber(row) {
  let left = 4;
  let between = "";
  for (const group of [...row].reverse()) {
    if (left === 0) return between;
    if (group.digits.length > left) return group.digits.length - left >= 6 ? "" : null;
    left -= group.digits.length;
    between = group.before;
  }
  return null;
}

function canBeMoment(century, ten) {
  const year = Number((century || "20") + ten.slice(0, 2));
  return year >= 2010 && year < 2030 && Number(ten.slice(6, 8)) < 24 && Number(ten.slice(8)) < 60;
}

const AREAS = new Set("010 011 013 016 018 019 020 021 023 026 031 033 035 036 040 042 044 046 054 060 063 090".split(" "));
const ATTACHED = /[0-9][-.,:+]$/;
const LETTER_FOR_ZERO = new RegExp(`${NOT_AFTER_WORD}[oO](?=7[02369])`, "gu");
const AFTER_STOCKHOLM = new Set(["7", "8", "3,4", "4,3", "4,4", "3,2,2", "2,2,3", "3,3,2", "6", "2,2,2"]);
const AFTER_THREE = new Set(["5", "6", "7", "3,2", "2,3", "2,2,2", "3,3", "2,4", "3,4", "3,2,2", "2,2,3"]);
const AFTER_FOUR = new Set(["5", "6", "3,2", "2,3", "2,2,2", "3,3", "2,4"]);
const INTERNATIONAL =
  /(?<![0-9A-Za-z])(?:\+ ?|(?<![0-9][-.,:])00[ -]?)(?=[1-9])(?<country>[0-9]{1,3})(?<rest>(?:[ .\-/()_*]{0,3}[0-9]){6,12})(?![0-9])/g;

export function* telephones(written) {
  yield* international(written);
  const plain = written.replace(LETTER_FOR_ZERO, "0");
  for (const row of windows(plain, 8, 11, joinsTelephone)) {
    const { start } = row[0];
    if (row.length === 1 && /^467[02369][0-9]{7}$/.test(row[0].digits)) yield [start, row[0].end];
    if (row[0].digits[0] !== "0" || ATTACHED.test(plain.slice(Math.max(0, start - 2), start))) continue;
    if (!isSwedish(row)) continue;
    const inBrackets = row.length > 1 && plain[start - 1] === "(" && row[1].before.includes(")");
    yield [start - Number(inBrackets), row.at(-1).end];
  }
}

function* international(plain) {
  for (const match of plain.matchAll(INTERNATIONAL)) {
    const { country, rest } = match.groups;
    const digits = (country + rest).replace(/[^0-9]/g, "").length;
    // 00 also begins a clock time and a serial number: then only a Swedish or neighbouring country code.
    const neighbour = /^(?:4[4-9]|3[0-9])/.test(country + rest.replace(/^[ \-.()]+/, ""));
    if (digits >= 8 && digits <= 15 && (match[0][0] === "+" || neighbour)) yield [match.index, match.index + match[0].length];
  }
}

function isSwedish(row) {
  const digits = row.map((group) => group.digits).join("");
  const sizes = row.map((group) => group.digits.length);
  if (digits[1] === "0") return false;
  // 0 7 0 1234567: digits written one by one at the beginning are read together.
  const longer = sizes.findIndex((size) => size > 1);
  const singles = longer < 0 ? sizes.length : longer;
  if (sizes.length === 1 || singles === sizes.length) return digits.length === 9 || digits.length === 10;
  const together = Math.max(singles, 1);
  const first = digits.slice(0, sizes.slice(0, together).reduce((sum, size) => sum + size, 0));
  const rest = sizes.slice(together);
  if (first.startsWith("07")) return isMobile(digits, first, rest);
  if (first === "08") return AFTER_STOCKHOLM.has(rest.join()) && !isClock(row);
  if (AREAS.has(first)) return AFTER_THREE.has(rest.join());
  return first.length === 4 && AFTER_FOUR.has(rest.join());
}

function isMobile(digits, first, rest) {
  const sizes = rest.join();
  // 077x and 075x are area codes of nine or ten digits.
  if (digits.length !== 10) return digits.length === 9 && first.length === 4 && ["5", "3,2", "2,3"].includes(sizes);
  if (first.length === 3) return Math.min(...rest) >= 2 || Math.max(...rest) === 1;
  return (first.length === 4 && ["6", "2,2,2", "3,3"].includes(sizes)) || (first.length === 6 && ["4", "2,2"].includes(sizes));
}

function isClock(row) {
  if (row.map((group) => group.digits.length).join() !== "2,2,2,2") return false;
  return row[1].before !== "-" || Number(row[1].digits) < 24;
}

const AT = new RegExp(`@|[(\\[{] ?(?:at|a|snabel-?a) ?[)\\]}]| snabel-?a (?![${WORD}]* [${WORD}])| at (?=[${WORD}\\-]+ punkt )`, "giu");
const LOCAL = new RegExp(`[${WORD}.%+\\-']{1,64} ?$`, "u");
const DOMAIN = new RegExp(
  ` ?(?:[${WORD}\\-]{1,63}(?:\\.| \\. ?|,| ?[(\\[{] ?(?:dot|punkt) ?[)\\]}] ?| punkt )){1,5}[\\p{L}\\p{Nl}\\p{No}]{2,24}(?![${WORD}])`, "iuy");
const COMMON_END = /(?:[.,] ?|punkt )(?:se|nu|com|net|org|eu|info|no|fi|dk|ax|de|uk|io)$/i;

export function* emails(plain) {
  for (const at of plain.matchAll(AT)) {
    const left = Math.max(0, at.index - 65);
    const end = at.index + at[0].length;
    const local = LOCAL.exec(plain.slice(left, at.index));
    DOMAIN.lastIndex = end;
    const domain = DOMAIN.exec(plain);
    if (!local || !domain) continue;
    const spaced = at[0] === "@" && (local[0].endsWith(" ") || /^(?: |[^ ]*(?: \.|,))/.test(domain[0]));
    if (!(spaced || at[0] === " at ") || COMMON_END.test(domain[0])) yield [left + local.index, end + domain[0].length];
  }
}
