import { spawnSync } from 'node:child_process';
import type { Construct } from 'constructs';
import { Chart } from '../chart.ts';
import { Include } from './include.ts';
import { readManifests } from './manifests.ts';

export interface HelmChartProps {
  /** A folder, an archive, `oci://…`, or a chart's name in `repository`. */
  readonly chart: string;
  readonly repository?: string;
  /** The chart's version; the latest of a repository when not said, which is no way to get the same thing twice. */
  readonly version?: string;
  /** The release's name; its id when not said. */
  readonly release?: string;
  /** The namespace of the release; its chart's when not said. */
  readonly namespace?: string;
  readonly values?: object;
  readonly valuesFiles?: readonly string[];
  /** Definitions of its `crds` folder are left out. */
  readonly withoutCrds?: boolean;
  /** Any other flags of `helm template`. */
  readonly flags?: readonly string[];
  /** The helm program; the one on the PATH when not said. */
  readonly helm?: string;
}

/** Room for what a large chart renders to, bytes. */
const LARGEST = 256 * 1024 * 1024;

/**
 * A Helm chart, rendered by helm itself, as part of the tree. Its tests are left out; its other hooks become objects like all others,
 * ordered by what they name. Where there is no helm, or it refuses, synth says so.
 */
export class HelmChart extends Include {
  constructor(scope: Construct, id: string, props: HelmChartProps) {
    super(scope, id, { text: '' });
    const namespace = props.namespace ?? Chart.tryOf(this)?.namespace ?? 'default';
    const helm = props.helm ?? 'helm';
    const flags = [
      'template',
      props.release ?? id,
      this.near(props.chart),
      '--namespace',
      namespace,
      '--skip-tests',
      ...(props.withoutCrds ? [] : ['--include-crds']),
      ...(props.repository ? ['--repo', props.repository] : []),
      ...(props.version ? ['--version', props.version] : []),
      ...(props.valuesFiles ?? []).flatMap((file) => ['--values', this.near(file)]),
      ...(props.values ? ['--values', '-'] : []),
      ...(props.flags ?? []),
    ];
    const { error, status, stdout, stderr } = spawnSync(helm, flags, {
      encoding: 'utf8',
      input: props.values ? JSON.stringify(props.values) : '',
      maxBuffer: LARGEST,
    });
    if (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      this.fail(
        missing
          ? `there is no ${helm === 'helm' ? 'helm on the PATH' : `program ${helm}`}, and a Helm chart is rendered by helm: https://helm.sh/docs/intro/install, or say where it is: helm: '…'`
          : `${helm}: ${error.message}`,
      );
    } else if (status !== 0) this.fail(`helm ${flags.join(' ')}: ${stderr.trim() || `ended with ${status}`}`);
    else
      try {
        this.take(readManifests(stdout, `helm template ${props.chart}`));
      } catch (wrong) {
        this.fail((wrong as Error).message);
      }
  }
}
