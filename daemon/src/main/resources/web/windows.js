// A browser has six connections to one gateway for all its windows: those in sight share what may take one for good.
import { locked } from './api.js';
import { watched } from './watched.js';

const ENDLESS = 4; // live pictures and streams of events, of all windows; two connections are left for what ends
const EVERY = 5000;
// A window that crashed says nothing of it, and no more does one that waits for an answer to its question.
const SILENT = 24 * EVERY;

const mine = Math.random().toString(36).slice(2);
const others = new Map(); // when each was last heard of

/** How many pictures may be live in this window, and whether it may listen to events. */
export const share = watched({ live: ENDLESS - 1, listens: true });

export function beginWindows() {
  const all = isShared() ? channel('maskgate') : undefined;
  if (!all) return;
  const say = (seen, asks) => all.postMessage({ id: mine, seen, asks });
  // Behind the login nothing is asked for.
  const isSeen = () => !document.hidden && !locked.value;
  locked.watch(() => say(false, false));
  all.addEventListener('message', ({ data: { id, seen, asks } }) => {
    if (seen) others.set(id, performance.now());
    else others.delete(id);
    if (asks && isSeen()) say(true, false);
    divide();
  });
  const present = () => say(isSeen(), isSeen());
  document.addEventListener('visibilitychange', present);
  window.addEventListener('pageshow', present);
  window.addEventListener('pagehide', () => say(false, false));
  setInterval(() => {
    if (isSeen()) say(true, false);
    divide();
  }, EVERY);
  present();
}

/** HTTP/2, as through a proxy, has room for all of them in one connection. */
function isShared() {
  const protocol = performance.getEntriesByType('navigation')[0]?.nextHopProtocol ?? '';
  return protocol === '' || protocol.startsWith('http/');
}

/** Nothing where a browser keeps nothing: its windows know nothing of each other either. */
export function channel(name) {
  try {
    return new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}

/** Each window listens to events as long as there is a connection for each, and live pictures have what is left. */
function divide() {
  const least = performance.now() - SILENT;
  for (const [id, heard] of others) if (heard < least) others.delete(id);
  const all = [mine, ...others.keys()].sort();
  const live = Math.max(0, Math.floor(ENDLESS / all.length) - 1);
  const listens = all.indexOf(mine) < ENDLESS;
  if (live !== share.value.live || listens !== share.value.listens) share.value = { live, listens };
}
