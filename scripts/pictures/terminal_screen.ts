/** A character on the screen with its colour. */
export interface Cell {
  readonly text: string;
  readonly colour: Colour;
}
export type Colour = 'plain' | 'dim' | 'red' | 'green' | 'yellow';

const colours: Readonly<Record<string, Colour>> = {
  '0': 'plain',
  '2': 'dim',
  '22': 'plain',
  '31': 'red',
  '32': 'green',
  '33': 'yellow',
  '39': 'plain',
};

/** As much of a terminal as the command line makes use of: line ends, wrapping, scrolling, clearing a line, colours. */
export class TerminalScreen {
  readonly lines: Cell[][] = [[]];
  #column = 0;
  #colour: Colour = 'plain';

  constructor(
    readonly columns: number,
    readonly rows: number,
  ) {}

  /** @throws for a control sequence it does not know, since the picture would then be wrong. */
  write(text: string): void {
    // oxlint-disable-next-line no-control-regex
    for (const [token] of text.matchAll(/\u001b\[[\d;]*[A-Za-z]|[^]/gu)) {
      if (token === '\r') this.#column = 0;
      else if (token === '\n') this.#lineFeed();
      else if (token === '\u001b[K') this.#line().splice(this.#column);
      else if (token.startsWith('\u001b')) this.#colour = colourOf(token);
      else this.#put(token);
    }
  }

  #line(): Cell[] {
    return this.lines.at(-1)!;
  }

  #lineFeed(): void {
    this.lines.push([]);
    if (this.lines.length > this.rows) this.lines.shift();
  }

  #put(text: string): void {
    if (this.#column >= this.columns) {
      this.#lineFeed();
      this.#column = 0;
    }
    const line = this.#line();
    while (line.length < this.#column) line.push({ text: ' ', colour: 'plain' });
    line[this.#column++] = { text, colour: this.#colour };
  }
}

function colourOf(sequence: string): Colour {
  const colour = sequence.endsWith('m') ? colours[sequence.slice(2, -1) || '0'] : undefined;
  if (!colour) throw new Error(`control sequence ${JSON.stringify(sequence)} is not known`);
  return colour;
}
