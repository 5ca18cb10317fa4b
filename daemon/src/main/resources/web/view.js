// The place for a camera's picture: live, renewed now and then, or covered with the reason why there is none.
import { copy } from './dom.js';
import { ApiError, ask, asksWho } from './api.js';
import { drawMarks } from './marks.js';
import { t } from './text.js';

const STILL_EVERY = 3000;
const AGAIN_AFTER = 5000;
const CAMERA = 'M3 8.5A1.5 1.5 0 0 1 4.5 7h9A1.5 1.5 0 0 1 15 8.5v7a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 3 15.5zM15 11l6-3v8l-6-3';
const ICONS = {
  wait: CAMERA,
  lost: `${CAMERA}M3 3l18 18`,
  off: 'M12 4v8M7.5 6.5a7 7 0 1 0 9 0',
  shield: 'M12 3l7.5 3v5.5c0 4.5-3.2 8-7.5 9.5-4.3-1.5-7.5-5-7.5-9.5V6zM9 12l2.2 2.2L15.2 10',
};

let lastInTurn = Promise.resolve();

/** Runs tasks one after the other: stills of many cameras would take every connection that is left for what ends soon. */
function inTurn(task) {
  const done = lastInTurn.then(task);
  lastInTurn = done.then(() => {}, () => {});
  return done;
}

export class View {
  #image;
  #veil;
  #marks;
  #names;
  #state;
  #camera = { id: '' };
  #mode = 'none';
  #turn = 0; // of shows: what an earlier one waited for is no concern of the present one
  #over = new AbortController(); // takes back what this turn asked for
  #picture; // the address of the last still
  #timer;
  #failure;

  /** @param names whether zones and lines are named */
  constructor(names = false) {
    this.#names = names;
    this.node = copy('view-template');
    this.#marks = this.node.querySelector('.marks');
    this.#image = this.node.querySelector('img');
    this.#veil = this.node.querySelector('.veil');
    this.#state = this.node.querySelector('.state');
  }

  /** @param hidden why there is nothing to be seen, if so */
  paint(camera, hidden) {
    this.#camera = camera;
    this.#state.hidden = false;
    this.#state.textContent = t(`state.${camera.state}`);
    this.#state.className = `state ${camera.state}`;
    this.#mark();
    if (!hidden && this.#broken) this.#stream();
    if (hidden) this.#cover(hidden);
    else if (this.#failure) this.#cover({ icon: 'lost', title: t('view.none'), text: [this.#failure.message] });
    else if (this.#image.hidden) this.#cover({ icon: 'wait', title: t('view.waiting'), text: [] });
    else this.#uncover();
  }

  /** There is no such camera any more. */
  gone() {
    this.#state.hidden = true;
    this.#cover({ icon: 'lost', title: t('detail.gone'), text: [] });
  }

  /** @param mode live, still or none */
  show(mode) {
    if (mode === this.#mode) return;
    this.#stop();
    this.#mode = mode;
    if (mode === 'live') this.#stream();
    if (mode === 'still') this.#still();
  }

  /** A live picture may come over a line that is dead and says nothing of it; a still is not waited for without end. */
  again() {
    if (this.#mode !== 'live') return;
    this.show('none');
    this.show('live');
  }

  /** A stream that was cut after its first picture tells nobody: only the picture is gone. */
  get #broken() {
    const image = this.#image;
    return this.#mode === 'live' && image.hasAttribute('src') && image.complete && image.naturalWidth === 0;
  }

  #cover({ icon, title, text }) {
    this.#veil.hidden = false;
    this.#marks.toggleAttribute('hidden', true);
    this.#veil.querySelector('path').setAttribute('d', ICONS[icon]);
    this.#veil.querySelector('.veil-title').textContent = title;
    this.#veil.querySelector('.veil-text').replaceChildren(...text);
  }

  get #path() {
    return `/api/cameras/${encodeURIComponent(this.#camera.id)}`;
  }

  #stream() {
    const mine = this.#turn;
    const image = this.#image;
    if (!this.#picture) image.hidden = true;
    image.alt = t('view.live', { camera: this.#camera.id });
    image.onload = () => {
      this.#hold(undefined);
      this.#seen();
    };
    image.onerror = async () => {
      this.#put(this.#picture);
      // An image tells no reason; the snapshot's answer does, and where it is a picture, that is better than none.
      const failure = await this.#single(mine);
      this.#later(mine, failure, () => this.#stream(), AGAIN_AFTER);
    };
    image.src = `${this.#path}/preview.mjpeg?${Date.now()}`;
  }

  async #still() {
    const mine = this.#turn;
    const failure = await this.#single(mine);
    this.#later(mine, failure, () => this.#still(), STILL_EVERY);
  }

  /** Behind the login nothing is asked for until the page is loaded again. */
  #later(mine, failure, task, millis) {
    if (mine === this.#turn && !asksWho(failure)) this.#timer = setTimeout(task, millis);
  }

  /** Shows one picture, or why there is none, which it returns. */
  async #single(mine) {
    const { picture, failure } = await this.#snapshot().then((picture) => ({ picture }), (failure) => ({ failure }));
    if (mine !== this.#turn) return failure;
    if (picture) {
      this.#image.alt = t('view.still', { camera: this.#camera.id });
      this.#put(this.#hold(URL.createObjectURL(picture)));
    } else {
      this.#put(this.#hold(undefined));
      this.#failure = failure;
      this.#cover({ icon: 'lost', title: t('view.none'), text: [failure.message] });
    }
    return failure;
  }

  /** Puts a still there, or nothing. */
  #put(still) {
    const image = this.#image;
    image.onload = () => this.#seen();
    image.onerror = null;
    if (still) {
      image.src = still;
    } else {
      image.hidden = true;
      image.removeAttribute('src');
    }
  }

  /** One picture at a time is kept in the browser's memory. */
  #hold(address) {
    if (this.#picture) URL.revokeObjectURL(this.#picture);
    this.#picture = address;
    return address;
  }

  /** The gateway answers when there is a new picture, which may take seconds: what people wait for goes first. */
  #snapshot() {
    const { signal } = this.#over;
    return inTurn(async () => {
      if (signal.aborted) throw new ApiError(0, '');
      const answer = await ask(`${this.#path}/snapshot.jpg`, {
        signal, priority: 'low', headers: { Accept: 'image/jpeg, application/problem+json' } });
      return answer.blob().catch(() => {
        throw new ApiError(0, t('error.unreachable'));
      });
    });
  }

  #uncover() {
    this.#veil.hidden = true;
    this.#marks.toggleAttribute('hidden', false);
  }

  /** Where pixels are not square, the picture has another shape than the camera counts. */
  #mark() {
    const { naturalWidth, naturalHeight } = this.#image;
    const { width, height } = this.#camera;
    const seen = naturalWidth ? (width * naturalHeight) / naturalWidth : height;
    drawMarks(this.#marks, { ...this.#camera, height: seen }, this.#names);
  }

  #seen() {
    this.#failure = undefined;
    this.#image.hidden = false;
    this.#mark();
    this.#uncover();
  }

  #stop() {
    this.#turn += 1;
    this.#over.abort();
    this.#over = new AbortController();
    clearTimeout(this.#timer);
    this.#image.onload = null;
    this.#image.onerror = null;
    this.#image.removeAttribute('src');
    this.#image.hidden = true;
    this.#hold(undefined);
    this.#failure = undefined;
  }
}
