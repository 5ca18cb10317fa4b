// Alarms that are on, above everything else.
import { $, make } from './dom.js';
import { cameras } from './cameras.js';
import { language, minute, t } from './text.js';
import { when } from './when.js';

const lines = new Map(); // by camera

export function beginAlarms() {
  cameras.watch(paint);
  language.watch(paint);
}

/** What an alarm says of itself: how many were seen, since when and where. */
export function alarmWords({ alarm: { zone, peak, since } }) {
  const where = zone ? t('alarm.zone', { zone }) : '';
  return `${t('alarm.words', { peak, time: when(new Date(since), minute) })}${where}`;
}

/** A line is read out when it changes, so it only changes with its words; its link keeps the keyboard's focus. */
function paint() {
  const alarmed = (cameras.value?.cameras ?? []).filter(({ alarm }) => alarm?.on);
  const box = $('alarms');
  const ids = new Set(alarmed.map(({ id }) => id));
  for (const [id, line] of lines) {
    if (ids.has(id)) continue;
    line.remove();
    lines.delete(id);
  }
  alarmed.forEach((camera, at) => {
    const line = lines.get(camera.id) ?? add(camera.id);
    const words = ` · ${t('alarm')}: ${alarmWords(camera)}`;
    if (line.lastChild.data !== words) line.lastChild.data = words;
    if (box.children[at] !== line) box.insertBefore(line, box.children[at] ?? null);
  });
  box.hidden = !alarmed.length;
}

function add(id) {
  const line = make('p');
  line.setAttribute('aria-atomic', 'true');
  const link = make('a', id);
  link.href = `#camera/${encodeURIComponent(id)}`;
  line.append(link, document.createTextNode(''));
  lines.set(id, line);
  return line;
}
