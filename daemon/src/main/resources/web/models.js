// Going over to another model: where that stands for everybody, and the button for those who may.
import { $, make, quote } from './dom.js';
import { ask } from './api.js';
import { operatesAll } from './me.js';
import { minute, number, percent, t } from './text.js';
import { when } from './when.js';

const CHANGING = ['loading', 'comparing', 'probation'];
const READ = 30000; // so long at the least a fault is told that is over
const KINDS = { active: 'past', wished: 'past', rolled_back: 'bad', refused: 'bad' };

/** Whether another model is about to serve. */
export const underWay = (answer) => CHANGING.includes(answer?.activation?.state);

/**
 * Whether the old model is called like the one on probation: among the models each name stands once. With one tag for both
 * there is no way back but by the configuration.
 */
const hasOldOfItsName = ({ activation, models, serving }) =>
  activation?.state === 'probation' && activation.before !== serving && activation.before.startsWith(`${models[0].name}@`);

const stage = ({ activation }) => `${activation?.state} ${activation?.since}`;

export class Others {
  #again;
  #answer;
  #fault;
  #faultAt; // the stage at which it came, and when
  #faultSince;
  #text = '';

  /** @param again asks for the models anew */
  constructor(again) {
    this.#again = again;
  }

  paint(answer) {
    const passed = !underWay(answer) && stage(answer) !== this.#faultAt;
    // A refusal stays as true as it was; that nothing answers is untrue when something does.
    const answered = this.#fault?.status === 0 && answer !== this.#answer && Date.now() - this.#faultSince > READ;
    if (passed || answered) this.#fault = undefined;
    this.#answer = answer;
    const { activation, models, problems = [] } = answer;
    const parts = [];
    if (activation && activation.state !== 'idle') parts.push(this.#progress(activation, answer));
    if (this.#fault) parts.push(note('bad', this.#fault.status === 0 ? t('error.unreachable') : this.#fault.message, this.#fault.detail));
    if (operatesAll() && answer.canBeTried && !underWay(answer)) parts.push(this.#anew(models[0].name));
    if (operatesAll() && hasOldOfItsName(answer)) parts.push(this.#oldOfItsName(activation.before));
    const others = operatesAll() ? models.slice(1) : [];
    if (others.length) {
      const list = make('ul', undefined, 'others');
      list.append(...others.map((card) => this.#row(card)));
      parts.push(make('h4', t('model.others')), list);
    }
    if (operatesAll()) parts.push(...problems.map((problem) => note('warn', t('model.problem'), problem)));
    this.#show(parts);
  }

  /** Only what changed is put anew, so that a button keeps the focus; a change of state is read out. */
  #show(parts) {
    const box = $('model-change');
    const text = document.documentElement.lang + parts.map((part) => part.outerHTML).join('');
    box.hidden = !parts.length;
    if (this.#text === text) return;
    this.#text = text;
    const held = box.contains(document.activeElement) ? document.activeElement.dataset.model : undefined;
    box.replaceChildren(...parts);
    if (held) box.querySelector(`[data-model="${CSS.escape(held)}"]`)?.focus();
  }

  #row(card) {
    const row = make('li');
    const about = make('span');
    const map = card.metrics?.[0]?.map50;
    const figures = [map && `mAP50 ${number(map, 3)}`, card.input && `${card.input.width} × ${card.input.height}`];
    about.append(make('strong', card.name), ' ', make('span', figures.filter(Boolean).join(' · '), 'dim small'));
    const button = this.#button(t('model.activate'), card.name);
    button.setAttribute('aria-label', t('model.activate.this', { model: card.name }));
    row.append(about, button);
    return row;
  }

  /** Its files were exchanged, or the engine that is configured was refused. */
  #anew(model) {
    const list = make('ul', undefined, 'others');
    const row = make('li');
    row.append(make('span', t('model.changed', { model })), this.#button(t('model.anew', { model }), model));
    list.append(row);
    return list;
  }

  #oldOfItsName(before) {
    const list = make('ul', undefined, 'others');
    const row = make('li');
    row.append(this.#button(t('model.back.to', { model: before }), before));
    list.append(row);
    return list;
  }

  #button(text, model) {
    const button = make('button', text, 'quiet');
    button.type = 'button';
    button.dataset.model = model;
    // Any other would be refused.
    button.setAttribute('aria-disabled', underWay(this.#answer) && !this.#leadsBack(model));
    button.addEventListener('click', () => {
      if (button.getAttribute('aria-disabled') !== 'true' && confirm(this.#question(model))) this.#activate(model);
    });
    return button;
  }

  /** By name, or by name@sha8. */
  #leadsBack(model) {
    const { state, before } = this.#answer.activation ?? {};
    return state === 'probation' && (before === model || before.startsWith(`${model}@`));
  }

  /** The way back from a model on probation is another matter than a way to a new one. */
  #question(model) {
    const fresh = this.#answer.activation?.model;
    return this.#leadsBack(model) ? t('model.back', { model, fresh }) : t('model.sure', { model });
  }

  /**
   * With what became of it nobody has to live for good: activating what serves leaves it at that. By its tag, since under
   * its name there may be another engine or other files by now.
   */
  #progress(activation, { serving, canBeLeft, models }) {
    const { name } = models[0] ?? {};
    const box = progress(activation);
    if (!canBeLeft || !box.classList.contains('bad') || !operatesAll()) return box;
    const button = make('button', t('model.leave', { model: name }), 'quiet');
    button.type = 'button';
    button.dataset.model = name;
    button.addEventListener('click', () => this.#activate(serving));
    box.append(button);
    return box;
  }

  async #activate(model) {
    try {
      const answer = await ask(`/api/models/${encodeURIComponent(model)}/activate`, { method: 'POST' });
      this.#fault = undefined;
      this.#answer.activation = await answer.json();
    } catch (error) {
      this.#fault = error;
      this.#faultAt = stage(this.#answer);
      this.#faultSince = Date.now();
    }
    this.paint(this.#answer);
    this.#again();
  }
}

function progress({ state, model, before, since, detail, wished, agreement }) {
  const key = wished ? 'wished' : state;
  const words = t(`rollout.${key}`, { model, before, time: when(new Date(since), minute) });
  const box = note(KINDS[key] ?? 'warn', words, detail);
  if (agreement?.frames && typeof agreement.share === 'number') {
    box.append(make('p', t('model.agreement', { share: percent(agreement.share), frames: number(agreement.frames) }), 'small'));
  }
  return box;
}

function note(kind, title, detail) {
  const box = make('div', undefined, `note ${kind}`);
  box.append(make('strong', title));
  if (detail) box.append(quote(detail, 'p', 'small'));
  return box;
}
