// One camera at large: #camera/ID in the address opens it, so that it can be linked to and Back closes it.
import { $, make, quote, repeat, replace, terms } from './dom.js';
import { alarmWords } from './alarms.js';
import { ask } from './api.js';
import { cameras, refresh, suspend } from './cameras.js';
import { cause, decoding, hidden, otherwise, present, rate, remedy, retry, since, size, stateFor } from './camera-words.js';
import { Chart } from './chart.js';
import { me, operates } from './me.js';
import { drawHistory, loadHistory } from './history.js';
import { back } from './status.js';
import { language, minute, number, percent, t, translate } from './text.js';
import { View } from './view.js';
import { moment, when } from './when.js';
import { share } from './windows.js';

const SAID_FOR = 60000; // that a click found no gateway; what one refused stands

let shown;

export function beginDetail() {
  window.addEventListener('hashchange', follow);
  cameras.watch(follow);
  language.watch(paint);
  me.watch(paint);
  share.watch(paint);
  back.watch(() => shown?.view.again());
  // Before it closes: the focus goes back to where it was, which may be an alarm's link.
  $('detail').addEventListener('cancel', leave);
  $('detail').addEventListener('close', () => {
    // It may show the next camera already.
    if ($('detail').open) return;
    if (wanted()) history.replaceState(null, '', location.pathname);
    close();
  });
  document.addEventListener('visibilitychange', paint);
  repeat(chart, 30000);
}

/** The camera the address names; an address is anybody's to write. */
function wanted() {
  try {
    return decodeURIComponent(location.hash.match(/^#camera\/(.+)$/)?.[1] ?? '');
  } catch {
    return '';
  }
}

const find = (id) => cameras.value?.cameras.find((camera) => camera.id === id);

function follow() {
  const id = wanted();
  if (shown && shown.id !== id) close();
  if (!shown && find(id)) open(id);
  if (shown?.fault?.status === 0 && Date.now() - shown.faultAt >= SAID_FOR) shown.fault = undefined;
  paint();
}

function open(id) {
  const dialog = $('detail');
  dialog.replaceChildren($('detail-template').content.cloneNode(true));
  const slot = (name) => dialog.querySelector(`[data-slot=${name}]`);
  shown = { id, view: new View(true), slot, chart: new Chart(slot('chart')) };
  slot('view').replaceWith(shown.view.node);
  slot('close').addEventListener('click', () => {
    leave();
    dialog.close();
  });
  slot('switch').addEventListener('click', () => turn(id));
  suspend(true);
  dialog.showModal();
  // The dialog takes everything else out of reach, and these concern every camera.
  slot('top').prepend($('trouble'), $('alarms'));
  chart();
}

/** What was taken along goes back to its place. */
function leave() {
  if ($('detail').contains($('alarms'))) document.querySelector('header').after($('trouble'), $('alarms'));
}

function close() {
  leave();
  if (!shown) return;
  shown.view.show('none');
  shown = undefined;
  suspend(false);
  if ($('detail').open) $('detail').close();
}

function paint() {
  if (!shown) return;
  const { view, slot } = shown;
  translate($('detail'));
  $('detail-title').textContent = shown.id;
  const camera = find(shown.id);
  if (!camera) {
    view.show('none');
    view.gone();
    slot('switch').hidden = true;
    slot('main').hidden = true;
    for (const name of ['notes', 'facts']) replace(slot(name), []);
    return;
  }
  const why = hidden(camera, cameras.value.pictures);
  view.paint(camera, why);
  view.show(why || document.hidden ? 'none' : share.value.live ? 'live' : 'still');
  replace(slot('notes'), notes(camera));
  const off = camera.state === 'disabled';
  slot('switch').hidden = !operates();
  slot('switch').dataset.turn = off ? 'enable' : 'disable';
  slot('switch').textContent = t(off ? 'detail.on' : 'detail.off');
  slot('main').hidden = !(camera.mainStream && !why);
  slot('main').href = `/api/cameras/${encodeURIComponent(camera.id)}/main.jpg`;
  replace(slot('facts'), terms(facts(camera)));
}

function note(kind, title, ...rest) {
  const box = make('div', undefined, `note ${kind}`);
  box.append(make('strong', title), ...rest);
  return box;
}

/** Switches the camera on or off. */
async function turn(id) {
  const { slot } = shown;
  const button = slot('switch');
  // A button that is disabled loses the keyboard's focus.
  if (shown.turning) return;
  shown.turning = true;
  try {
    await ask(`/api/cameras/${encodeURIComponent(id)}/${button.dataset.turn}`, { method: 'POST' });
    if (shown?.slot === slot) shown.fault = undefined;
  } catch (error) {
    if (shown?.slot === slot) Object.assign(shown, { fault: error, faultAt: Date.now() });
  }
  if (shown?.slot === slot) shown.turning = false;
  refresh();
}

/** What is wrong and what to do about it, what was wrong, and what could cost less. */
function notes(camera) {
  const notes = [];
  if (shown.fault) notes.push(note('bad', shown.fault.message, quote(shown.fault.detail, 'p')));
  if (camera.alarm?.on) notes.push(note('bad', t('alarm'), make('p', alarmWords(camera))));
  const { lastError, decoding: { advice, cores } } = camera;
  const dark = camera.state === 'offline' || camera.state === 'stalled';
  if (dark && present(camera)) {
    notes.push(note('bad', cause(camera), quote(lastError.text, 'p'), make('p', remedy(camera)),
      make('p', `${stateFor(camera)} · ${retry(camera)}`, 'small')));
  } else {
    if (dark && otherwise(camera)) {
      notes.push(note('bad', stateFor(camera), quote(otherwise(camera), 'p'), make('p', retry(camera), 'small')));
    }
    if (lastError && camera.state !== 'disabled') {
      const when = t('trouble.last', { cause: cause(camera), time: since(lastError.at) });
      notes.push(note('past', when, quote(lastError.text, 'p', 'small')));
    }
  }
  if (advice) {
    notes.push(note('warn', t('decoding.advice', { share: number(cores * 100) }), quote(advice, 'p', 'small')));
  }
  return notes;
}

function facts(camera) {
  const online = camera.state === 'online';
  return [
    [t('fact.state'), stateFor(camera)],
    [t('fact.url'), make('code', camera.url)],
    [t('fact.picture'), [camera.codec.toUpperCase(), size(camera), online ? rate(camera) : ''].filter(Boolean).join(' · ')],
    [t('fact.last'), camera.lastFrame && moment(new Date(camera.lastFrame))],
    [t('fact.decoding'), online ? [camera.decoding.decoder, decoding(camera)].filter(Boolean).join(' · ') : ''],
    [t('fact.frames'), t('fact.frames.sum', {
      decoded: number(camera.frames.decoded), inferred: number(camera.frames.inferred), dropped: number(camera.frames.dropped) })],
    [t('fact.reconnects'), number(camera.reconnects)],
    ...rules(camera),
  ];
}

/** What the camera watches for. */
function rules({ alarm, compliance, quiet, silent, zones, onlyZones, lines }) {
  const names = zones.map(({ name }) => name).join(', ');
  return [
    [t('fact.compliance'), typeof compliance === 'number' ? percent(compliance) : ''],
    [t('alarm'), alarm && [t(alarm.on ? 'alarm.on' : 'alarm.off', { n: alarm.above + 1 }), alarm.zone ? t('alarm.zone', alarm) : ''].join('')],
    [t('fact.quiet'), quiet ? t(silent ? 'fact.quiet.silent' : 'fact.quiet.now') : ''],
    [t('fact.zones'), names && onlyZones ? t('fact.zones.only', { names }) : names],
    ...lines.map(({ name, in: entered, out, since: begin }) => [
      t('fact.line', { name }),
      typeof entered === 'number' ? t('fact.line.sum', { in: number(entered), out: number(out), time: when(new Date(begin), minute) }) : t('fact.line.withheld')]),
  ];
}

async function chart() {
  if (!shown) return;
  const { id, chart: target } = shown;
  const loaded = await loadHistory(60, id);
  if (shown?.chart === target) drawHistory(target, loaded, id);
}
