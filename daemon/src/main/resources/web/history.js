// Counts and compliance over time, of one camera or all.
import { $, repeat } from './dom.js';
import { api, asksWho } from './api.js';
import { cameras } from './cameras.js';
import { Chart } from './chart.js';
import { aggregates, me } from './me.js';
import { duration, language, t } from './text.js';

const SPANS = [15, 60, 360, 1440]; // minutes
const USUAL = '60';
const EVERY = 30000;

let chart;
let last;

export function beginHistory() {
  chart = new Chart($('history'));
  let again = () => {};
  for (const select of [$('history-span'), $('history-camera')]) select.addEventListener('change', () => again());
  language.watch(() => {
    choices();
    if (last) drawHistory(chart, last, $('history-camera').value);
  });
  cameras.watch(choices);
  choices();
  let mode;
  me.watch(({ privacy = '' }) => {
    if (mode === undefined) again = repeat(draw, EVERY);
    else if (mode !== privacy) again();
    mode = privacy;
  });
}

async function draw() {
  const id = $('history-camera').value;
  last = await loadHistory(Number($('history-span').value), id);
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

/** The answer, or the error in its place; a gateway that only counts by the interval is not asked. */
export async function loadHistory(minutes, id) {
  if (aggregates()) return {};
  const camera = id ? `&camera=${encodeURIComponent(id)}` : '';
  return api(`/api/history?minutes=${minutes}${camera}`).then((answer) => ({ answer }), (error) => ({ error }));
}

/** @param id empty for the sum of all cameras */
export function drawHistory(target, { answer, error }, id) {
  if (aggregates()) {
    target.say(t('history.aggregate'), t('history.aggregate.why'));
    return;
  }
  if (asksWho(error)) return;
  if (error) {
    target.say(error.message, error.detail);
    return;
  }
  if (!answer) return;
  const chosen = Object.entries(answer.cameras).filter(([camera]) => !id || camera === id).map(([, lines]) => lines);
  const length = Math.max(0, ...chosen.map(({ people }) => people.length));
  if (!length) {
    target.say(t('history.none'), t('history.none.why'));
    return;
  }
  const sum = (name) => Array.from({ length }, (_, i) => chosen.reduce((total, lines) => total + (lines[name][i] ?? 0), 0));
  target.show({
    from: Date.parse(answer.from),
    step: stepMillis(answer.step),
    people: sum('people'),
    masked: sum('facemask'),
    bare: sum('no_facemask'),
    compliance: chosen.length === 1 ? chosen[0].compliance : together(sum('facemask'), sum('no_facemask')),
    dark: Array.from({ length }, (_, i) => chosen.every(({ people }) => people[i] === null)),
  });
}

/** The rate of all cameras: of the faces, not of the cameras' rates. */
const together = (masked, bare) => masked.map((count, i) => (count + bare[i] ? count / (count + bare[i]) : null));

/** Of an ISO duration of hours, minutes and seconds. */
function stepMillis(text) {
  const [, hours = 0, minutes = 0, seconds = 0] = text.match(/^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/) ?? [];
  return ((hours * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}
