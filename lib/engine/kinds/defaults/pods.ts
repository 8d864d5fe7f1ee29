// Defaults of pods and of all that is in their specs. Facts from kubernetes/pkg/apis/core/v1/defaults.go.

import { fill, fillBlank, type Fill, type Fills, type Part } from './interface.ts';

// An image's name as distribution/reference has it; what is none has no tag that could be `latest`.
const HOST =
  /(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?/;
const STEP = /[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*/;
const IMAGE = new RegExp(
  `^(?:${HOST.source}/)?${STEP.source}(?:/${STEP.source})*(?::([\\w][\\w.-]{0,127}))?(@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$`,
);
const IDENTIFIER = /^[a-f0-9]{64}$/;

/** Always for the latest image. */
function pullPolicy(image: string): string {
  // A name is no longer than this.
  const tooLong = image.replace(/(:[\w.-]*)?(@.*)?$/, '').length > 255;
  const match = IDENTIFIER.test(image) || tooLong ? null : IMAGE.exec(image);
  const latest = match !== null && (match[1] === 'latest' || (match[1] === undefined && match[2] === undefined));
  return latest ? 'Always' : 'IfNotPresent';
}

/** Fields behind gates that are off: as if they had not been said. */
function withoutSignal(part: Part): void {
  if (part.lifecycle?.stopSignal === undefined) return;
  const { stopSignal: _, ...hooks } = part.lifecycle;
  if (hooks.postStart || hooks.preStop) part.lifecycle = hooks;
  else delete part.lifecycle;
}

const container: Fill = (part) => {
  withoutSignal(part);
  part.imagePullPolicy ||= pullPolicy(String(part.image ?? ''));
  part.resources ??= {};
  fillBlank({ terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' })(part);
};

const NOT_A_SOURCE = 'name';
const mode = fill({ defaultMode: 420 });

export const PODS: Fills = {
  'core.v1.PodSpec': (spec: Part) => {
    fillBlank({ restartPolicy: 'Always', dnsPolicy: 'ClusterFirst', schedulerName: 'default-scheduler' })(spec);
    fill({ terminationGracePeriodSeconds: 30, securityContext: {} })(spec);
    delete spec.schedulingGroup;
    // The field's old name says the same.
    if (spec.serviceAccountName) spec.serviceAccount = spec.serviceAccountName;
    else if (spec.serviceAccount) spec.serviceAccountName = spec.serviceAccount;
  },
  'core.v1.Container': container,
  'core.v1.EphemeralContainer': container,
  'core.v1.ContainerPort': fillBlank({ protocol: 'TCP' }),
  'core.v1.Probe': fillBlank({ timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 }),
  'core.v1.HTTPGetAction': fillBlank({ path: '/', scheme: 'HTTP' }),
  // There is null where nothing was said, by the type; by default it is empty.
  'core.v1.GRPCAction': (action) => {
    action.service ??= '';
  },
  'core.v1.Volume': (volume) => {
    if (Object.keys(volume).every((name) => name === NOT_A_SOURCE || volume[name] == null)) volume.emptyDir = {};
    if (volume.image) volume.image.pullPolicy ||= pullPolicy(String(volume.image.reference ?? ''));
  },
  'core.v1.SecretVolumeSource': mode,
  'core.v1.ConfigMapVolumeSource': mode,
  'core.v1.DownwardAPIVolumeSource': mode,
  'core.v1.ProjectedVolumeSource': mode,
  'core.v1.VolumeProjection': (source) => {
    delete source.clusterTrustBundle;
    delete source.podCertificate;
  },
  'core.v1.ServiceAccountTokenProjection': fill({ expirationSeconds: 3600 }),
  'core.v1.HostPathVolumeSource': fill({ type: '' }),
  'core.v1.ISCSIVolumeSource': fillBlank({ iscsiInterface: 'default' }),
  'core.v1.RBDVolumeSource': fillBlank({ pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }),
  'core.v1.AzureDiskVolumeSource': fill({ cachingMode: 'ReadWrite', kind: 'Shared', fsType: 'ext4', readOnly: false }),
  'core.v1.ScaleIOVolumeSource': fillBlank({ storageMode: 'ThinProvisioned', fsType: 'xfs' }),
  'core.v1.ObjectFieldSelector': fillBlank({ apiVersion: 'v1' }),
};
