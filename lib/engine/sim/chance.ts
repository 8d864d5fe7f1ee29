// Keyed chance: every draw is a hash of the seed, who it is for and what for. There is no stream to be disturbed, so one object
// more or less changes nothing for the others.

import type { Chance } from '../interface.ts';

/** The alphabet Kubernetes makes random names of: no vowels and none of 0, 1, 3, so that no words appear. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** 32-bit hash of a string (FNV-1a over UTF-16 units, with the final avalanche of MurmurHash3 to spread short keys). */
export function hash32(text: string, seed: number): number {
  let h = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h);
}

function mix(h: number): number {
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The four hexadecimal digits of each 16-bit number, as bytes of text. */
const DIGITS = Buffer.from(Array.from({ length: 65536 }, (_, i) => i.toString(16).padStart(4, '0')).join(''), 'latin1');
/** Where a UUID is written before it is text: put together from parts it would have to be flattened. */
const page = Buffer.alloc(36, '-');

function write(at: number, word: number): void {
  const from = word * 4;
  for (let i = 0; i < 4; i++) page[at + i] = DIGITS[from + i]!;
}

/** A text in one piece: one put together from parts stays a tree of them until somebody reads it, and kept in numbers that is dear. */
export function flat(text: string): string {
  // Matching reads it.
  return /^$/.test(text) ? '' : text;
}

/** Chance from a seed; equal seeds draw equally in every process. */
export function chanceFrom(seed: string | number): Chance {
  const base = hash32(String(seed), 0x9e3779b9);
  let lastPurpose: string | undefined;
  let lastSeed = 0;
  const draw = (identity: string, purpose: string): number => hash32(identity, hash32(purpose, base));
  return {
    draw,
    suffix(identity, purpose, length = 5) {
      let text = '';
      let pool = 0;
      for (let i = 0; i < length; i++) {
        if (i % 5 === 0) pool = hash32(identity, hash32(`${purpose}#${i}`, base));
        text += ALPHABET[pool % ALPHABET.length];
        pool = Math.floor(pool / ALPHABET.length);
      }
      return text;
    },
    uuid(identity, purpose) {
      if (purpose !== lastPurpose) {
        lastPurpose = purpose;
        lastSeed = hash32(purpose, base);
      }
      // Two hashes in one walk of the text; the other half of the bits is mixed from them.
      let p = (0x811c9dc5 ^ lastSeed) | 0;
      let q = (lastSeed + 0x6a09e667) | 0;
      for (let i = 0; i < identity.length; i++) {
        const unit = identity.charCodeAt(i);
        p = Math.imul(p ^ unit, 0x01000193);
        q = Math.imul(q ^ unit, 0x5bd1e995);
      }
      const a = mix(p);
      const b = mix(q);
      const c = mix(p ^ Math.imul(q, 0x9e3779b1));
      const d = mix(q ^ Math.imul(p, 0x85ebca77));
      const version = (b & 0x0fff) | 0x4000;
      const variant = ((c >>> 16) & 0x3fff) | 0x8000;
      write(0, a >>> 16);
      write(4, a & 0xffff);
      write(9, b >>> 16);
      write(14, version);
      write(19, variant);
      write(24, c & 0xffff);
      write(28, d >>> 16);
      write(32, d & 0xffff);
      return page.toString('latin1');
    },
  };
}
