// The geometry of the chart, in pixels of its SVG.
import { minute, number } from './text.js';

const SVG = 'http://www.w3.org/2000/svg';
const LEFT = 40;
const RIGHT = 10;
const BARS = { top: 10, height: 120 };
const LINE = { top: 152, height: 64 };
const HEIGHT = 240;
const TICKS = [1, 2, 5, 10, 15, 30, 60, 120, 240, 360, 720]; // minutes
const TICK_SPACE = 64;

function shape(tag, attributes, text) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text !== undefined) node.textContent = text;
  return node;
}

/** Where things are for data of so many steps, and the pointer at one of them. */
export function lay(width, { people, from, step }) {
  const steps = people.length;
  const inner = width - LEFT - RIGHT;
  const x = (i) => LEFT + (i * inner) / steps;
  const pointer = shape('rect', { class: 'pointer', y: BARS.top, height: LINE.top + LINE.height - BARS.top, width: inner / steps });
  return { width, height: HEIGHT, left: LEFT, right: RIGHT, steps, from, step, x, pointer, point: (i) => pointer.setAttribute('x', x(i)) };
}

/** The least of 1, 2, 4, 10, 20, 40 … that holds the greatest count; each can be halved. */
function ceiling(most) {
  for (let scale = 1; ; scale *= 10) {
    for (const nice of [1, 2, 4]) if (nice * scale >= most) return nice * scale;
  }
}

/** Of what nothing is known; not the same as nobody. */
export function drawDark({ x, steps }, { dark }) {
  const spans = [];
  for (let i = 0; i < steps; i += 1) {
    if (!dark[i]) continue;
    const begin = i;
    while (i + 1 < steps && dark[i + 1]) i += 1;
    spans.push(shape('rect', { class: 'dark', x: x(begin), y: BARS.top, width: x(i + 1) - x(begin), height: LINE.top + LINE.height - BARS.top }));
  }
  return spans;
}

export function drawBars(layout, { people, masked, bare }) {
  const top = ceiling(Math.max(1, ...people, ...masked.map((count, i) => count + bare[i])));
  const y = (count) => BARS.top + BARS.height * (1 - count / top);
  const gap = layout.x(1) - layout.x(0) > 5 ? 1 : 0;
  const bars = (low, high) => {
    const parts = high.map((count, i) => {
      if (count <= low[i]) return '';
      return `M${layout.x(i)} ${y(low[i])}V${y(count)}H${layout.x(i + 1) - gap}V${y(low[i])}z`;
    });
    return parts.join('');
  };
  const none = people.map(() => 0);
  const settled = masked.map((count, i) => count + bare[i]);
  const wholes = top === 1 ? [0, 1] : [0, top / 2, top];
  return [
    ...wholes.flatMap((count) => rule(layout, y(count), number(count))),
    shape('path', { class: 'masked', d: bars(none, masked) }),
    shape('path', { class: 'bare', d: bars(masked, settled) }),
    shape('path', { fill: 'url(#hatch)', d: bars(masked, settled) }),
    shape('path', { class: 'unsettled', d: bars(settled, people) }),
  ];
}

export function drawLine(layout, { compliance }) {
  const y = (share) => LINE.top + LINE.height * (1 - share);
  let path = '';
  compliance.forEach((share, i) => {
    if (share === null) return;
    path += `${i && compliance[i - 1] !== null ? 'L' : 'M'}${layout.x(i)} ${y(share)}H${layout.x(i + 1)}`;
  });
  return [
    ...[0, 0.5, 1].flatMap((share) => rule(layout, y(share), `${share * 100} %`)),
    shape('path', { class: 'rate', d: path }),
    ...times(layout),
  ];
}

function rule(layout, y, text) {
  return [
    shape('line', { class: 'grid', x1: layout.left, x2: layout.width - layout.right, y1: y, y2: y }),
    shape('text', { x: layout.left - 6, y: y + 4, 'text-anchor': 'end' }, text),
  ];
}

/** Round times of the reader's clock, as many as there is room for. */
function times({ from, step, steps, x, width, left, right }) {
  const minutes = (step * steps) / 60000;
  const every = TICKS.find((each) => ((width - left - right) * each) / minutes >= TICK_SPACE) ?? TICKS.at(-1);
  const zone = new Date(from).getTimezoneOffset() * 60000;
  const first = Math.ceil((from - zone) / (every * 60000)) * every * 60000 + zone;
  const ticks = [];
  for (let at = first; at <= from + step * steps; at += every * 60000) {
    const middle = x((at - from) / step);
    if (middle > width - right - 16 || middle < left + 12) continue;
    ticks.push(shape('text', { x: middle, y: HEIGHT - 6, 'text-anchor': 'middle' }, minute(new Date(at))));
  }
  return ticks;
}
