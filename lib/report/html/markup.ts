// Text into markup, safely: everything that is not markup by its type is escaped.

/** Markup that is safe as it stands. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString(): string {
    return this.text;
  }
}

type Part = Markup | string | number | undefined | false | readonly Part[];

const ENTITIES: { readonly [char: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char]!);
}

function print(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string') return escape(part);
  if (typeof part === 'number') return String(part);
  return part.map(print).join('');
}

/** A template whose values are escaped, unless they are markup. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Markup {
  return new Markup(strings.reduce((text, part, i) => text + part + print(values[i]), ''));
}

/** Text cut to what fits, with an ellipsis. */
export function fit(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

/** Rows of a table that a page still takes. */
const MOST_ROWS = 250;

/** The first rows of a table, and a last one that tells how many more there are. */
export function rows<T>(all: readonly T[], columns: number, draw: (it: T) => Markup): Markup[] {
  const drawn = all.slice(0, MOST_ROWS).map(draw);
  const left = all.length - drawn.length;
  if (left > 0)
    drawn.push(
      html`<tr>
        <td colspan="${columns}" class="muted">… and ${left} more, in --format json</td>
      </tr>`,
    );
  return drawn;
}
