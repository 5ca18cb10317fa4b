// Alarms that are on, above everything else.
import { $, make } from './dom.js';
import { cameras } from './cameras.js';
import { language, minute, t } from './text.js';
import { when } from './when.js';

export function beginAlarms() {
  cameras.watch(paint);
  language.watch(paint);
}

/** What an alarm says of itself: how many were seen, since when and where. */
export function alarmWords({ alarm: { zone, peak, since } }) {
  const where = zone ? t('alarm.zone', { zone }) : '';
  return `${t('alarm.words', { peak, time: when(new Date(since), minute) })}${where}`;
}

/** Read out when it changes, so it only changes with its words. */
function paint() {
  const alarmed = (cameras.value?.cameras ?? []).filter(({ alarm }) => alarm?.on);
  const box = $('alarms');
  const lines = alarmed.map((camera) => [camera.id, `${t('alarm')}: ${alarmWords(camera)}`]);
  const text = JSON.stringify(lines);
  box.hidden = !lines.length;
  if (box.dataset.text === text) return;
  box.dataset.text = text;
  box.replaceChildren(...lines.map(([id, words]) => {
    const line = make('p');
    const link = make('a', id);
    link.href = `#camera/${encodeURIComponent(id)}`;
    line.append(link, ` · ${words}`);
    return line;
  }));
}
