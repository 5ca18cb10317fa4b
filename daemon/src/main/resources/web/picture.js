// A picture of the reader's own, looked at by the gateway and annotated here.
import { $, make, quote } from './dom.js';
import { api, ApiError, PATIENCE_TO_SEND } from './api.js';
import { badge } from './events.js';
import { aggregates, me } from './me.js';
import { number, language, percent, t } from './text.js';
import { status } from './status.js';

const LONGEST_SIDE = 2560;
const LOSSLESS = ['image/png', 'image/webp', 'image/bmp'];
const COLOURS = { facemask: '#0b7f6d', 'no facemask': '#c2410c' };

/** The last picture with its answer or error. */
let last = {};

export function beginPicture() {
  const chosen = () => {
    const [file] = $('file').files;
    if (file) look(file);
    $('file').value = '';
  };
  $('file').addEventListener('change', chosen);
  // Somebody may have been quicker than the page's words.
  chosen();
  for (const type of ['dragenter', 'dragover', 'dragleave', 'drop']) {
    document.addEventListener(type, (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      if (aggregates()) return;
      $('drop').classList.toggle('hot', type === 'dragenter' || type === 'dragover');
      if (type === 'drop' && event.dataTransfer.files[0]) look(event.dataTransfer.files[0]);
    });
  }
  $('upload').addEventListener('submit', (event) => event.preventDefault());
  language.watch(paint);
  me.watch(() => {
    $('upload').hidden = aggregates();
    $('upload-none').hidden = !aggregates();
  });
}

async function look(file) {
  const mine = { name: file.name };
  last = mine;
  paint();
  try {
    const { body, picture } = await prepare(file);
    mine.picture = picture;
    const most = status.value.now?.uploadBytes ?? Infinity;
    if (body.size > most) throw new ApiError(413, t('picture.too-large', { size: mebi(body.size), most: mebi(most) }));
    const type = body.type.startsWith('image/') ? body.type : 'application/octet-stream';
    mine.answer = await api('/api/detect', { method: 'POST', body, headers: { 'Content-Type': type }, patience: PATIENCE_TO_SEND });
  } catch (error) {
    mine.error = error;
  }
  if (last === mine) paint();
}

const mebi = (bytes) => number(bytes / 1048576, 1);

/** Upright and of sensible size: cameras note the rotation beside the picture, and a detector does not read notes. */
async function prepare(file) {
  const bitmap = await createImageBitmap(file).catch(() => undefined);
  if (!bitmap) return { body: file };
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  if (scale === 1 && LOSSLESS.includes(file.type)) return { body: file, picture: bitmap };
  const canvas = new OffscreenCanvas(Math.round(bitmap.width * scale), Math.round(bitmap.height * scale));
  canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return { body: await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 }), picture: canvas };
}

function paint() {
  const { name, picture, answer, error } = last;
  if (!name) return;
  const found = $('found');
  $('result').hidden = false;
  $('result').setAttribute('aria-busy', !answer && !error);
  found.className = error ? 'found failed' : 'found';
  const faces = answer?.detections ?? [];
  const words = answer ? t('picture.found', { n: faces.length, millis: number(answer.millis) }) : t('picture.looking', { name });
  found.textContent = error ? error.message : words;
  if (error?.detail) found.append(' ', quote(error.detail, 'span', 'small'));
  $('detections').replaceChildren(...faces.map((face, i) => {
    const item = make('li');
    item.append(badge(face.label, `${i + 1} · ${t(`label.${face.label}`)} ${percent(face.score)}`));
    return item;
  }));
  const canvas = $('canvas');
  canvas.hidden = !picture;
  canvas.setAttribute('aria-label', t('picture.canvas', { name, found: found.textContent }));
  if (picture) annotate(canvas, picture, faces);
}

function annotate(canvas, picture, faces) {
  canvas.width = picture.width;
  canvas.height = picture.height;
  const pen = canvas.getContext('2d');
  pen.drawImage(picture, 0, 0);
  const unit = Math.max(picture.width, picture.height) / 640;
  pen.font = `600 ${Math.round(13 * unit)}px system-ui, sans-serif`;
  pen.textBaseline = 'middle';
  pen.lineWidth = Math.max(2, 2.5 * unit);
  const texts = faces.map((face, i) => `${i + 1} ${t(`label.${face.label}`)} ${percent(face.score)}`);
  faces.forEach(({ label, box: [x0, y0, x1, y1] }) => {
    pen.strokeStyle = COLOURS[label];
    pen.setLineDash(label === 'facemask' ? [] : [8 * unit, 4 * unit]);
    pen.strokeRect(x0, y0, x1 - x0, y1 - y0);
  });
  const taken = [];
  faces.forEach(({ label, box: [x0, y0, , y1] }, i) => {
    const width = pen.measureText(texts[i]).width + 10 * unit;
    const height = 20 * unit;
    const left = Math.min(Math.max(0, x0 - pen.lineWidth / 2), Math.max(0, picture.width - width));
    // Above the face, else below or above the label of a neighbour, where there is room.
    const free = (top) => top >= 0 && top + height <= picture.height
      && taken.every((other) => left + width <= other.left || left >= other.right || Math.abs(top - other.top) >= height);
    const top = [y0 - height, y1, y0 - 2 * height].find(free) ?? Math.max(0, y0 - height);
    taken.push({ left, right: left + width, top });
    pen.fillStyle = COLOURS[label];
    pen.fillRect(left, top, width, height);
    pen.fillStyle = '#fff';
    pen.fillText(texts[i], left + 5 * unit, top + height / 2);
  });
}
