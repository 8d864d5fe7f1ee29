// Columns of plain text.

/** A cell longer than this stands out of its column instead of widening it for all. */
const WIDEST = 58;

/** Rows with their cells under each other. A row's last cell does not widen its column; `right` aligns some columns to the right. */
export function table(
  rows: readonly (readonly string[])[],
  indent = '  ',
  right: ReadonlySet<number> = new Set(),
): string {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, i) => {
      if (i < row.length - 1 || right.has(i))
        widths[i] = Math.max(widths[i] ?? 0, cell.length > WIDEST ? 0 : cell.length);
    });
  return rows
    .map((row) => {
      const cells = row.map((cell, i) => {
        if (right.has(i)) return cell.padStart(widths[i] ?? 0);
        return i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0);
      });
      return `${(indent + cells.join('  ')).trimEnd()}\n`;
    })
    .join('');
}

/** The first rows, and a line on those left out. */
export function cut<T>(all: readonly T[], most: number): { shown: readonly T[]; left: number } {
  return all.length <= most ? { shown: all, left: 0 } : { shown: all.slice(0, most), left: all.length - most };
}
