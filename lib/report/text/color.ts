// Colour for a terminal: the verdict, what needs eyes, headings. The words are the same without it.

const PAINT: readonly [RegExp, string][] = [
  [/^✔.*/, '32;1'],
  [/^✖.*/, '31;1'],
  [/^\s*✖/, '31'],
  [/^\s*✔/, '32'],
  [/^\s{0,2}!(?= )/, '33;1'],
  [/^\s{2}\+(?= )/, '32'],
  [/^\s{2}[-±](?= )/, '31'],
  [/^\s{2}~(?= )/, '36'],
  [/^[A-Z][A-Za-z]+(, [A-Z][a-z]+)*(?=\s{2,}|$)/, '1'],
  [/^(next|note):.*/, '2'],
];

/** The text with each line painted by how it begins. */
export function colored(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const found = PAINT.find(([pattern]) => pattern.test(line));
      return found ? line.replace(found[0], (part) => `\u001b[${found[1]}m${part}\u001b[0m`) : line;
    })
    .join('\n');
}
