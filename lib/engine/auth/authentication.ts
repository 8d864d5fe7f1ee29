// Who sends a request: a service account by its token, or nobody. Follows kubernetes/pkg/serviceaccount.

import { unauthorized } from '../../api/status-errors.ts';
import type { UserInfo } from '../interface.ts';
import type { Machine } from '../apiserver/call.ts';
import { reviewToken } from './tokens.ts';
import { ANONYMOUS } from './users.ts';

/** The user behind an Authorization header; throws `StatusError` for a token that is not good. */
export function authenticate(machine: Machine, header: string | undefined): UserInfo {
  const match = /^bearer\s+(.*)$/i.exec(header ?? '');
  if (!match) return ANONYMOUS;
  const review = reviewToken(machine, match[1]!.trim(), []);
  if (!review.user) throw unauthorized();
  return review.user;
}
