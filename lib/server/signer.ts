// Signs certificate requests that were approved: in a served cluster there is an authority to sign with. What its signers refuse is
// the engine's business. Follows kubernetes/pkg/controller/certificates/signer.

import type { KubeObject } from '../api/object.ts';
import type { Cluster } from '../engine/cluster.ts';
import type { UserInfo } from '../engine/interface.ts';
import type { Authority } from './certificates.ts';

const RESOURCE = 'certificatesigningrequests.certificates.k8s.io';
const SIGNER: UserInfo = {
  name: 'system:serviceaccount:kube-system:certificate-controller',
  groups: ['system:masters', 'system:serviceaccounts', 'system:authenticated'],
};
/** Signers that answer here, and what their certificates are for, as object identifiers. */
const SIGNERS = new Set([
  'kubernetes.io/kube-apiserver-client',
  'kubernetes.io/kube-apiserver-client-kubelet',
  'kubernetes.io/kubelet-serving',
]);
/** Longest life of a certificate, and the one without more said: a year, in milliseconds. */
const YEAR = 365 * 86_400_000;

/** Signs what is approved in a cluster, whenever it is asked to. */
export class Signer {
  private readonly cluster: Cluster;
  private readonly authority: Authority;
  private readonly waiting = new Set<string>();

  constructor(cluster: Cluster, authority: Authority) {
    this.cluster = cluster;
    this.authority = authority;
    for (const request of cluster.store.list(RESOURCE)) this.note(request);
    cluster.store.subscribe(({ resource, object }) => {
      if (resource === RESOURCE) this.note(object);
    });
  }

  /** Signs what waits; whether anything was signed. */
  work(now: number): boolean {
    const names = [...this.waiting];
    this.waiting.clear();
    let signed = false;
    for (const name of names) {
      const request = this.cluster.store.get(RESOURCE, name);
      if (!request || !isWanting(request)) continue;
      const { spec } = request as unknown as {
        spec: { request: string; usages?: string[]; expirationSeconds?: number };
      };
      const life = Math.min(YEAR, (spec.expirationSeconds ?? Infinity) * 1000);
      const pem = Buffer.from(spec.request, 'base64').toString();
      const certificate = this.authority.sign(pem, { usages: spec.usages ?? [], until: now + life });
      if (!certificate) continue;
      this.cluster
        .as(SIGNER)
        .update(
          RESOURCE,
          { ...request, status: { ...request['status'], certificate: Buffer.from(certificate).toString('base64') } },
          { subresource: 'status' },
        );
      signed = true;
    }
    return signed;
  }

  private note(request: KubeObject): void {
    if (isWanting(request)) this.waiting.add(request.metadata.name!);
  }
}

function isWanting(request: KubeObject): boolean {
  const status = request['status'] as { certificate?: string; conditions?: { type: string; status: string }[] };
  const has = (type: string): boolean =>
    status?.conditions?.some((it) => it.type === type && it.status === 'True') ?? false;
  return (
    SIGNERS.has(request['spec']?.signerName as string) && !status?.certificate && has('Approved') && !has('Failed')
  );
}
