// What each command's help shows below its options: how it is called, and what comes next.

export interface Help {
  /** A call, and what it is for. */
  readonly examples: readonly (readonly [call: string, what: string])[];
  readonly next?: string;
}

export const HELP: { readonly [command: string]: Help } = {
  init: {
    examples: [
      ['slipway init shop', 'a new folder with a program, a test and a package.json'],
      ['slipway init', 'the same in this folder; what a package.json says there already stays'],
      ['slipway init web-app --template library', 'constructs of your own, for others to use'],
    ],
    next: 'npm install, then slipway plan main.ts',
  },
  synth: {
    examples: [
      ['slipway synth main.ts', 'a YAML file a chart, in dist/'],
      ['slipway synth main.ts --stdout', 'for a pipe: … | kubectl apply -f -'],
      ['slipway synth main.ts --watch', 'again whenever a file changes'],
    ],
    next: 'slipway plan main.ts shows what would come of them',
  },
  plan: {
    examples: [
      ['slipway plan main.ts', 'what deploying would do, in the cluster kept beside the program'],
      ['slipway plan main.ts --context staging', 'in a cluster people have, which is only read'],
      ['slipway plan main.ts --cluster cluster.yaml', 'the same, from kubectl get -A -o yaml'],
      ['slipway plan main.ts --baseline git:main', 'against what a revision would have deployed'],
      ['slipway plan main.ts --what-if zone-loss', 'and then each zone is lost'],
      ['slipway plan main.ts --what-if node-loss,load=20', 'or each node, or twenty times the load comes'],
      ['slipway plan main.ts --fail-on pending,trouble --format sarif -o plan.sarif', 'in a pipeline'],
      ['slipway plan main.ts --watch', 'again whenever a file changes'],
      ['slipway plan main.ts --save shop.plan', 'kept, to be deployed exactly'],
    ],
    next: 'slipway deploy main.ts; slipway trace FROM TO main.ts follows one connection',
  },
  deploy: {
    examples: [
      ['slipway deploy main.ts', 'into the cluster kept in .slipway/'],
      ['slipway deploy main.ts --context staging', 'into a real one, after showing what changes and asking'],
      ['slipway deploy main.ts --context staging --yes', 'without asking, in a pipeline'],
      ['slipway deploy shop.plan', 'exactly what plan --save kept, or nothing'],
    ],
    next: 'slipway report; after a change, slipway plan main.ts',
  },
  report: {
    examples: [
      ['slipway report', 'the cluster kept in .slipway/'],
      ['slipway report --context staging --open', 'a cluster people have, as a page'],
      ['slipway report --full', 'every pod, route and right'],
    ],
  },
  trace: {
    examples: [
      ['slipway trace shop/web redis:6379 main.ts', 'from a workload to a Service'],
      ['slipway trace outside https://shop.example.com/ main.ts', 'from outside through an Ingress'],
      ['slipway trace shop/web redis:6379 --context staging', 'in a cluster people have'],
    ],
  },
  import: {
    examples: [
      ['slipway import crds.yaml -o widgets.ts', 'typed constructs for custom resources'],
      ['slipway import manifests/ -o main.ts', 'a program that makes these objects'],
    ],
    next: 'slipway plan main.ts',
  },
  destroy: {
    examples: [
      ['slipway destroy', 'lets go of the cluster kept in .slipway/'],
      ['slipway destroy shop --context staging', 'removes a deployment from a real one, but for what holds data'],
    ],
  },
  serve: {
    examples: [
      ['slipway serve --nodes 3', 'a cluster for kubectl and Helm: export KUBECONFIG=kubeconfig'],
      ['slipway serve main.ts', 'the cluster of a program, with it deployed: kubectl logs, top, port-forward'],
      ['slipway serve --nodes 3 --data cluster --speed 60', 'kept on disk; a minute passes in a second'],
    ],
    next: 'KUBECONFIG=kubeconfig slipway deploy main.ts --context slipway',
  },
  help: {
    examples: [
      ['slipway help', 'all commands'],
      ['slipway help plan', 'one of them, its options and examples'],
    ],
  },
  completion: {
    examples: [
      ['slipway completion bash > ~/.local/share/bash-completion/completions/slipway', ''],
      ['slipway completion zsh > ~/.zfunc/_slipway', 'with ~/.zfunc in fpath before compinit'],
      ['slipway completion fish > ~/.config/fish/completions/slipway.fish', ''],
    ],
  },
};

/** The text below a command's options. */
export function helpText({ examples, next }: Help): string {
  const width = Math.max(...examples.map(([call, what]) => (what && call.length <= 50 ? call.length : 0)));
  const lines = examples.map(([call, what]) =>
    !what
      ? `  ${call}`
      : call.length <= 50
        ? `  ${call.padEnd(width)}   ${what}`
        : `  ${call}\n  ${' '.repeat(width)}   ${what}`,
  );
  return `\nExamples:\n${lines.join('\n')}\n${next ? `\nNext: ${next}\n` : ''}`;
}
