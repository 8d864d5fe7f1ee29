// Makes the output of a command comparable: what differs from run to run becomes a mark (<uid>, <time>, <age>, …).
// What the transcript itself says (its files and commands) stays as it is.

const SAFE = '[bcdfghjklmnpqrstvwxz2456789]'; // the letters random suffixes and hashes are made of

/** @param {{ns: string, id: string, dir: string, sent: string, command: string}} ctx sent: files and commands, unfilled */
export function normalise(text, ctx) {
  const { sent, command } = ctx;
  const keep = (mark) => (it) => (sent.includes(it) ? it : mark);
  let out = text
    .replace(/\r/g, '')
    .replace(/\x1b\[[0-9;]*m/g, '')
    .replaceAll(ctx.dir, '${dir}')
    .replaceAll(ctx.ns, '${ns}')
    .replaceAll(ctx.id, '${id}')
    .replace(/\/tmp\/(kubectl-edit-|LIVE-|MERGED-|helm-)[\w-]+(\.yaml)?/g, '/tmp/$1<random>')
    .replace(/\b(LIVE|MERGED)-\d+\b/g, '$1-<random>')
    .replace(/^[EWIF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ ([\w.]+):\d+\]/gm, '<log $1>')
    .replace(/-----BEGIN ([A-Z ]+)-----[\s\S]*?-----END \1-----/g, '<$1>')
    .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, '<token>')
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, keep('<uid>'))
    .replace(/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?(Z|[+-]\d\d:?\d\d))?( [A-Z]{3,4}\b)?/g, keep('<time>'))
    .replace(
      /\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +(\d+ )?(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d+ (\d\d:\d\d:\d\d )?([\d:]{8}|\d{4})?( ?[+-]\d{4})?( ?\d{4})?/g,
      keep('<time>'),
    )
    .replace(/(resourceVersion\\?"?: ?\\?"?|Resource Version: +)\d+/gi, (it, head) =>
      sent.includes(it) ? it : `${head}<rv>`,
    )
    .replace(/(requested: |current: |version to be 1, was |observed |UID in record: |resource version: )\d+/g, '$1<rv>')
    .replace(/(https?:\/\/)(\d+\.\d+\.\d+\.\d+|localhost|\[[0-9a-f:]+\])(:\d+)?/g, keep('<server>'))
    .replace(/\b(127\.0\.0\.1|localhost|\[::1\]):\d{4,5}\b/g, keep('<server>'))
    .replace(/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b(?!\/)/g, keep('<ip>'))
    .replace(/(PodCIDRs?: +|podCIDR"?: ?"?|- |")\d+\.\d+\.\d+\.\d+\/24/g, (it, head) =>
      sent.includes(it.slice(head.length)) ? it : `${head}<cidr>`,
    )
    .replace(/\b3[0-2]\d{3}\b/g, keep('<port>'))
    .replace(/(pod-template-hash[=:] ?)\S+?(?=,|\s|$|")/gm, '$1<hash>')
    .replace(/("pod-template-hash": ")[^"]+/g, '$1<hash>')
    .replace(/("serverAddress":")[^"]*/g, '$1<server>')
    .replace(/kubectl\/v\d+\.\d+\.\d+/g, 'kubectl/<version>')
    .replace(/modifiedAt=\d+/g, 'modifiedAt=<time>')
    .replace(/kube-api-access-[a-z0-9]{5}\b/g, 'kube-api-access-<random>')
    .replace(new RegExp(`-${SAFE}{6,10}-${SAFE}{5}\\b(?!-)`, 'g'), keep('-<hash>-<random>'))
    .replace(new RegExp(`-${SAFE}{6,10}\\b`, 'g'), keep('-<hash>'))
    .replace(new RegExp(`-${SAFE}{5}\\b(?!-)`, 'g'), keep('-<random>'))
    .replace(/-2[89]\d{6}\b/g, keep('-<minute>'))
    .replace(/\.[0-9a-f]{16}\b/g, keep('.<random>'))
    .replace(/\bnode[1-3]\b/g, keep('<node>'))
    .replace(/\bzone-[abc]\b/g, keep('<zone>'))
    .replace(/\b(kwok|fake)-v?\d+\.\d+\.\d+\b/g, '<kubelet>')
    .replace(/\b[A-Za-z0-9+/]{120,}={0,2}/g, keep('<data>'));
  if (!/\b(template|-o[ =]?(yaml|json)|--output[ =](yaml|json)|manifest|values|explain)\b/.test(command)) {
    out = out.replace(/(^|[\s(])((?<!for )(?:\d+[dhms])+|<invalid>)(?=$|[\s)])/gm, (it, head, age) =>
      /^\d+m$/.test(age) && sent.includes(age) ? it : `${head}<age>`,
    );
  }
  let lines = out
    .split('\n')
    .map((line) => {
      const body = line.trim();
      return body && line.slice(0, line.indexOf(body[0])).replace(/\t/g, '  ') + body.replace(/\s+/g, ' ');
    })
    .filter(Boolean);
  lines = lines.filter((line) => !line.startsWith('<log reflector.go>'));
  const panic = lines.findIndex((line) => line.startsWith('panic: '));
  if (panic >= 0) lines = lines.slice(0, panic + 1);
  if (/kubectl explain/.test(command))
    lines = lines.filter((line) =>
      /^\s*[\w$-]+\s<[^>]+>|^\s*enum: |^(KIND|VERSION|GROUP|RESOURCE|FIELDS?|error)\b|^[^A-Z\s]/.test(line),
    );
  if (/rollout |--wait|delete |helm/.test(command)) lines = lines.filter((line) => !line.startsWith('Waiting for '));
  if (/describe|get -f/.test(command)) lines = sortAfter(lines, /^Events:/, 3);
  if (/get (ev|events)\b|kubectl events/.test(command)) lines = sortAfter(lines, /^(NAMESPACE )?LAST SEEN/, 1);
  lines = lines.map((line) =>
    line.replace(
      /\[(cannot delete .*)\]/,
      (_, list) =>
        `[${list
          .split(/, (?=cannot delete )/)
          .sort()
          .join(', ')}]`,
    ),
  );
  if (/kubectl drain|can-i --list|helm status/.test(command)) lines = [...lines].sort();
  return lines;
}

// Events come in no particular order; neither does what many workers say at once. Some are told of twice.
function sortAfter(lines, head, rows) {
  const at = lines.findIndex((line) => head.test(line));
  if (at < 0) return lines;
  const first = at + rows;
  return [
    ...lines.slice(0, first),
    ...new Set(
      lines
        .slice(first)
        .map((line) => line.replace(/<age> \(x\d+ over <age>\)/, '<age>'))
        .sort(),
    ),
  ];
}
