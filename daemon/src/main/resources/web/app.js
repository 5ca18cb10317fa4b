// The page reads the API of its own origin and nothing else. No picture it shows is kept.
const $ = (id) => document.getElementById(id);
const LIVE_AT_ONCE = 3; // a browser keeps six connections to a host; the others show a still every few seconds
const STILL_EVERY = 3000;
const KEPT_EVENTS = 100;
const LONGEST_SIDE = 2560;

async function api(path, options) {
  const response = await fetch(path, { headers: { Accept: 'application/json' }, ...options });
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.detail || body.title || `the gateway answered ${response.status}`);
  return body;
}

function make(tag, text, className) {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  if (className) node.className = className;
  return node;
}

/** Runs a task now and again while the page is seen; never twice at the same time. */
function repeat(task, millis) {
  let timer;
  let running = false;
  const turn = async () => {
    clearTimeout(timer);
    if (document.hidden || running) return;
    running = true;
    try {
      await task();
    } finally {
      running = false;
      timer = setTimeout(turn, millis);
    }
  };
  document.addEventListener('visibilitychange', turn);
  turn();
}

function ago(text) {
  const seconds = Math.max(0, (Date.now() - Date.parse(text)) / 1000);
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86400)} d`;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const percent = (share) => `${Math.round(share * 100)} %`;
const badge = (label, text = label) => make('span', text, `badge ${label === 'facemask' ? 'good' : 'bad'}`);

// ---- health -------------------------------------------------------------------------------------------------------
let uploadBytes = 20 * 1024 * 1024;

async function status() {
  const trouble = $('trouble');
  try {
    const now = await api('/api/status');
    uploadBytes = now.uploadBytes;
    document.title = `${now.gateway} · Maskgate`;
    $('gateway').textContent = `${now.gateway} · up ${ago(new Date(Date.now() - now.uptimeSeconds * 1000))}`;
    $('version').textContent = `Maskgate ${now.version}`;
    const up = now.ready.status === 'UP';
    $('ready').textContent = up ? 'Ready' : 'Not ready';
    $('ready').className = `pill ${up ? 'up' : 'down'}`;
    const parts = now.ready.checks.filter((check) => check.data.required);
    $('health').replaceChildren(...parts.map((check) => {
      const bad = check.status !== 'UP';
      const item = make('li', check.name, bad ? 'down' : '');
      item.append(make('span', bad ? ' is down' : ' is well', 'unseen'));
      item.title = check.data.detail || '';
      return item;
    }));
    trouble.replaceChildren(...parts.filter((check) => check.status !== 'UP').map((check) => {
      const line = make('p');
      line.append(make('strong', check.name), `: ${check.data.detail || 'down'}`);
      if (check.name === 'cameras') line.lastChild.textContent = ': no enabled camera is online';
      return line;
    }));
  } catch (error) {
    $('ready').textContent = 'Unreachable';
    $('ready').className = 'pill down';
    trouble.replaceChildren(make('p', `The gateway does not answer (${error.message}). Trying again.`));
  }
  trouble.hidden = !trouble.childElementCount;
}

// ---- cameras ------------------------------------------------------------------------------------------------------
const cards = new Map();
const CAMERA = 'M3 8.5A1.5 1.5 0 0 1 4.5 7h9A1.5 1.5 0 0 1 15 8.5v7a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 3 15.5zM15 11l6-3v8l-6-3';
const ICONS = {
  wait: CAMERA,
  off: `${CAMERA}M3 3l18 18`,
  shield: 'M12 3l7.5 3v5.5c0 4.5-3.200 8-7.5 9.5-4.300-1.5-7.5-5-7.5-9.5V6zM9 12l2.200 2.200L15.200 10',
};
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const card = cards.get(entry.target.dataset.camera);
    if (card) card.visible = entry.isIntersecting;
  }
  previews();
});

async function cameras() {
  let answer;
  try {
    answer = await api('/api/cameras');
  } catch (error) {
    $('camera-sum').textContent = cards.size ? 'last known state' : error.message;
    return;
  }
  const list = $('camera-list');
  list.querySelector('.ghost')?.remove();
  const ids = new Set(answer.cameras.map((camera) => camera.id));
  for (const [id, card] of cards) {
    if (!ids.has(id)) {
      stop(card);
      card.node.remove();
      cards.delete(id);
    }
  }
  for (const camera of answer.cameras) {
    if (!cards.has(camera.id)) {
      const node = $('camera-template').content.firstElementChild.cloneNode(true);
      node.dataset.camera = camera.id;
      list.append(node);
      cards.set(camera.id, { node, image: node.querySelector('img'), mode: 'none', visible: true });
      seen.observe(node);
    }
    paint(cards.get(camera.id), camera, answer.pictures);
  }
  const online = answer.cameras.filter((camera) => camera.state === 'online').length;
  $('camera-sum').textContent = `${online} of ${answer.cameras.length} online`;
  previews();
}

function paint(card, camera, pictures) {
  const { node } = card;
  const online = camera.state === 'online';
  card.wants = pictures && online;
  card.camera = camera;
  node.classList.toggle('dark', !online);
  node.querySelector('h3').textContent = camera.id;
  const state = node.querySelector('.state');
  state.textContent = camera.state;
  state.className = `state ${camera.state}`;
  const tech = online
    ? [camera.codec?.toUpperCase(), camera.width ? `${camera.width} × ${camera.height}` : '', `${camera.framesPerSecond.toFixed(1)} fps`,
        camera.decoding.attention === 'sparse' ? 'key frames only' : '',
        camera.decoding.cores ? `decoding ${percent(camera.decoding.cores)} of a core` : '']
    : [camera.url];
  node.querySelector('.tech').textContent = tech.filter(Boolean).join(' · ');
  node.querySelector('.tech').title = camera.decoding.advice;
  for (const figure of node.querySelectorAll('[data-count]')) {
    const count = camera.faces[figure.dataset.count];
    figure.textContent = online ? count : '–';
    figure.parentElement.classList.toggle('some', online && count > 0);
  }
  if (!online) {
    const since = `${camera.state} for ${ago(camera.since)}`;
    veil(card, camera.state === 'disabled' ? 'shield' : 'off', since, camera.reason);
  } else if (!pictures) {
    veil(card, 'shield', 'Preview is off', ['To allow it, set ', make('code', 'web.preview: true'), ' in the configuration.']);
  } else if (card.failed) {
    veil(card, 'off', 'No picture', card.failed);
  } else if (card.mode === 'none' || !card.image.naturalWidth) {
    veil(card, 'wait', 'Waiting for a picture', '');
  } else {
    veil(card);
  }
}

function veil(card, icon, title, text) {
  const node = card.node.querySelector('.veil');
  node.hidden = !icon;
  if (!icon || node.dataset.shown === `${icon}${title}${text}`) return;
  node.dataset.shown = `${icon}${title}${text}`;
  node.querySelector('path').setAttribute('d', ICONS[icon]);
  node.querySelector('.veil-title').textContent = title;
  node.querySelector('.veil-text').replaceChildren(...[].concat(text || ''));
}

/** Streams the first cameras in sight and refreshes the others as stills; out of sight, nothing is asked for. */
function previews() {
  let live = 0;
  for (const card of cards.values()) {
    const wanted = card.wants && card.visible && !document.hidden;
    const mode = !wanted ? 'none' : live < LIVE_AT_ONCE ? 'live' : 'still';
    if (mode === 'live') live += 1;
    if (mode === card.mode) continue;
    stop(card);
    card.mode = mode;
    if (mode === 'live') stream(card);
    if (mode === 'still') still(card);
  }
}

function stream(card) {
  const { image } = card;
  const path = `/api/cameras/${encodeURIComponent(card.camera.id)}`;
  image.alt = `Live picture of ${card.camera.id}`;
  image.onload = () => {
    card.failed = undefined;
    image.hidden = false;
    veil(card);
  };
  image.onerror = async () => {
    image.hidden = true;
    image.removeAttribute('src');
    card.failed = await why(`${path}/snapshot.jpg`);
    clearTimeout(card.timer);
    card.timer = setTimeout(() => card.mode === 'live' && stream(card), 5000);
  };
  image.src = `${path}/preview.mjpeg?${Date.now()}`;
}

async function why(path) {
  const response = await fetch(path).catch(() => undefined);
  if (!response) return 'the gateway does not answer';
  return response.ok ? undefined : (await response.json().catch(() => ({}))).detail;
}

async function still(card) {
  const { image } = card;
  try {
    const response = await fetch(`/api/cameras/${encodeURIComponent(card.camera.id)}/snapshot.jpg`);
    if (!response.ok) throw new Error((await response.json()).detail);
    const picture = URL.createObjectURL(await response.blob());
    if (card.mode !== 'still') {
      URL.revokeObjectURL(picture);
      return;
    }
    image.onerror = null;
    image.onload = () => URL.revokeObjectURL(picture);
    image.alt = `Picture of ${card.camera.id}, renewed every few seconds`;
    image.src = picture;
    image.hidden = false;
    card.failed = undefined;
    veil(card);
  } catch (error) {
    card.failed = error.message;
  }
  if (card.mode === 'still') card.timer = setTimeout(() => still(card), STILL_EVERY);
}

function stop(card) {
  clearTimeout(card.timer);
  card.mode = 'none';
  card.image.onload = null;
  card.image.onerror = null;
  card.image.removeAttribute('src');
  card.image.hidden = true;
}

// ---- events -------------------------------------------------------------------------------------------------------
const known = new Set();
let held = [];
let paused = false;

function row(event, fresh) {
  const item = make('li', undefined, event.label === 'facemask' ? '' : 'bare');
  item.dataset.id = event.id;
  item.dataset.at = event.at;
  const where = make('span', undefined, 'where');
  const what = { new: 'seen', update: 'changed', end: 'left' }[event.type] ?? event.type;
  where.append(make('span', event.camera, 'name'), make('span', `${what} · ${percent(event.score)}`, 'dim small'));
  where.title = `${event.type} of track ${event.track} at ${event.camera}`;
  const time = make('time', clock.format(new Date(event.at)));
  time.dateTime = event.at;
  item.append(badge(event.label), where, time);
  item.classList.toggle('ended', event.type === 'end');
  item.classList.toggle('fresh', fresh);
  return item;
}

function show(events, fresh) {
  const list = $('event-list');
  for (const event of events) {
    if (known.has(event.id)) continue;
    known.add(event.id);
    const before = [...list.children].find((item) => (item.dataset.at ?? '') <= event.at);
    list.insertBefore(row(event, fresh), before ?? null);
  }
  while (list.children.length > KEPT_EVENTS) {
    known.delete(list.lastElementChild.dataset.id);
    list.lastElementChild.remove();
  }
  $('event-empty').hidden = list.children.length > 0;
}

function listen() {
  const source = new EventSource('/api/events');
  source.onopen = async () => {
    $('feed').textContent = 'live';
    const recent = await api('/api/events/recent').catch(() => ({ events: [] }));
    show(recent.events, false);
  };
  source.addEventListener('mask', (message) => {
    const event = JSON.parse(message.data);
    if (!paused) return show([event], true);
    held = [...held, event].slice(-KEPT_EVENTS);
    $('pause').textContent = `Resume (${held.length} new)`;
  });
  source.addEventListener('lost', (message) => {
    $('feed').textContent = `live · ${JSON.parse(message.data).lost} missed`;
  });
  source.onerror = () => {
    $('feed').textContent = 'connection lost, trying again';
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 5000);
  };
}

$('pause').addEventListener('click', () => {
  paused = !paused;
  $('pause').setAttribute('aria-pressed', paused);
  $('pause').textContent = paused ? 'Resume' : 'Pause';
  if (!paused) show(held, false);
  held = [];
});
$('only-bare').addEventListener('change', (change) => {
  $('event-list').classList.toggle('only-bare', change.target.checked);
});

// ---- a picture of one's own ---------------------------------------------------------------------------------------
/** Upright and of sensible size: cameras note the rotation beside the picture, and a detector does not read notes. */
async function prepare(file) {
  const bitmap = await createImageBitmap(file).catch(() => undefined);
  if (!bitmap) return { body: file };
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  if (scale === 1 && ['image/png', 'image/webp', 'image/bmp'].includes(file.type)) return { body: file, picture: bitmap };
  const canvas = new OffscreenCanvas(Math.round(bitmap.width * scale), Math.round(bitmap.height * scale));
  canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return { body: await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 }), picture: canvas };
}

async function look(file) {
  const found = $('found');
  $('result').hidden = false;
  $('detections').replaceChildren();
  found.className = 'found';
  found.textContent = 'Looking…';
  try {
    const { body, picture } = await prepare(file);
    draw(picture, []);
    if (body.size > uploadBytes) {
      throw new Error(`The file has ${(body.size / 1048576).toFixed(1)} MiB; at most ${uploadBytes >> 20} MiB are taken.`);
    }
    const type = body.type.startsWith('image/') ? body.type : 'application/octet-stream';
    const answer = await api('/api/detect', {
      method: 'POST',
      body,
      headers: { 'Content-Type': type, Accept: 'application/json' },
    });
    draw(picture, answer.detections);
    const faces = answer.detections.length;
    const number = faces === 0 ? 'No face' : faces === 1 ? 'One face' : `${faces} faces`;
    found.textContent = `${number} found in ${answer.millis.toFixed(0)} ms`;
    $('detections').replaceChildren(...answer.detections.map((face, i) => {
      const item = make('li');
      item.append(badge(face.label, `${i + 1} · ${face.label} ${percent(face.score)}`));
      return item;
    }));
  } catch (error) {
    found.className = 'found failed';
    found.textContent = error.message;
  }
}

function draw(picture, faces) {
  const canvas = $('canvas');
  canvas.hidden = !picture;
  if (!picture) return;
  canvas.width = picture.width;
  canvas.height = picture.height;
  const pen = canvas.getContext('2d');
  pen.drawImage(picture, 0, 0);
  const unit = Math.max(picture.width, picture.height) / 640;
  pen.font = `600 ${Math.round(13 * unit)}px system-ui, sans-serif`;
  pen.textBaseline = 'top';
  faces.forEach((face, i) => {
    const [x0, y0, x1, y1] = face.box;
    const colour = face.label === 'facemask' ? '#0e9c86' : '#e0561b';
    pen.strokeStyle = colour;
    pen.lineWidth = Math.max(2, 2.5 * unit);
    if (face.label !== 'facemask') pen.setLineDash([8 * unit, 4 * unit]);
    pen.strokeRect(x0, y0, x1 - x0, y1 - y0);
    pen.setLineDash([]);
    const text = `${i + 1} ${face.label === 'facemask' ? '✓' : '!'} ${percent(face.score)}`;
    const width = pen.measureText(text).width + 8 * unit;
    const height = 18 * unit;
    const left = Math.min(Math.max(0, x0 - pen.lineWidth / 2), Math.max(0, picture.width - width));
    const top = y0 - height < 0 ? y0 : y0 - height;
    pen.fillStyle = colour;
    pen.fillRect(left, top, width, height);
    pen.fillStyle = '#fff';
    pen.fillText(text, left + 4 * unit, top + 3 * unit);
  });
}

$('file').addEventListener('change', (change) => {
  const [file] = change.target.files;
  if (file) look(file);
  change.target.value = '';
});
for (const type of ['dragenter', 'dragover', 'dragleave', 'drop']) {
  $('drop').addEventListener(type, (event) => {
    event.preventDefault();
    $('drop').classList.toggle('hot', type === 'dragenter' || type === 'dragover');
    if (type === 'drop' && event.dataTransfer.files[0]) look(event.dataTransfer.files[0]);
  });
}
$('upload').addEventListener('submit', (event) => event.preventDefault());

// ---- model --------------------------------------------------------------------------------------------------------
/** The first value in the card whose key, letters and digits only, is one of the names. */
function find(card, ...names) {
  for (const [key, value] of Object.entries(card ?? {})) {
    if (names.includes(key.toLowerCase().replace(/[^a-z0-9]/g, ''))) return value;
  }
  for (const value of Object.values(card ?? {})) {
    if (value && typeof value === 'object' && !Array.isArray(value)) {
      const inner = find(value, ...names);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
}

function words(value) {
  if (Array.isArray(value)) return value.map(words).join(', ');
  if (value && typeof value === 'object') {
    return Object.entries(value).map(([key, inner]) => `${key} ${words(inner)}`).join('; ');
  }
  return String(value);
}

/** How many pictures a split holds, for instance "train 4,945 pictures; val 500 pictures". */
function pictures(data) {
  const splits = Object.entries(data ?? {}).filter(([, split]) => typeof split?.pictures === 'number');
  return splits.map(([name, split]) => `${name} ${split.pictures.toLocaleString('en')} pictures`).join('; ') || undefined;
}

function size(input) {
  if (Array.isArray(input)) return input.join(' × ');
  if (input?.width) return `${input.width} × ${input.height}`;
  return input === undefined ? undefined : String(input);
}

async function model() {
  const box = $('model');
  try {
    const { models: [card] } = await api('/api/models');
    const measured = card.metrics?.[0] ?? {};
    const figures = {
      mAP50: number(find(measured, 'map50') ?? find(card, 'map50'), (value) => value.toFixed(3)),
      'label right': number(measured.faces?.accuracy, percent),
      input: size(find(card, 'input', 'inputsize')),
      parameters: number(find(card, 'parameters', 'params'), (value) => `${(value / 1e6).toFixed(2)} M`),
      GFLOPs: number(find(card, 'gflops'), (value) => value.toFixed(2)),
    };
    const facts = {
      labels: find(card, 'labels'),
      data: pictures(card.data),
      teacher: find(card, 'teacher'),
      // The first paragraph says what the data is; the rest is for those who train.
      provenance: String(find(card, 'provenance') ?? '').split('\n\n')[0] || undefined,
      licence: find(card, 'licence', 'license'),
    };
    const list = make('dl', undefined, 'figures');
    list.append(...pairs(figures));
    const more = make('dl', undefined, 'facts');
    for (const [key, value] of Object.entries(facts)) {
      if (value !== undefined && value !== null) more.append(make('dt', key), make('dd', words(value)));
    }
    box.replaceChildren(make('h3', card.name ?? 'unnamed'), make('p', card.task ?? '', 'dim small'), list);
    if (more.childElementCount) box.append(more);
  } catch (error) {
    box.replaceChildren(make('p', `The model card is not there: ${error.message}`, 'dim'));
  }
}

function number(value, format) {
  return typeof value === 'number' ? format(value) : undefined;
}

function pairs(figures) {
  return Object.entries(figures).filter(([, value]) => value !== undefined).map(([key, value]) => {
    const pair = make('div');
    pair.append(make('dt', key), make('dd', value));
    return pair;
  });
}

// ---- begin --------------------------------------------------------------------------------------------------------
document.addEventListener('visibilitychange', previews);
repeat(status, 4000);
repeat(cameras, 2000);
listen();
model();
