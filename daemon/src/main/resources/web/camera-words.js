// A camera's condition in words.
import { now } from './api.js';
import { aggregates } from './me.js';
import { make, quote } from './dom.js';
import { duration, has, number, percent, t } from './text.js';

/** How long ago a moment of the gateway was. */
export const since = (text) => duration((now() - Date.parse(text)) / 1000);

/** The last error in the reader's language. */
export function cause({ lastError }) {
  if (!lastError) return '';
  return has(`cause.${lastError.cause}`) ? t(`cause.${lastError.cause}`) : lastError.text;
}

/** What went wrong last, where that is why the camera is dark: it may be of weeks ago, as after it was switched on again. */
export const present = ({ lastError, reason }) => (lastError?.text === reason ? lastError : undefined);

export function remedy({ lastError }) {
  return lastError && has(`remedy.${lastError.cause}`) ? t(`remedy.${lastError.cause}`) : '';
}

export function retry(camera) {
  if (isOver(camera)) return t('trouble.over');
  const { retryAt } = camera;
  const seconds = Math.ceil((Date.parse(retryAt) - now()) / 1000);
  return seconds > 0 ? t('trouble.retry', { time: duration(seconds) }) : t('trouble.trying');
}

/** A file that has played to its end; one that is switched on again is dark for another reason. */
function isOver(camera) {
  return !camera.retryAt && present(camera)?.cause === 'ended' && camera.url.startsWith('file:');
}

/** Why a camera is dark, in the gateway's own words, where that is neither its last error nor that it connects. */
export const otherwise = (camera) => (present(camera) || camera.reason === 'connecting' ? '' : camera.reason);

export function stateFor(camera) {
  return t('state.for', { state: t(`state.${camera.state}`), time: since(camera.since) });
}

export function decoding({ decoding: { attention, cores } }) {
  const parts = [attention === 'sparse' ? t('decoding.sparse') : '', cores ? t('decoding.cores', { share: percent(cores) }) : ''];
  return parts.filter(Boolean).join(' · ');
}

export const size = ({ width, height }) => (width ? `${width} × ${height}` : '');
export const rate = ({ framesPerSecond }) => t('rate', { rate: number(framesPerSecond, 1) });

/**
 * Why there is no picture, as icon, title and text; nothing where one is to be seen.
 *
 * @param pictures whether the gateway lets pictures out
 */
export function hidden(camera, pictures) {
  if (camera.state === 'disabled') return { icon: 'off', title: stateFor(camera), text: [t('view.disabled')] };
  if (camera.state !== 'online') {
    const why = present(camera) ? cause(camera) : otherwise(camera) && quote(otherwise(camera));
    return { icon: 'lost', title: stateFor(camera), text: why ? [why, make('br'), retry(camera)] : [t('trouble.trying')] };
  }
  if (aggregates()) return { icon: 'shield', title: t('view.aggregate'), text: [t('view.aggregate.why')] };
  if (!pictures) {
    const [before, after] = t('view.off.why').split('|');
    return { icon: 'shield', title: t('view.off'), text: [before, make('code', 'web.preview: true'), after] };
  }
  return undefined;
}
