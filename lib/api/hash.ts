// Short names made of hashes, as controllers give them: pod-template-hash, revisions. Follows apimachinery/pkg/util/rand.

/** Letters and digits that spell no words. */
const SAFE = 'bcdfghjklmnpqrstvwxz2456789';

/** 32-bit FNV-1a of a text's UTF-8. */
export function fnv32a(text: string, seed = 0x811c9dc5): number {
  let hash = seed;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 128) hash = Math.imul(hash ^ code, 0x01000193);
    else {
      for (const byte of Buffer.from(text.slice(at))) hash = Math.imul(hash ^ byte, 0x01000193);
      break;
    }
  }
  return hash >>> 0;
}

/** 128-bit FNV-1a of a text's UTF-8, in hexadecimal. */
export function fnv128a(text: string): string {
  let hash = 0x6c62272e07bb014262b821756295c58dn;
  for (const byte of Buffer.from(text)) hash = BigInt.asUintN(128, (hash ^ BigInt(byte)) * 0x1000000000000000000013bn);
  return hash.toString(16).padStart(32, '0');
}

/** Each character of a text as one that spells no words, as names made of numbers are written. */
export function safeEncode(text: string): string {
  let out = '';
  for (let at = 0; at < text.length; at++) out += SAFE[text.charCodeAt(at) % SAFE.length];
  return out;
}

/**
 * A name's ending for some content, such as a pod template: the same for the same content. `collisions` is what a controller
 * counts up when the name is taken by other content. (Upstream hashes a dump of Go structures; the letters differ, the form does not.)
 */
export function contentHash(content: unknown, collisions?: number): string {
  const text = JSON.stringify(content);
  const hash = fnv32a(text);
  return safeEncode(String(collisions === undefined ? hash : fnv32a(String(collisions), hash)));
}
