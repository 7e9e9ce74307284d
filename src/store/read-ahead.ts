/** What came of one reading. */
export type Reading<T> = { readonly value: T } | { readonly error: unknown };

/** Readings under way at once: as many as Node has threads for files. */
const atOnce = 4;

/** Reads items several at a time and gives what came of each in their order. Whoever stops early is waited for by nobody. */
export async function* readAhead<Item, T>(
  items: readonly Item[],
  read: (item: Item) => Promise<T>,
): AsyncGenerator<readonly [item: Item, reading: Reading<T>]> {
  const start = async (item: Item): Promise<readonly [Item, Reading<T>]> => {
    try {
      return [item, { value: await read(item) }];
    } catch (error) {
      return [item, { error }]; // thrown by the caller, at its turn
    }
  };
  const underWay = items.slice(0, atOnce).map(start);
  for (let next = atOnce; underWay.length > 0; next++) {
    const done = await underWay.shift()!;
    if (next < items.length) underWay.push(start(items[next]!));
    yield done;
  }
}
