// What a cluster can be expected to be, in sentences. An expectation that is not met throws, with what was found and where it was written.

import type { Rights } from '../outcomes/security/rights.ts';
import { findings, money, shortMessage, type FindingKind } from '../report/verdict.ts';
import { ExpectationError } from './expectation-error.ts';
import { isNamed, nameOf, type Simulation, type Target } from './simulation.ts';
import { inSpace } from '../report/text/security.ts';
import { WorkloadExpectations } from './workload-expectations.ts';

/** Who asks: `{ group: 'developers' }`, `{ user: 'jane' }`, `{ serviceAccount: 'shop/ci' }`. */
export type Asker = { readonly group: string } | { readonly user: string } | { readonly serviceAccount: string };

/** Expectations of a whole cluster, and the way to those of its parts. */
export class Expectations {
  private readonly simulation: Simulation;

  constructor(simulation: Simulation) {
    this.simulation = simulation;
  }

  /** Every object became current, and every pod that is wanted runs. */
  toRun(): this {
    const { failures } = this.simulation.deployed;
    const found = this.found(['pending', 'trouble']);
    if (!failures.length && !found.length) return this;
    throw new ExpectationError('not everything runs', [
      ...failures.map(({ at, message, detail }) =>
        [`${at.object.kind} ${at.object.metadata.name}: ${message}`, detail && shortMessage(detail), at.source]
          .filter(Boolean)
          .join('; '),
      ),
      ...found,
    ]);
  }

  /** Nothing needs eyes, but kinds of findings that are named. */
  toHaveNothingToLookAt(options: { readonly except?: readonly FindingKind[] } = {}): this {
    const all: FindingKind[] = [
      'pending',
      'trouble',
      'dangling',
      'blocked',
      'exposed',
      'escalation',
      'undrainable',
      'unscaled',
    ];
    const found = this.found(all.filter((it) => !options.except?.includes(it)));
    if (found.length) throw new ExpectationError('there is something to look at', found);
    return this;
  }

  /** Every pod of every zone would find another place, were the zone gone. */
  toSurviveZoneLoss(): this {
    const lost = this.simulation.outcomes.placement.loss.filter((it) => !it.survives);
    if (!lost.length) return this;
    throw new ExpectationError(
      'not every pod finds another place when a zone is lost',
      lost.map(
        ({ zone, waiting }) =>
          `without ${zone}: ${waiting.map((it) => `${it.pods} of ${it.workload}`).join(', ')} would wait`,
      ),
    );
  }

  /** The machines there are now cost no more than so much an hour, by the prices of their pools. */
  toCostAtMost(price: number): this {
    const pools = this.simulation.outcomes.placement.pools;
    const unpriced = pools.filter((it) => it.price === undefined);
    if (unpriced.length)
      throw new ExpectationError(`nobody says what an hour of pool ${unpriced[0]!.pool} costs`, [
        'new NodePool(…, { price })',
      ]);
    const sum = pools.reduce((total, it) => total + it.price!, 0);
    if (sum <= price + 1e-9) return this;
    throw new ExpectationError(
      `the machines cost ${money(sum)} an hour, more than ${money(price)}`,
      pools.map((it) => `pool ${it.pool}: ${it.nodes} nodes, ${money(it.price!)}`),
    );
  }

  /** A Deployment, StatefulSet, DaemonSet, Job, CronJob or Pod. */
  workload(target: Target): WorkloadExpectations {
    return new WorkloadExpectations(this.simulation, target);
  }

  /** A user, a group or a service account. */
  subject(subject: Asker): SubjectExpectations {
    return new SubjectExpectations(this.simulation, subject);
  }

  /** An address as somebody outside the cluster asks for it. */
  url(url: string): UrlExpectations {
    return new UrlExpectations(this.simulation, url);
  }

  /** A Secret. */
  secret(target: Target): SecretExpectations {
    return new SecretExpectations(this.simulation, target);
  }

  private found(kinds: readonly FindingKind[]): string[] {
    return findings(this.simulation.outcomes)
      .filter((it) => kinds.includes(it.kind))
      .map((it) =>
        [
          `${it.kind} ${it.about}: ${it.message}`,
          it.remedies?.length ? `would fit with ${it.remedies.join(', or ')}` : undefined,
          it.object && this.simulation.source(it.object),
        ]
          .filter(Boolean)
          .join('; '),
      );
  }
}

/** Expectations of what somebody may do. */
export class SubjectExpectations {
  private readonly simulation: Simulation;
  private readonly subject: Asker;

  constructor(simulation: Simulation, subject: Asker) {
    this.simulation = simulation;
    this.subject = subject;
  }

  private get name(): string {
    if ('group' in this.subject) return `group ${this.subject.group}`;
    return 'user' in this.subject ? `user ${this.subject.user}` : `serviceaccount ${this.subject.serviceAccount}`;
  }

  private may(
    verb: string,
    resource: string,
    place: { namespace?: string; name?: string },
  ): ReturnType<Simulation['may']> {
    const { subject } = this;
    if ('group' in subject) return this.simulation.may({ groups: [subject.group] }, verb, resource, place);
    if ('user' in subject) return this.simulation.may({ user: subject.user }, verb, resource, place);
    const [namespace = '', name = ''] = subject.serviceAccount.split('/');
    const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
    return this.simulation.may({ user: `system:serviceaccount:${namespace}:${name}`, groups }, verb, resource, place);
  }

  private get rights(): Rights | undefined {
    return this.simulation.outcomes.security.rights.find((it) => it.subject === this.name);
  }

  /** What it has, and the line of each binding that gives it; of some places, where those are what it is about. */
  private roles(places?: readonly string[]): (string | undefined)[] {
    const grants = (this.rights?.grants ?? []).filter((it) => !places || places.includes(it.where));
    if (!grants.length) return ['no binding names it'];
    return [
      `it has ${grants.map((it) => `${it.role} ${inSpace(it.where)}: ${it.summary}`).join('; ')}`,
      ...new Set(grants.map((it) => this.line(it.binding))),
    ];
  }

  /** `RoleBinding shop/readers  main.ts:31:5  shop/readers`. */
  private line(binding: string): string | undefined {
    const source = this.simulation.source(binding);
    return source && `${binding}  ${source}`;
  }

  /** It may do something: `toBeAbleTo('patch', 'deployments.apps', { namespace: 'shop' })`. */
  toBeAbleTo(
    verb: string,
    resource: string,
    place: { readonly namespace?: string; readonly name?: string } = {},
  ): this {
    if (this.may(verb, resource, place).allowed) return this;
    throw new ExpectationError(`${this.name} may not ${verb} ${resource}${placeText(place)}`, this.roles());
  }

  /** It may not. */
  notToBeAbleTo(
    verb: string,
    resource: string,
    place: { readonly namespace?: string; readonly name?: string } = {},
  ): this {
    const { allowed, by } = this.may(verb, resource, place);
    if (!allowed) return this;
    const details = by ? [`allowed by ${by}`, this.simulation.source(by)] : this.roles();
    throw new ExpectationError(`${this.name} may ${verb} ${resource}${placeText(place)}`, details);
  }

  /** It reads no Secret through the API, anywhere or in a namespace; nor, where that is asked, by pods it may run. */
  notToReadSecrets(options: { readonly namespace?: string; readonly norMountThem?: boolean } = {}): this {
    const { namespace, norMountThem = false } = options;
    const hit = (spaces: readonly string[] | undefined): readonly string[] =>
      (spaces ?? []).filter((it) => !namespace || it === namespace || it === 'everywhere');
    const reads = hit(this.rights?.readsSecrets);
    if (reads.length)
      throw new ExpectationError(`${this.name} reads secrets in ${reads.join(', ')}`, this.roles(reads));
    const mounts = norMountThem ? hit(this.rights?.mountsSecrets) : [];
    if (mounts.length)
      throw new ExpectationError(
        `${this.name} may mount secrets of ${mounts.join(', ')} in pods it runs`,
        this.roles(mounts),
      );
    return this;
  }

  /** There is no way from its rights to rights it was not given. */
  notToEscalate(): this {
    const ways = this.rights?.escalations ?? [];
    if (ways.length) throw new ExpectationError(`${this.name} can gain rights`, [...ways, ...this.roles().slice(1)]);
    return this;
  }
}

function placeText({ namespace, name }: { readonly namespace?: string; readonly name?: string }): string {
  return `${name ? ` ${name}` : ''}${namespace ? ` in ${namespace}` : ''}`;
}

/** Expectations of an address. */
export class UrlExpectations {
  private readonly simulation: Simulation;
  private readonly url: string;

  constructor(simulation: Simulation, url: string) {
    this.simulation = simulation;
    this.url = url;
  }

  /** A request gets to a ready pod; `throughout`: and did at every moment since the simulation (or its fork) began. */
  toServe(options: { readonly throughout?: boolean } = {}): this {
    const told = this.simulation.trace('outside', this.url);
    if (!told.ok)
      throw new ExpectationError(
        `${this.url} is not served`,
        told.steps.flatMap((it) => [`${it.ok ? '✔' : '✖'} ${it.what}`, ...it.more.map((more) => `    ${more}`)]),
      );
    if (!options.throughout) return this;
    const behind = this.workloads();
    const lines = this.simulation.history().filter((it) => behind.includes(it.workload.replace(/^\w+ /, '')));
    const worst = lines.find((it) => it.lowest === 0);
    if (worst && lines.every((it) => it.lowest === 0) && lines.length === behind.length)
      throw new ExpectationError(`${this.url} was not served all the time`, [
        `${worst.workload} had no pod ready at the worst`,
      ]);
    return this;
  }

  /** Its requests go to pods of a workload. */
  toBeServedBy(target: Target): this {
    const behind = this.workloads();
    if (this.toServe() && behind.some((it) => isNamed(target, it))) return this;
    throw new ExpectationError(`${this.url} is served by ${behind.join(', ') || 'nobody'}, not by ${nameOf(target)}`);
  }

  private workloads(): readonly string[] {
    const key = this.simulation
      .trace('outside', this.url)
      .steps.map((it) => /^Service (\S+) port/.exec(it.what)?.[1])
      .find(Boolean);
    return this.simulation.outcomes.routing.services.find((it) => it.service === key)?.workloads ?? [];
  }
}

/** Expectations of a Secret. */
export class SecretExpectations {
  private readonly simulation: Simulation;
  private readonly target: Target;

  constructor(simulation: Simulation, target: Target) {
    this.simulation = simulation;
    this.target = target;
  }

  /** Nobody else reads it: workloads that use it, subjects (`group operators`) that may get it through the API. */
  toBeReadOnlyBy(readers: readonly (Target | Asker)[]): this {
    const wanted = nameOf(this.target);
    const found = this.simulation.outcomes.security.secrets.find(
      (it) => it.secret === wanted || (!wanted.includes('/') && it.secret.endsWith(`/${wanted}`)),
    );
    if (!found) throw new ExpectationError(`there is no Secret ${wanted}`);
    const allowed = (name: string): boolean =>
      readers.some((it) => {
        if (typeof it === 'string' || 'node' in it) return isNamed(it, name);
        return (
          name ===
          ('group' in it
            ? `group ${it.group}`
            : 'user' in it
              ? `user ${it.user}`
              : `serviceaccount ${it.serviceAccount}`)
        );
      });
    const more = [...found.workloads, ...found.subjects].filter((it) => !allowed(it));
    if (more.length)
      throw new ExpectationError(`Secret ${found.secret} is read by ${more.join(', ')}, too`, [
        this.simulation.source(`Secret ${found.secret}`),
      ]);
    return this;
  }
}
