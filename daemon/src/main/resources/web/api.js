// The page asks its own origin and nobody else.
import { has, t } from './text.js';

/** Why a request failed, for people: a title in their language and the gateway's own words. Status 0: no answer came. */
export class ApiError extends Error {
  constructor(status, title, detail = '') {
    super(title);
    this.status = status;
    this.detail = detail;
  }
}

/** Whether an error is the login's matter alone: what waits behind it stays as it is. */
export const asksWho = (error) => error?.status === 401;

const locked = { now: false, tell: () => {} };
let ahead = 0;

/** Told once when the gateway wants to know who asks; nothing more is asked for until the page is loaded again. */
export function onLocked(tell) {
  locked.tell = tell;
}

/** The gateway's present time in ms; its clock and the browser's may differ. */
export const now = () => Date.now() + ahead;

export async function api(path, options = {}) {
  const response = await ask(path, options);
  return response.status === 204 ? undefined : response.json();
}

export async function ask(path, options = {}) {
  const login = path === '/api/session';
  if (locked.now && !login) throw new ApiError(401, t('login.needed'));
  let response;
  try {
    response = await fetch(path, { ...options, headers: { Accept: 'application/json', ...options.headers } });
  } catch {
    throw new ApiError(0, t('error.unreachable'));
  }
  const date = Date.parse(response.headers.get('Date'));
  if (Math.abs(date - Date.now()) > 3000) ahead = date - Date.now();
  if (response.ok) return response;
  if (response.status === 401 && !login && !locked.now) {
    locked.now = true;
    locked.tell();
  }
  const problem = await response.json().catch(() => ({}));
  const key = `problem.${String(problem.type).split(':').pop()}`;
  const title = has(key) ? t(key) : (problem.title ?? t('error.status', { status: response.status }));
  throw new ApiError(response.status, title, problem.detail);
}
