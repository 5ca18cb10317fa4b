// Counts and compliance over time, of one camera or all.
import { $, repeat } from './dom.js';
import { api, asksWho } from './api.js';
import { cameras } from './cameras.js';
import { Chart } from './chart.js';
import { aggregates, me } from './me.js';
import { status } from './status.js';
import { duration, language, t } from './text.js';

const SPANS = [15, 60, 360, 1440]; // minutes
const USUAL = '60';
const EVERY = 30000;
const LINES = ['people', 'facemask', 'no_facemask', 'compliance'];

let chart;
let last;
let over = new AbortController(); // ends the answer under way

export function beginHistory() {
  chart = new Chart($('history'));
  let again = () => {};
  // What was chosen before may be a minute in coming, over a slow line.
  const anew = () => {
    over.abort();
    again();
  };
  for (const select of [$('history-span'), $('history-camera')]) select.addEventListener('change', anew);
  const redraw = () => last && drawHistory(chart, last, $('history-camera').value);
  language.watch(() => {
    choices();
    redraw();
  });
  let begun;
  status.watch(({ began }) => {
    if (begun === undefined && began !== undefined) redraw();
    begun = began;
  });
  cameras.watch(() => {
    const before = $('history-camera').value;
    choices();
    // The chosen one is no more: what is drawn is still its own, under the name of all.
    if ($('history-camera').value !== before) anew();
  });
  choices();
  let mode;
  me.watch(({ privacy = '' }) => {
    if (mode === undefined) again = repeat(draw, EVERY);
    else if (mode !== privacy) again();
    mode = privacy;
  });
}

async function draw() {
  over = new AbortController();
  const { signal } = over;
  const id = $('history-camera').value;
  const loaded = await loadHistory(Number($('history-span').value), id, signal);
  if (signal.aborted) return;
  last = loaded;
  drawHistory(chart, last, id);
}

function choices() {
  options($('history-span'), SPANS.map((minutes) => [String(minutes), duration(minutes * 60)]), USUAL);
  const ids = cameras.value?.cameras.map(({ id }) => id) ?? [];
  options($('history-camera'), [['', t('history.all')], ...ids.map((id) => [id, id])]);
  $('history-camera').hidden = ids.length < 2;
}

function options(select, pairs, usual = '') {
  const text = JSON.stringify(pairs);
  if (select.dataset.pairs === text) return;
  select.dataset.pairs = text;
  const chosen = select.value || usual;
  select.replaceChildren(...pairs.map(([value, label]) => new Option(label, value, false, value === chosen)));
}

/** The answer, or the error in its place: minute by minute, or of whole intervals where the gateway only counts those. */
export async function loadHistory(minutes, id, signal) {
  if (aggregates()) {
    return api('/api/aggregates', { signal }).then((answer) => ({ answer: inSteps(answer.intervals, minutes) }), (error) => ({ error }));
  }
  const camera = id ? `&camera=${encodeURIComponent(id)}` : '';
  return api(`/api/history?minutes=${minutes}${camera}`, { signal }).then((answer) => ({ answer }), (error) => ({ error }));
}

/** @param id empty for the sum of all cameras */
export function drawHistory(target, { answer, error }, id) {
  if (asksWho(error)) return;
  if (error) {
    target.say(error.message, error.detail);
    return;
  }
  if (!answer) return;
  const chosen = Object.entries(answer.cameras).filter(([camera]) => !id || camera === id).map(([, lines]) => lines);
  const length = Math.max(0, ...chosen.map(({ people }) => people.length));
  if (!length) {
    target.say(t('history.none'), t(aggregates() ? 'history.aggregate.why' : 'history.none.why'));
    return;
  }
  const sum = (name) => Array.from({ length }, (_, i) => chosen.reduce((total, lines) => total + (lines[name]?.[i] ?? 0), 0));
  const withheld = (name) => Array.from({ length }, (_, i) => chosen.some((lines) => lines.people[i] !== null && lines[name][i] === null));
  const few = { people: sum('more'), masked: withheld('facemask'), bare: withheld('no_facemask') };
  target.show({
    from: typeof answer.from === 'number' ? answer.from : Date.parse(answer.from),
    step: typeof answer.step === 'number' ? answer.step : stepMillis(answer.step),
    people: sum('people'),
    masked: sum('facemask'),
    bare: sum('no_facemask'),
    compliance: chosen.length === 1 ? chosen[0].compliance : together(sum('facemask'), sum('no_facemask'), few),
    few,
    longest: answer.longest,
    kept: answer.kept ?? status.value.began,
    note: answer.k > 1 ? t('history.aggregate.few', { k: answer.k }) : '',
    dark: Array.from({ length }, (_, i) => chosen.every(({ people }) => people[i] === null)),
  });
}

/** The rate of all cameras: of the faces, not of the cameras' rates. */
function together(masked, bare, few) {
  return masked.map((count, i) => (few.masked[i] || few.bare[i] || !(count + bare[i]) ? null : count / (count + bare[i])));
}

/** Of the counts where both are told: the rate itself is rounded, and one of thousands is not none. */
function shareOf({ facemask: masked, no_facemask: bare, rate }) {
  return rate !== null && masked !== null && bare !== null ? masked / (masked + bare) : rate;
}

/**
 * Intervals as a history in steps of the shortest one; what was left out as too few is null, as is a step without one.
 * People are then as many as are told, and there may be so many more. The first interval is longer than others, as is one in
 * which the gateway was off: its counts stand at its last step, and nobody at those before.
 */
function inSteps(intervals, minutes) {
  const last = intervals.at(-1);
  const end = Date.parse(last?.to);
  const seen = intervals.filter(({ to }) => Date.parse(to) > end - minutes * 60000);
  const lengths = seen.map(({ from, to }) => Date.parse(to) - Date.parse(from)).filter((length) => length > 0);
  if (!lengths.length) return { cameras: {} };
  const step = Math.min(...lengths);
  const count = Math.max(1, Math.min(Math.round((minutes * 60000) / step), 1440));
  const from = end - count * step;
  const cameras = {};
  for (const interval of seen) {
    const first = Math.max(0, Math.round((Date.parse(interval.from) - from) / step));
    const place = Math.round((Date.parse(interval.to) - from) / step) - 1;
    if (place < first || place >= count) continue;
    for (const row of interval.cameras) {
      cameras[row.camera] ??= Object.fromEntries([...LINES, 'more'].map((name) => [name, Array(count).fill(null)]));
      const lines = cameras[row.camera];
      const parts = [row.facemask, row.no_facemask, row.undecided];
      const looked = typeof row.passages === 'number' || row.online_s > 0 || row.suppressed;
      if (looked) for (const name of ['people', 'facemask', 'no_facemask']) lines[name].fill(0, first, place);
      lines.facemask[place] = row.facemask;
      lines.no_facemask[place] = row.no_facemask;
      lines.people[place] = looked ? (row.passages ?? parts.reduce((total, part) => total + (part ?? 0), 0)) : null;
      lines.more[place] = parts.filter((part) => part === null).length * (interval.k - 1);
      lines.compliance[place] = shareOf(row);
    }
  }
  return { from, step, longest: Math.max(...lengths), kept: Date.parse(intervals[0].from), k: last.k, cameras };
}

/** Of an ISO duration of hours, minutes and seconds. */
function stepMillis(text) {
  const [, hours = 0, minutes = 0, seconds = 0] = text.match(/^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/) ?? [];
  return ((hours * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}
