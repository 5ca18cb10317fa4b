// Mask events as they happen; only the newest are kept.
import { $, make } from './dom.js';
import { api, asksWho } from './api.js';
import { aggregates, me } from './me.js';
import { status } from './status.js';
import { clock, duration, language, percent, t } from './text.js';

const KEPT = 100;
const AGAIN_AFTER = 5000;

const events = new Map();
let held = [];
let paused = false;
let source;
let feed = 'connecting';
let missed = 0;

export function beginEvents() {
  $('pause').addEventListener('click', pause);
  $('only-bare').addEventListener('change', ({ target }) => {
    $('event-list').classList.toggle('only-bare', target.checked);
    say();
  });
  language.watch(() => {
    $('event-list').replaceChildren();
    const all = [...events.values()];
    events.clear();
    add(all, false);
    say();
  });
  me.watch(() => {
    if (aggregates()) stop();
    else attend();
    say();
  });
  document.addEventListener('visibilitychange', () => !aggregates() && attend());
  let unreachable = false;
  status.watch(({ error }) => {
    if (error?.status === 0) unreachable = true;
    if (error || !unreachable) return;
    unreachable = false;
    if (source) listenAnew();
  });
}

/** A browser has six connections to one gateway for all its tabs: those nobody looks at take none. */
function attend() {
  if (document.hidden) {
    source?.close();
    source = undefined;
  } else if (!source) listen();
}

function listen() {
  source = new EventSource('/api/events');
  const mine = source;
  source.onopen = async () => {
    state('live');
    const latest = await recent().catch(() => []);
    if (source === mine) arrive(latest, false);
  };
  for (const kind of ['mask', 'line', 'alarm']) source.addEventListener(kind, ({ data }) => arrive([JSON.parse(data)], true));
  source.addEventListener('lost', ({ data }) => {
    missed = JSON.parse(data).lost;
    say();
  });
  source.onerror = () => {
    state('lost');
    // The browser tries again by itself, except after an answer that was no stream: as many listen as may, or a proxy passes none on.
    if (mine.readyState !== EventSource.CLOSED) return;
    setTimeout(async () => {
      if (source !== mine) return;
      const latest = await recent().catch((error) => (asksWho(error) ? undefined : []));
      if (!latest || source !== mine) return;
      arrive(latest, false);
      listen();
    }, AGAIN_AFTER);
  };
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
  held = [...held, ...list.filter(({ id }) => !events.has(id) && !waiting.has(id))].slice(-KEPT);
  say();
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

function add(list, fresh) {
  const rows = $('event-list');
  for (const event of list) {
    if (events.has(event.id)) continue;
    events.set(event.id, event);
    const before = [...rows.children].find((row) => row.dataset.at <= event.at);
    rows.insertBefore(row(event, fresh), before ?? null);
  }
  while (rows.children.length > KEPT) {
    events.delete(rows.lastElementChild.dataset.id);
    rows.lastElementChild.remove();
  }
  sayEmpty();
}

function row(event, fresh) {
  const { tone, title, what, hint, over } = words(event);
  const item = make('li', undefined, tone);
  item.dataset.id = event.id;
  item.dataset.at = event.at;
  item.classList.toggle('ended', over);
  item.classList.toggle('fresh', fresh);
  const where = make('span', undefined, 'where');
  where.append(make('span', event.camera, 'name'), make('span', what, 'dim small'));
  where.title = hint;
  const time = make('time', clock(new Date(event.at)));
  time.dateTime = event.at;
  item.append(title, where, time);
  return item;
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
