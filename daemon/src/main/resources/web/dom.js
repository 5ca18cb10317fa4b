export const $ = (id) => document.getElementById(id);

export function make(tag, text, className) {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  if (className) node.className = className;
  return node;
}

/** What the gateway says in its own words, which are English whatever the language of the page. */
export function quote(text, tag = 'span', className = '') {
  const node = make(tag, text, className);
  node.lang = 'en';
  return node;
}

/** A copy of a template's first element. */
export function copy(template) {
  return $(template).content.firstElementChild.cloneNode(true);
}

/** Terms and descriptions, those without a value left out. */
export function terms(pairs) {
  return pairs
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .flatMap(([term, value]) => {
      const description = make('dd');
      description.append(value);
      return [make('dt', term), description];
    });
}

/** Only what changed is put anew, so that whoever reads on or has selected something stays where he is. */
export function replace(box, parts) {
  parts.forEach((part, at) => {
    const present = box.children[at];
    if (!present) box.append(part);
    else if (!present.isEqualNode(part)) present.replaceWith(part);
  });
  while (box.children.length > parts.length) box.lastElementChild.remove();
}

/**
 * Runs a task now and again while the page is seen; never twice at the same time. The answer runs it at once, or once more
 * where it is running: what it asked for may have changed.
 */
export function repeat(task, millis) {
  let timer;
  let running = false;
  let again = false;
  const turn = async () => {
    clearTimeout(timer);
    again = running;
    if (document.hidden || running) return;
    running = true;
    try {
      await task();
    } finally {
      running = false;
      timer = setTimeout(turn, again ? 0 : millis);
    }
  };
  document.addEventListener('visibilitychange', turn);
  turn();
  return turn;
}
