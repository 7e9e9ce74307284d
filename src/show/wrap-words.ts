/**
 * A line of words as lines of at most `width` characters, all but the first behind `indent`. A word that is longer by itself
 * stays whole.
 */
export function wrapWords(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(' ')) {
    const longer: string = line === undefined ? word : `${line} ${word}`;
    if (line?.trim() && Array.from(longer).length > width) {
      lines.push(line.trimEnd());
      line = indent + word;
    } else line = longer;
  }
  return [...lines, line].join('\n');
}
