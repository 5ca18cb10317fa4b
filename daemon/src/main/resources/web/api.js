// The page asks its own origin and nobody else.
import { has, t } from './text.js';
import { watched } from './watched.js';

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

const PATIENCE = 20000;
/** For a picture that is sent: a minute to arrive, and what looking at it takes. */
export const PATIENCE_TO_SEND = 90000;

/** Whether the gateway wants to know who asks; nothing more is asked for then until the page is loaded again. */
export const locked = watched(false);
let ahead = 0;

/** The gateway's present time in ms; its clock and the browser's may differ. */
export const now = () => Date.now() + ahead;

export async function api(path, options = {}) {
  const response = await ask(path, options);
  if (response.status === 204) return undefined;
  return response.json().catch(() => {
    throw new ApiError(0, t('error.unreachable'));
  });
}

/**
 * A machine that lost its power or its line never answers, and says nothing of it: whoever asks waits so long, and as long
 * again for each further piece, since what is slow in coming comes.
 */
export async function ask(path, { patience = PATIENCE, signal, ...options } = {}) {
  const login = path === '/api/session';
  if (locked.value && !login) throw new ApiError(401, t('login.needed'));
  const patient = new AbortController();
  let end;
  const wait = () => {
    clearTimeout(end);
    end = setTimeout(() => patient.abort(), patience);
  };
  wait();
  // Patience ends in any case, and takes this with it: a view that never changes asks with the same signal for days.
  signal?.addEventListener('abort', () => patient.abort(), { signal: patient.signal });
  let response;
  try {
    response = await fetch(path, { ...options, signal: patient.signal, headers: { Accept: 'application/json', ...options.headers } });
  } catch {
    throw new ApiError(0, t('error.unreachable'));
  }
  const apart = Date.parse(response.headers.get('Date')) - Date.now();
  // Either clock may be set right meanwhile.
  if (!Number.isNaN(apart)) ahead = Math.abs(apart) > 3000 ? apart : 0;
  if (response.ok) return response.status === 204 ? response : inPieces(response, wait);
  if (response.status === 401 && !login && !locked.value) locked.value = true;
  // All that a gateway refuses is a problem document; a proxy's own page says that there is none behind it.
  const ours = response.headers.get('Content-Type')?.startsWith('application/problem+json');
  if (!ours && [502, 503, 504].includes(response.status)) throw new ApiError(0, t('error.unreachable'));
  const problem = await response.json().catch(() => ({}));
  const key = `problem.${String(problem.type).split(':').pop()}`;
  const title = has(key) ? t(key) : (problem.title ?? t('error.status', { status: response.status }));
  throw new ApiError(response.status, title, problem.detail);
}

/** @param heard told at each piece that comes */
function inPieces(response, heard) {
  const pieces = new TransformStream({
    transform(piece, next) {
      heard();
      next.enqueue(piece);
    },
  });
  return new Response(response.body?.pipeThrough(pieces), response);
}
