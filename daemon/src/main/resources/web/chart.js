// Faces over time as stacked bars, the share of masks as a line below, and the same as a table.
import { copy, make } from './dom.js';
import { drawBars, drawDark, drawLine, lay } from './plot.js';
import { minute, number, percent, span, t, translate } from './text.js';
import { when } from './when.js';

export class Chart {
  #place;
  #figure = copy('chart-template');
  #svg = this.#figure.querySelector('svg');
  #cursor = this.#figure.querySelector('input');
  #data;
  #layout;

  /** @param place is filled by the chart or by the words in its stead */
  constructor(place) {
    this.#place = place;
    place.replaceChildren(loading());
    new ResizeObserver(() => this.#draw()).observe(place);
    this.#cursor.addEventListener('input', () => this.#point());
    this.#cursor.addEventListener('pointermove', (event) => this.#hover(event));
    this.#figure.querySelector('details').addEventListener('toggle', () => this.#table());
  }

  /** Words in place of the chart. */
  say(title, text) {
    this.#data = undefined;
    const box = make('div', undefined, 'empty');
    box.append(make('p', title), make('p', text, 'small'));
    this.#place.replaceChildren(box);
  }

  /**
   * @param data from and step in ms; people, masked and bare as counts of each step; compliance as shares, null where
   *     there was nobody; dark where nothing is known; kept in ms is since when something can be, if that is known; few
   *     has, of each step, whether masked or bare was left out as too few, and how many more people there may be for it;
   *     longest in ms where the counts are of passages in intervals, which may be of more than one step, while in minutes
   *     a face counts anew in each; note is said below
   */
  show(data) {
    const atEnd = !this.#data || Number(this.#cursor.value) >= this.#data.people.length - 1;
    this.#data = data;
    translate(this.#figure);
    this.#cursor.max = data.people.length - 1;
    if (atEnd) this.#cursor.value = data.people.length - 1;
    this.#figure.querySelector('figcaption').textContent = [this.#summary(), ...this.#grey(), data.note].filter(Boolean).join(' ');
    if (!this.#figure.isConnected) this.#place.replaceChildren(this.#figure);
    this.#draw();
    this.#table();
  }

  #summary() {
    const { people, masked, bare, few } = this.#data;
    const most = Math.max(...people);
    if (!most) return t(few.people.some(Boolean) ? 'chart.few' : 'chart.nobody');
    const every = span((this.#data.longest ?? this.#data.step) / 1000);
    const more = people.some((count, i) => few.people[i] && count + few.people[i] > most);
    return t(more ? 'chart.least' : 'chart.most', { most: number(most), every }) + this.#share();
  }

  /** Why there is nothing to be seen: no camera looked, or it was before what the gateway remembers. */
  #grey() {
    const { from, step, dark, kept } = this.#data;
    let known = 0;
    while (dark[known] && from + known * step < kept) known += 1;
    const before = known ? [t('chart.before', { time: when(new Date(kept), minute) })] : [];
    return dark.slice(known).some(Boolean) ? [...before, t(known ? 'chart.dark.other' : 'chart.dark')] : before;
  }

  /** The steps of which both counts are told are no sample of all: where few go without a mask, they are the few bad ones. */
  #share() {
    const { masked, bare, few, longest } = this.#data;
    const told = masked.map((_, i) => !few.masked[i] && !few.bare[i]);
    const total = (counts) => counts.reduce((sum, count, i) => sum + (told[i] ? count : 0), 0);
    const faces = total(masked) + total(bare);
    const all = told.every(Boolean);
    const share = faces && percent(total(masked) / faces);
    if (faces) return t(longest === undefined ? 'chart.share.minutes' : all ? 'chart.share' : 'chart.share.told', { share });
    return t(all ? 'chart.unsettled' : 'chart.untold');
  }

  #draw() {
    if (!this.#data || !this.#svg.clientWidth) return;
    const layout = lay(this.#svg.clientWidth, this.#data);
    this.#svg.setAttribute('viewBox', `0 0 ${layout.width} ${layout.height}`);
    this.#svg.style.height = `${layout.height}px`;
    this.#cursor.style.left = `${layout.left}px`;
    this.#cursor.style.width = `${layout.width - layout.left - layout.right}px`;
    this.#svg.replaceChildren(...drawDark(layout, this.#data), ...drawBars(layout, this.#data), ...drawLine(layout, this.#data), layout.pointer);
    this.#layout = layout;
    this.#point();
  }

  #hover(event) {
    const { left, width } = this.#cursor.getBoundingClientRect();
    const share = (event.clientX - left) / width;
    this.#cursor.value = Math.floor(share * this.#data.people.length);
    this.#point();
  }

  /** Says what there was at the cursor: as a legend, and as the cursor's text. */
  #point() {
    const i = Number(this.#cursor.value);
    this.#layout.point(i);
    const row = this.#row(i);
    this.#cursor.setAttribute('aria-valuetext', row.map(([name, value]) => `${name} ${value}`).join(', '));
    this.#figure.querySelector('.legend').replaceChildren(...row.map(([name, value, kind]) => {
      const item = make('li', undefined, kind);
      item.append(make('span', name), ' ', make('strong', value));
      return item;
    }));
  }

  #row(i) {
    const { from, step, people, masked, bare, compliance, dark, few } = this.#data;
    const count = (counts, left) => {
      if (dark[i] || (left[i] && !counts[i])) return '–';
      return `${left[i] ? '≥ ' : ''}${number(counts[i])}`;
    };
    return [
      [t('chart.at'), minute(new Date(from + i * step)), 'at'],
      [t('label.facemask'), count(masked, few.masked), 'masked'],
      [t('label.no facemask'), count(bare, few.bare), 'bare'],
      [t('people'), count(people, few.people), 'people'],
      [t('compliance'), compliance[i] === null ? '–' : percent(compliance[i]), 'rate'],
    ];
  }

  #table() {
    const details = this.#figure.querySelector('details');
    if (!details.open || !this.#data) return;
    const rows = this.#data.people.map((_, i) => this.#row(i)).reverse();
    const table = make('table');
    const head = table.createTHead().insertRow();
    for (const [name] of rows[0]) {
      const cell = make('th', name);
      cell.scope = 'col';
      head.append(cell);
    }
    const body = table.createTBody();
    for (const row of rows) {
      const line = body.insertRow();
      for (const [, value] of row) line.insertCell().textContent = value;
    }
    details.querySelector('.table').replaceChildren(table);
  }
}

function loading() {
  const box = make('div', undefined, 'ghost');
  box.append(make('span', t('loading'), 'unseen'), make('div', undefined, 'plot-ghost'));
  return box;
}
