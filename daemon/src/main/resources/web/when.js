// Times of day, with the day where it is not today.
import { now } from './api.js';
import { clock } from './text.js';

const DAY = { day: 'numeric', month: 'short' };

/** Of the gateway's clock, as the reader's calendar has it. */
export const today = () => new Date(now()).toDateString();

export const moment = (date) => clock(date, DAY);

/** @param say clock or minute */
export const when = (date, say) => say(date, date.toDateString() === today() ? {} : DAY);
