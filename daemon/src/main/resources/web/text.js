// Every word of the page, in the reader's language. The dictionaries are words-en.json and words-zh.json.
import { watched } from './watched.js';

const LOCALES = { en: 'en', zh: 'zh-CN' };
const KEPT = 'maskgate.language';

/** The language in use; watch it to say things again. */
export const language = watched('en');
let words = {};

/** The reader's choice of before, else the first language of the browser that there is a dictionary for. */
export function preferred() {
  const asked = [kept(), ...navigator.languages].filter(Boolean);
  return asked.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag in LOCALES) ?? 'en';
}

/** Fails where the words do not come; what was said stays then. */
export async function speak(tag) {
  const answer = await fetch(`/page/words-${tag}.json`);
  if (!answer.ok) throw new Error(`no words: ${answer.status}`);
  words = await answer.json();
  document.documentElement.lang = LOCALES[tag];
  translate(document);
  language.value = tag;
}

export async function choose(tag) {
  await speak(tag);
  try {
    localStorage.setItem(KEPT, tag);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return undefined;
  }
}

export const has = (key) => key in words;

/** The text of a key with its {values}; one with several forms has the form for the number n. */
export function t(key, values = {}) {
  // A page that was loaded before an upgrade may know words that are no more.
  let text = words[key] ?? key;
  if (typeof text === 'object') text = text[new Intl.PluralRules(locale()).select(values.n)] ?? text.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** Sets the texts of all elements that name a key. */
export function translate(root) {
  for (const node of root.querySelectorAll('[data-t]')) node.textContent = t(node.dataset.t);
  for (const node of root.querySelectorAll('[data-t-label]')) node.setAttribute('aria-label', t(node.dataset.tLabel));
}

const locale = () => LOCALES[language.value];
const HOUR = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };

export const number = (value, digits = 0) =>
  value.toLocaleString(locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits });
export const compact = (value) => value.toLocaleString(locale(), { notation: 'compact', maximumSignificantDigits: 3 });
/** Rounded, but 100 is said of all and 0 of none alone. */
export function percent(share) {
  const rounded = Math.round(share * 100);
  return `${share > 0 && share < 1 ? Math.min(99, Math.max(1, rounded)) : rounded} %`;
}
/** @param day how to say that as well, if at all */
export const clock = (date, day = {}) => date.toLocaleString(locale(), { ...HOUR, second: '2-digit', ...day });
export const minute = (date, day = {}) => date.toLocaleString(locale(), { ...HOUR, ...day });

const UNITS = [[86400, 'day'], [3600, 'hour'], [60, 'minute'], [1, 'second']];
const time = (count, unit, unitDisplay = 'short') => new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay }).format(count);

/** A length of time in its largest whole unit: what is more than that is cut. */
export function duration(seconds, unitDisplay) {
  const [size, unit] = UNITS.find(([least]) => seconds >= least) ?? UNITS.at(-1);
  return time(Math.max(0, Math.floor(seconds / size)), unit, unitDisplay);
}

/** A length of time that is a measure, so that nothing is cut: in the largest unit of which it is a whole number. */
export function span(seconds) {
  const whole = seconds < 600 ? Math.round(seconds) : Math.round(seconds / 60) * 60;
  const [size, unit] = UNITS.find(([size]) => whole % size === 0);
  return time(whole / size, unit);
}
