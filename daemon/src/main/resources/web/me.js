// Who looks at the page, what he may do, and what may leave this gateway.
import { $ } from './dom.js';
import { api, ask, locked } from './api.js';
import { watched } from './watched.js';
import { language, t } from './text.js';
import { channel } from './windows.js';

export const me = watched({ role: 'viewer' });
export const operates = () => me.value.role === 'operator';
/** What changes all cameras, such as a model, is for those alone who may operate every one. */
export const operatesAll = () => operates() && me.value.cameras?.includes('*') === true;
export const aggregates = () => me.value.privacy === 'aggregate';

/** Asks who looks. Until there is an answer the page shows what a viewer may see; one that fails to come changes nothing. */
export async function introduce() {
  me.value = await api('/api/me').catch(() => me.value);
}

let others;

export function beginMe() {
  locked.watch(() => $('login').showModal());
  // What opens one window of a browser opens all of them, but they would not ask again.
  others = channel('maskgate.login');
  others?.addEventListener('message', () => {
    if (locked.value) location.reload();
  });
  $('login').addEventListener('cancel', (event) => event.preventDefault());
  // Browsers let nobody be held in a dialog for ever: a second Escape closes it. Nothing works without it, though.
  $('login').addEventListener('close', () => $('login').showModal());
  $('login-form').addEventListener('submit', login);
  $('logout').addEventListener('click', () => ask('/api/session', { method: 'DELETE' }).finally(() => location.reload()));
  me.watch(paint);
  language.watch(paint);
}

async function login(event) {
  event.preventDefault();
  const fault = $('login-fault');
  fault.textContent = '';
  try {
    const headers = { 'Content-Type': 'application/json' };
    await ask('/api/session', { method: 'POST', headers, body: JSON.stringify({ token: $('token').value.trim() }) });
    others?.postMessage('in');
    location.reload();
  } catch (error) {
    fault.textContent = error.status === 401 ? t('login.wrong') : [error.message, error.detail].filter(Boolean).join(' ');
    $('token').select();
  }
}

function paint() {
  const { privacy, name, login, role } = me.value;
  $('logout').hidden = !login;
  $('reader').hidden = !login;
  if (login) $('reader').textContent = ` · ${name}, ${t(`role.${role}`)}`;
  $('privacy').hidden = !privacy;
  if (privacy) {
    $('privacy').textContent = t(`privacy.${privacy}`);
    $('privacy').title = t(`privacy.${privacy}.why`);
  }
}
