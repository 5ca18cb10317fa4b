// Whether the gateway does its work, in the header and as a list.
import { $, make, quote, repeat } from './dom.js';
import { api, asksWho, now } from './api.js';
import { duration, has, language, number, t } from './text.js';
import { watched } from './watched.js';

/** The last answer of /api/status and when the gateway began, in ms of its clock; or the error in their place. */
export const status = watched({});

/** Told when answers come again after one that did not: what has been connected since before may be dead and say nothing of it. */
export const back = watched(undefined);

export function beginStatus() {
  status.watch(paint);
  language.watch(paint);
  let unreachable = false;
  repeat(async () => {
    try {
      const answer = await api('/api/status');
      const version = status.value.now?.version;
      // Scripts of before an upgrade know neither its mends nor its words.
      if (version !== undefined && version !== answer.version) location.reload();
      status.value = { now: answer, began: now() - answer.uptimeSeconds * 1000 };
      if (unreachable) {
        unreachable = false;
        back.value = Date.now();
      }
    } catch (error) {
      status.value = { ...status.value, error };
      if (error.status === 0) unreachable = true;
    }
  }, 4000);
}

function paint() {
  const { now: answer, error } = status.value;
  if (error) {
    ready(asksWho(error) ? '' : 'down', t(asksWho(error) ? 'login.needed' : 'ready.unreachable'));
    trouble(asksWho(error) ? [] : [failure(error)]);
    if (!answer && !asksWho(error)) $('health').replaceChildren(make('p', t('health.unknown'), 'dim'));
    return;
  }
  if (!answer) return;
  document.title = `${answer.gateway} · Maskgate`;
  $('gateway').textContent = t('gateway.up', { gateway: answer.gateway, time: duration(answer.uptimeSeconds) });
  $('version').textContent = `Maskgate ${answer.version}`;
  const up = answer.ready.status === 'UP';
  ready(up ? 'up' : 'down', t(up ? 'ready.up' : 'ready.down'));
  const checks = answer.ready.checks.filter((check) => !check.name.startsWith('camera/'));
  trouble(checks.filter((check) => check.status !== 'UP').map((check) => {
    const line = make('p');
    line.append(make('strong', nameOf(check)), ': ', ...detail(check));
    return line;
  }));
  const list = make('ul', undefined, 'checks');
  list.append(...checks.map(row));
  $('health').replaceChildren(list);
}

function ready(state, text) {
  $('ready').className = `pill ${state}`;
  if ($('ready').textContent !== text) $('ready').textContent = text;
}

function failure(error) {
  const line = make('p', error.status ? error.message : t('error.retrying'));
  if (error.detail) line.append(': ', quote(error.detail));
  return line;
}

/** An alert is read out when it changes, so it only changes with its words. */
function trouble(lines) {
  const box = $('trouble');
  const text = lines.map((line) => line.textContent).join('\n');
  box.hidden = !lines.length;
  if (box.dataset.text === text) return;
  box.dataset.text = text;
  box.replaceChildren(...lines);
}

function row(check) {
  const up = check.status === 'UP';
  const item = make('li', undefined, up ? 'up' : 'down');
  const name = make('span', nameOf(check), 'check-name');
  name.append(make('span', ` ${t(up ? 'check.up' : 'check.down')}`, 'unseen'));
  const text = make('span', undefined, 'small dim');
  text.append(...detail(check));
  item.append(name, text);
  return item;
}

const nameOf = ({ name }) => (has(`check.${name}`) ? t(`check.${name}`) : name);

function detail({ name, data }) {
  if (name === 'cameras') return [t('check.cameras.sum', data)];
  if (name === 'disk' && data.messages !== undefined) {
    const waiting = t('check.disk.sum', { n: data.messages, messages: number(data.messages) });
    const lost = data.lost ? ` · ${t('check.disk.lost', { lost: number(data.lost) })}` : '';
    return data.detail ? [quote(data.detail), lost] : [waiting + lost];
  }
  return [quote([data.name, data.detail].filter(Boolean).join(' · '))];
}
