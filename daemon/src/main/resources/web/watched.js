/** A value that others are told of when it changes. */
export function watched(initial) {
  let current = initial;
  const watchers = [];
  return {
    get value() {
      return current;
    },
    set value(next) {
      current = next;
      watchers.forEach((watcher) => watcher(next));
    },
    watch(watcher) {
      watchers.push(watcher);
    },
  };
}
