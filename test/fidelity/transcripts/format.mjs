// The text of a transcript: read into { about, same, files, steps } and written back. See README.md.

const HEADER = /^# (about|same): ?(.*)$/;

export function parse(text, name = '') {
  const story = { about: '', same: [], files: [], steps: [] };
  const lines = text.split('\n');
  let step;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    const header = HEADER.exec(line);
    if (header) {
      if (header[1] === 'about') story.about = header[2];
      else story.same = header[2].split(' ').filter(Boolean);
    } else if (line.startsWith('=== ')) {
      const end = lines.indexOf('===', i + 1);
      if (end < 0) throw new Error(`${name}: the file ${line.slice(4)} has no end`);
      story.files.push({ path: line.slice(4), text: lines.slice(i + 1, end).join('\n') + '\n' });
      i = end;
    } else if (line.startsWith('$ ') || line.startsWith('$~ ')) {
      step = { command: line.slice(line.indexOf(' ') + 1), eventually: line[1] === '~', out: [], err: [], exit: 0 };
      story.steps.push(step);
    } else if (line.startsWith('  ') && step) step.out.push(line.slice(2));
    else if (line.startsWith('! ') && step) step.err.push(line.slice(2));
    else if (line.startsWith('= ') && step) step.exit = Number(line.slice(2));
    else if (line.trim() && !line.startsWith('#')) throw new Error(`${name}:${i + 1}: ${line}`);
  }
  return story;
}

export function print(story) {
  let text = `# about: ${story.about}\n# same: ${story.same.join(' ')}`.trimEnd() + '\n';
  for (const file of story.files)
    text += `\n=== ${file.path}\n${file.text.endsWith('\n') ? file.text : file.text + '\n'}===\n`;
  for (const step of story.steps) {
    text += `\n$${step.eventually ? '~' : ''} ${step.command}\n`;
    for (const line of step.out) text += `  ${line}\n`;
    for (const line of step.err) text += `! ${line}\n`;
    if (step.exit) text += `= ${step.exit}\n`;
  }
  return text;
}

/** A line `…` fits any number of lines, also none. */
export function fits(expected, actual) {
  const gap = expected.indexOf('…');
  if (gap < 0) return expected.length === actual.length && expected.every((line, i) => line === actual[i]);
  if (expected.slice(0, gap).some((line, i) => line !== actual[i]) || actual.length < gap) return false;
  const rest = expected.slice(gap + 1);
  for (let i = gap; i <= actual.length; i++) if (fits(rest, actual.slice(i))) return true;
  return false;
}

/** What two recordings have in common, with a gap where they differ. */
export function common(a, b) {
  if (fits(a, b)) return a;
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return [...a.slice(0, head), '…', ...a.slice(a.length - tail)];
}
