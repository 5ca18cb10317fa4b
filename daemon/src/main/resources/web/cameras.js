// A card for each camera.
import { $, copy, make, repeat } from './dom.js';
import { api, asksWho } from './api.js';
import { aggregates, me } from './me.js';
import { decoding, hidden, rate, size } from './camera-words.js';
import { back } from './status.js';
import { language, percent, t, translate } from './text.js';
import { View } from './view.js';
import { watched } from './watched.js';
import { share } from './windows.js';

/** The last answer of /api/cameras; undefined before the first. */
export const cameras = watched(undefined);

const cards = new Map();
let fault;
let suspended = false;
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const card = cards.get(entry.target.dataset.camera);
    if (card) card.visible = entry.isIntersecting;
  }
  stream();
});

/** Asks again at once. */
export let refresh = () => {};

export function beginCameras() {
  cameras.watch(paint);
  language.watch(paint);
  me.watch(paint);
  share.watch(stream);
  back.watch(() => {
    for (const { view } of cards.values()) view.again();
  });
  document.addEventListener('visibilitychange', stream);
  refresh = repeat(async () => {
    try {
      const answer = await api('/api/cameras');
      fault = undefined;
      cameras.value = answer;
    } catch (error) {
      if (asksWho(error)) return;
      fault = error;
      paint();
    }
  }, 2000);
}

/** While something else shows a picture, the cards need none. */
export function suspend(on) {
  suspended = on;
  stream();
}

function paint() {
  const answer = cameras.value;
  const none = $('camera-none');
  none.hidden = !(answer?.cameras.length === 0 || (fault && !answer));
  if (!answer) {
    if (fault) {
      $('camera-list').replaceChildren();
      none.replaceChildren(make('p', t('cameras.unknown')), make('p', fault.message, 'small'));
    }
    return;
  }
  none.replaceChildren(make('p', t('cameras.none')), make('p', t('cameras.none.why'), 'small'));
  $('camera-list').querySelector('.ghost')?.remove();
  const ids = new Set(answer.cameras.map((camera) => camera.id));
  for (const [id, card] of cards) if (!ids.has(id)) remove(id, card);
  for (const camera of answer.cameras) card(camera, answer.pictures);
  const online = answer.cameras.filter((camera) => camera.state === 'online').length;
  const sum = t('cameras.sum', { online, all: answer.cameras.length });
  const blurred = me.value.covered && answer.pictures && !aggregates() ? ` · ${t('cameras.blurred')}` : '';
  $('camera-sum').textContent = fault ? t('cameras.stale') : sum + blurred;
  stream();
}

function remove(id, card) {
  card.view.show('none');
  seen.unobserve(card.node);
  card.node.remove();
  cards.delete(id);
}

function add(id) {
  const node = copy('camera-template');
  const view = new View();
  node.dataset.camera = id;
  node.prepend(view.node);
  node.querySelector('a').href = `#camera/${encodeURIComponent(id)}`;
  $('camera-list').append(node);
  seen.observe(node);
  const card = { node, view, visible: false };
  cards.set(id, card);
  return card;
}

function card(camera, pictures) {
  const card = cards.get(camera.id) ?? add(camera.id);
  const { node } = card;
  const online = camera.state === 'online';
  const why = hidden(camera, pictures);
  card.wants = !why;
  card.view.paint(camera, why);
  translate(node);
  node.classList.toggle('dark', !online);
  node.querySelector('.counts').hidden = aggregates();
  node.querySelector('h3 a').textContent = camera.id;
  const facts = online ? [camera.codec.toUpperCase(), size(camera), rate(camera), decoding(camera)] : [camera.url];
  node.querySelector('.tech').textContent = facts.filter(Boolean).join(' · ');
  node.classList.toggle('dear', online && camera.decoding.advice !== '');
  node.classList.toggle('alarmed', camera.alarm?.on === true);
  node.querySelector('.alarm-sign').hidden = !camera.alarm?.on;
  node.querySelector('[data-rate]').textContent = online && typeof camera.compliance === 'number' ? percent(camera.compliance) : '–';
  for (const figure of node.querySelectorAll('[data-count]')) {
    const count = camera.faces?.[figure.dataset.count];
    figure.textContent = online ? (count ?? '–') : '–';
    figure.parentElement.classList.toggle('some', online && count > 0);
  }
}

/** Streams the first cameras in sight and refreshes the others as stills; out of sight, nothing is asked for. */
function stream() {
  let live = 0;
  for (const card of cards.values()) {
    const wanted = card.wants && card.visible && !suspended && !document.hidden;
    const mode = !wanted ? 'none' : live < share.value.live ? 'live' : 'still';
    if (mode === 'live') live += 1;
    card.view.show(mode);
  }
}
