// Mask events as they happen; only the newest of each kind are kept.
import { $, make } from './dom.js';
import { api, asksWho } from './api.js';
import { aggregates, me } from './me.js';
import { back, status } from './status.js';
import { clock, duration, language, percent, t } from './text.js';
import { today, when } from './when.js';
import { share } from './windows.js';

const KEPT = 100; // of each kind, as the gateway does: a crowd's faces push out no alarm
const AGAIN_AFTER = 5000;

const events = new Map();
let held = [];
let paused = false;
let source;
let feed = 'connecting';
let missed = 0;
let late;
let day;

export function beginEvents() {
  $('pause').addEventListener('click', pause);
  $('only-bare').addEventListener('change', filter);
  // Browsers put the state of a form's fields back when a page is loaded anew, and say nothing of it.
  filter();
  language.watch(() => {
    for (const old of [...$('event-list').children]) old.replaceWith(row(events.get(old.dataset.id), false));
    say();
  });
  me.watch(() => {
    if (aggregates()) stop();
    else attend();
    say();
  });
  document.addEventListener('visibilitychange', () => !aggregates() && attend());
  share.watch(({ listens }) => source && source.listens !== listens && listenAnew());
  status.watch(date);
  back.watch(() => source && listenAnew());
}

function filter() {
  $('event-list').classList.toggle('only-bare', $('only-bare').checked);
  say();
}

/** A window nobody looks at takes no connection. */
function attend() {
  if (document.hidden) {
    source?.close();
    source = undefined;
  } else if (!source) listen();
}

function listen(failed = false) {
  if (!share.value.listens) {
    source = { listens: false, close: () => {} };
    state(failed ? 'lost' : 'polled');
    askLater(source);
    return;
  }
  source = new EventSource('/api/events');
  source.listens = true;
  const mine = source;
  let told = 0; // missed, of the connection that stands, as the gateway counts them
  source.onopen = () => {
    told = 0;
    state('live');
    catchUp(mine);
  };
  for (const kind of ['mask', 'line', 'alarm']) source.addEventListener(kind, ({ data }) => arrive([JSON.parse(data)], true));
  source.addEventListener('lost', ({ data }) => {
    const { lost } = JSON.parse(data);
    missed += lost - told;
    told = lost;
    say();
    // Not at once: whoever is too slow is not to be sent still more.
    clearTimeout(late);
    late = setTimeout(() => source === mine && catchUp(mine), AGAIN_AFTER);
  });
  source.onerror = () => {
    state('lost');
    // The browser tries again by itself, except after an answer that was no stream: as many listen as may, or a proxy passes none on.
    if (mine.readyState === EventSource.CLOSED) askLater(mine);
  };
}

/** With the last of each kind nothing is missed any more: the list holds no others. */
async function catchUp(mine) {
  const latest = await recent().catch(() => undefined);
  if (source !== mine) return;
  if (latest) {
    missed = 0;
    arrive(latest, false);
  }
  say();
}

/** For the last events, and to listen again if there is a connection for it by then. */
function askLater(mine) {
  setTimeout(async () => {
    if (source !== mine) return;
    let fault;
    const latest = await recent().catch((error) => {
      fault = error;
      return [];
    });
    if ((fault && asksWho(fault)) || source !== mine) return;
    if (!fault) missed = 0;
    arrive(latest, false);
    listen(Boolean(fault));
  }, AGAIN_AFTER);
}

/** The last of every kind. */
async function recent() {
  const { events: faces = [], lines = [], alarms = [] } = await api('/api/events/recent');
  return [...faces, ...lines, ...alarms];
}

/** A connection that died on its way looks like one on which nothing happens: nobody is left to say so. */
function listenAnew() {
  source.close();
  state('connecting');
  listen();
}

function arrive(list, fresh) {
  if (!paused) return add(list, fresh);
  const waiting = new Set(held.map(({ id }) => id));
  held = newest([...held, ...list.filter(({ id }) => !events.has(id) && !waiting.has(id))]);
  say();
}

const kind = (event) => event.schema?.split('/')[0] ?? '';

/** The last of each kind. */
function newest(list) {
  const counts = new Map();
  return list.toReversed().filter((event) => count(counts, kind(event)) <= KEPT).toReversed();
}

function count(counts, key) {
  counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts.get(key);
}

function stop() {
  source?.close();
  source = undefined;
  events.clear();
  $('event-list').replaceChildren();
}

function state(next) {
  feed = next;
  say();
}

function say() {
  const away = aggregates();
  $('event-tools').hidden = away;
  const words = away ? '' : t(`feed.${feed}`) + (missed ? ` · ${t('feed.missed', { missed })}` : '');
  // It is read out when it changes.
  if ($('feed').textContent !== words) $('feed').textContent = words;
  $('pause').textContent = paused ? t('events.resume', { n: held.length }) : t('events.pause');
  sayEmpty();
}

/** Why no event is to be seen, if so; read out when it changes. */
function sayEmpty() {
  const rows = $('event-list');
  const seen = rows.querySelector(rows.classList.contains('only-bare') ? '.bare' : 'li');
  const filtered = rows.children.length > 0;
  const why = t(aggregates() ? 'events.aggregate' : filtered ? 'events.filtered' : feed === 'lost' ? 'events.lost' : 'events.none');
  const words = seen ? '' : why;
  if ($('event-empty').textContent !== words) $('event-empty').textContent = words;
}

function pause() {
  paused = !paused;
  $('pause').setAttribute('aria-pressed', paused);
  const waiting = held;
  held = [];
  if (!paused) add(waiting, false);
  say();
}

/** What comes as it happens stands on top, whatever the gateway's clock says; its ids increase even where that is put back. */
function add(list, fresh) {
  const rows = $('event-list');
  for (const event of list) {
    if (events.has(event.id)) continue;
    events.set(event.id, event);
    const before = [...rows.children].find((row) => fresh || row.dataset.id <= event.id);
    rows.insertBefore(row(event, fresh), before ?? null);
  }
  const counts = new Map();
  for (const row of [...rows.children]) {
    if (count(counts, row.dataset.kind) <= KEPT) continue;
    events.delete(row.dataset.id);
    row.remove();
  }
  sayEmpty();
}

function row(event, fresh) {
  const { tone, title, what, hint, over } = words(event);
  const item = make('li', undefined, tone);
  item.dataset.id = event.id;
  item.dataset.kind = kind(event);
  item.classList.toggle('ended', over);
  item.classList.toggle('fresh', fresh);
  const where = make('span', undefined, 'where');
  where.append(make('span', event.camera, 'name'), make('span', what, 'dim small'));
  where.title = hint;
  const time = make('time', when(new Date(event.at), clock));
  time.dateTime = event.at;
  item.append(title, where, time);
  return item;
}

/** At midnight today's events become yesterday's. */
function date() {
  if (day === today()) return;
  day = today();
  for (const time of $('event-list').querySelectorAll('time')) time.textContent = when(new Date(time.dateTime), clock);
}

/** What an event says, by its schema: an alarm, a line that was crossed, or a face. */
function words(event) {
  if (event.schema?.startsWith('maskgate.alarm/')) {
    const on = event.state === 'on';
    const what = t(on ? 'event.alarm.on' : 'event.alarm.off', { peak: event.peak }) + (event.zone ? t('alarm.zone', event) : '');
    return { tone: 'bare alarm', title: make('span', t('alarm'), 'badge alarm'), what, hint: '', over: !on };
  }
  const hint = t('event.track', event);
  if (event.schema?.startsWith('maskgate.line/')) {
    const what = t(`event.line.${event.direction}`, event);
    const tone = event.label === 'no facemask' ? 'bare' : '';
    return { tone, title: badge(event.label), what, hint, over: false };
  }
  const seen = event.duration_s === undefined ? t(`event.${event.type}`) : t('event.end.after', { time: duration(event.duration_s, 'narrow') });
  return {
    tone: event.label === 'facemask' ? '' : 'bare',
    title: badge(event.label),
    what: `${seen} · ${percent(event.score)}`,
    hint,
    over: event.type === 'end',
  };
}

const TONES = { facemask: 'good', 'no facemask': 'bad', undecided: 'open' };
export const badge = (label, text = t(`label.${label}`)) => make('span', text, `badge ${TONES[label]}`);
