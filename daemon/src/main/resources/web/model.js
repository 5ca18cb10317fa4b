// The card of the model that serves and what it runs on; going over to another is in models.js.
import { $, make, quote, repeat, replace, terms } from './dom.js';
import { api, asksWho } from './api.js';
import { me } from './me.js';
import { underWay, Others } from './models.js';
import { status } from './status.js';
import { compact, language, number, percent, t } from './text.js';

const EVERY = 60000;
const EVERY_WHILE_CHANGING = 2000;
let last = {};
let open = false; // the provenance, whatever is painted anew

export function beginModel() {
  let again = () => {};
  let soon;
  let told; // with the status, of what serves and of what is under way
  const others = new Others(() => again());
  const paintAll = () => paint(others);
  language.watch(paintAll);
  me.watch(paintAll);
  status.watch(({ now: answer }) => {
    if (!answer) return;
    if (last.engine !== answer.engine?.name) paintAll();
    const before = told;
    told = JSON.stringify([answer.engine?.name, answer.ready.checks.find(({ name }) => name === 'model')]);
    // Somebody else may have begun it.
    if (before !== undefined && before !== told) again();
  });
  again = repeat(async () => {
    last = await api('/api/models').then((answer) => ({ answer }), (error) => ({ ...last, error }));
    paintAll();
    clearTimeout(soon);
    if (underWay(last.answer)) soon = setTimeout(() => again(), EVERY_WHILE_CHANGING);
  }, EVERY);
}

function paint(others) {
  const { answer, error } = last;
  if (asksWho(error)) return;
  if (error && !answer) {
    $('model').replaceChildren(make('p', `${t('model.none')} ${error.message}`, 'dim'));
    return;
  }
  if (!answer) return;
  const [card] = answer.models;
  last.engine = status.value.now?.engine?.name;
  const figures = make('dl', undefined, 'figures');
  figures.append(...figuresOf(card).map(([name, value]) => {
    const pair = make('div');
    pair.append(make('dt', name), make('dd', value));
    return pair;
  }));
  const facts = make('dl', undefined, 'facts');
  facts.append(...terms(factsOf(card)));
  others.paint(answer);
  replace($('model'), [make('h3', card.name), figures, facts, ...provenance(card)]);
}

function figuresOf(card) {
  const measured = card.metrics?.[0] ?? {};
  return [
    ['mAP50', digits(measured.map50, 3)],
    [t('model.right'), measured.faces && percent(measured.faces.accuracy)],
    [t('model.input'), card.input && `${card.input.width} × ${card.input.height}`],
    [t('model.parameters'), card.parameters && compact(card.parameters)],
    ['GFLOPs', digits(card.gflops, 2)],
  ].filter(([, value]) => value !== undefined);
}

function factsOf(card) {
  const pictures = Object.entries(card.data ?? {}).filter(([, split]) => split.pictures);
  return [
    [t('model.engine'), last.engine && quote(last.engine)],
    [t('model.labels'), card.labels?.map((label) => t(`label.${label}`)).join(', ')],
    [t('model.data'), pictures.map(([split, data]) => t('model.split', { split, pictures: number(data.pictures) })).join('; ')],
    [t('model.teacher'), card.training?.teacher && quote(card.training.teacher)],
  ];
}

/** The first paragraph says what the data is; the rest is for those who train. */
function provenance(card) {
  if (!card.data?.provenance) return [];
  const box = make('details', undefined, 'provenance small');
  box.open = open;
  box.addEventListener('toggle', () => {
    open = box.open;
  });
  box.append(make('summary', t('model.provenance')), quote(card.data.provenance.split('\n\n')[0], 'p'));
  return [box];
}

const digits = (value, places) => (typeof value === 'number' ? number(value, places) : undefined);
