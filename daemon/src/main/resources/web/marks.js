// Zones and lines over a camera's picture, in units of the camera's columns.
const SVG = 'http://www.w3.org/2000/svg';
const ARROW = 0.05; // of the picture's width

function shape(tag, attributes, text) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text !== undefined) node.textContent = text;
  return node;
}

/** Twice, since no one colour is seen on every picture. */
const lined = (tag, attributes) => ['halo', 'stroke'].map((name) => shape(tag, { ...attributes, class: name }));

/**
 * Names are of one size whatever the picture's.
 *
 * @param names whether there is room for them
 */
export function drawMarks(svg, { zones, lines, width, height }, names) {
  if (!width) return;
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  const place = ([x, y]) => [x * width, y * height];
  // Asking for a size makes the browser lay the page out at once.
  const size = names ? (13 * width) / (svg.parentElement.clientWidth || 600) : 0;
  const text = (x, y, words) => {
    const left = Math.min(Math.max(x, size / 2), width - size * words.length * 0.6);
    const top = Math.min(Math.max(y, size * 1.2), height - size / 2);
    return ['halo', 'fill'].map((name) => shape('text', { class: name, x: left, y: top, 'font-size': size }, words));
  };
  const drawn = [];
  for (const { name, polygon } of zones) {
    const corners = polygon.map(place);
    drawn.push(...lined('polygon', { points: corners.join(' ') }));
    const [x, y] = corners.reduce((best, corner) => (corner[0] + corner[1] < best[0] + best[1] ? corner : best));
    if (names) drawn.push(...text(x + size / 2, y + size * 1.4, name));
  }
  for (const { name, from, to } of lines) {
    const [[x0, y0], [x1, y1]] = [place(from), place(to)];
    const length = Math.hypot(x1 - x0, y1 - y0) || 1;
    const [ax, ay] = [(x1 - x0) / length, (y1 - y0) / length];
    const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
    const far = ARROW * width;
    // To the right of the line is in.
    const [tx, ty] = [x - ay * far, y + ax * far];
    const wing = (side) => `${tx + (ay + side * ax) * far * 0.35},${ty + (-ax + side * ay) * far * 0.35}`;
    drawn.push(...lined('path', { d: `M${x0},${y0}L${x1},${y1}M${x},${y}L${tx},${ty}M${wing(1)}L${tx},${ty}L${wing(-1)}` }));
    if (names) drawn.push(...text(tx + size / 2, ty + size / 3, name));
  }
  svg.replaceChildren(...drawn);
}
