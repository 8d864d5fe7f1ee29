// Tables of what pictures do not show: Services and calls, rights, Secrets, Pod Security levels, claims.

import type { Outcomes } from '../../outcomes/outcomes.ts';
import { reachedBy, rightsText, servedBy } from '../text/security.ts';
import { count, listed } from '../verdict.ts';
import { html, rows, type Markup } from './markup.ts';

/** All workloads there are names for. */
export function workloadsOf({ security, placement }: Outcomes): string[] {
  const all = new Set(security.exposures.map((it) => it.workload));
  for (const it of placement.workloads) all.add(`${it.namespace}/${it.name}`);
  return [...all].sort();
}

/** Services, their names and addresses, and the addresses workloads are given. */
export function serviceTable({ routing }: Outcomes): Markup {
  if (!routing.services.length) return html``;
  return html`<p>
      <input
        class="filter"
        type="search"
        data-for="services"
        placeholder="Filter services"
        aria-label="Filter services"
      />
    </p>
    <div class="scroll">
      <table id="services">
        <thead>
          <tr>
            <th>Name</th>
            <th>Type</th>
            <th>Addresses</th>
            <th>Ports</th>
            <th class="n">Ready</th>
            <th>Pods of</th>
          </tr>
        </thead>
        <tbody>
          ${rows(
            routing.services,
            6,
            (it) =>
              html`<tr>
                <td>
                  <code>${it.dns}</code
                  >${it.problem ? html`<div><span class="badge warn">${it.problem}</span></div>` : ''}${
                    it.names.length
                      ? html`<details>
                          <summary>${count(it.names.length, 'pod name')}</summary>
                          ${it.names.map((one) => html`<div><code>${one.name}</code> ${one.address}</div>`)}
                        </details>`
                      : ''
                  }
                </td>
                <td>${it.type}</td>
                <td>
                  ${it.type === 'Headless' ? html`<span class="muted">those of its pods</span>` : html`<code>${it.addresses.join(' ')}</code>`}
                </td>
                <td>${it.ports.join(', ')}</td>
                <td class="n">${it.ready}/${it.endpoints}</td>
                <td>${it.workloads.join(', ')}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${callTable(routing.calls)}`;
}

function callTable(calls: Outcomes['routing']['calls']): Markup {
  if (!calls.length) return html``;
  return html`<h3 style="margin-top:18px">Addresses workloads are given</h3>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>From</th>
            <th>Variable</th>
            <th>To</th>
            <th>Answer</th>
          </tr>
        </thead>
        <tbody>
          ${rows(
            calls,
            4,
            (it) =>
              html`<tr>
                <td><code>${it.from}</code></td>
                <td><code>${it.variable}</code></td>
                <td><code>${it.service}${it.port === undefined ? '' : `:${it.port}`}</code></td>
                <td>
                  ${it.problem ? html`<span class="badge ${it.blocked ? 'bad' : 'warn'}">${it.problem}</span>` : html`<span class="badge ok">gets through</span> <small>${it.by.join('; ') || 'nothing restricts it'}</small>`}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

/** Who may do what, who reads Secrets, and what Pod Security says. */
export function securityTables({ security }: Outcomes): Markup {
  const guarded = security.exposures.filter((it) => it.isolated);
  const levels = { restricted: 'ok', baseline: '', privileged: 'warn' } as const;
  return html`${
      guarded.length
        ? html`<h3>Guarded ports</h3>
            <div class="scroll">
              <table>
                <tbody>
                  ${rows(
                    guarded,
                    2,
                    (it) =>
                      html`<tr>
                        <td><code>${it.workload}:${it.port}</code></td>
                        <td>${reachedBy(it)}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
        : ''
    }
    ${
      security.policies.length
        ? html`<h3 style="margin-top:18px">Policies</h3>
            <div class="scroll">
              <table>
                <tbody>
                  ${rows(
                    security.policies,
                    2,
                    (it) =>
                      html`<tr>
                        <td><code>${it.policy}</code></td>
                        <td>
                          ${it.problem ? html`<span class="badge warn">${it.problem}</span> ` : ''}${it.selects.length ? `speaks for ${listed(it.selects, 12)}` : ''}
                        </td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
        : ''
    }
    <h3 style="margin-top:18px">Who may do what</h3>
    <div class="scroll">
      <table>
        <tbody>
          ${rows(
            security.rights,
            2,
            (it) =>
              html`<tr>
                <td><code>${it.subject}</code></td>
                <td>
                  ${rightsText(it)}${it.escalations.map((one) => html`<div><span class="badge warn">can gain rights</span> ${one}</div>`)}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${
      security.secrets.length
        ? html`<h3 style="margin-top:18px">Who reads Secrets</h3>
            <div class="scroll">
              <table>
                <thead>
                  <tr>
                    <th>Secret</th>
                    <th>Workloads</th>
                    <th>Through the API</th>
                  </tr>
                </thead>
                <tbody>
                  ${rows(
                    security.secrets,
                    3,
                    (it) =>
                      html`<tr>
                        <td><code>${it.secret}</code></td>
                        <td>
                          ${[...it.workloads, ...(it.ingresses.length ? [servedBy(it.ingresses)] : [])].join(', ')}
                        </td>
                        <td>${it.subjects.join(', ')}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
        : ''
    }
    <h3 style="margin-top:18px">Pod Security</h3>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Workload</th>
            <th>Passes</th>
            <th>Namespace enforces</th>
            <th>What the next level forbids</th>
          </tr>
        </thead>
        <tbody>
          ${rows(
            security.levels,
            4,
            (it) =>
              html`<tr>
                <td><code>${it.workload}</code></td>
                <td><span class="badge ${levels[it.level]}">${it.level}</span></td>
                <td>${it.enforced ?? ''}</td>
                <td>
                  ${
                    it.because.length
                      ? html`<details>
                          <summary>${count(it.because.length, 'thing')}</summary>
                          ${it.because.map((one) => html`<div>${one}</div>`)}
                        </details>`
                      : ''
                  }
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

/** Claims, and what becomes of their data. */
export function storageTable(storage: Outcomes['storage']): Markup {
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th>Claim</th>
          <th>Size</th>
          <th>Class</th>
          <th>State</th>
          <th>Zone</th>
          <th>Used by</th>
          <th>When the claim goes</th>
        </tr>
      </thead>
      <tbody>
        ${rows(
          storage,
          7,
          (it) =>
            html`<tr>
              <td><code>${it.claim}</code></td>
              <td>${it.size}</td>
              <td>${it.storageClass}</td>
              <td><span class="badge ${it.phase === 'Bound' ? 'ok' : 'bad'}">${it.phase}</span></td>
              <td>${it.zone ?? ''}</td>
              <td>${it.users.join(', ') || 'nobody'}</td>
              <td>${it.keeps ? 'the volume stays' : 'the volume and its data go, too'}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
