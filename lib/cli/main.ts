#!/usr/bin/env node
// The command line: one command a file, loaded when it is called.

import { Argument, Command, Option } from 'commander';
import { VERSION } from '../version.ts';
import { HELP, helpText } from './help.ts';

const program = new Command('slipway')
  .description(
    'Kubernetes infrastructure as TypeScript, with a cluster inside: write, deploy, let time pass, see what comes of it.',
  )
  .version(VERSION)
  .showHelpAfterError('(slipway --help shows the commands)')
  .addHelpText(
    'after',
    `
Start here:
  slipway init shop         a program to begin with
  slipway plan main.ts      what would come of it: where pods land, how requests travel, who may do what
  slipway deploy main.ts    deploys into a cluster kept in .slipway/
  slipway plan main.ts      after a change: exactly what the change would do
  slipway serve             the same cluster over HTTPS, for kubectl and Helm
`,
  );

const format = new Option('--format <format>', 'how to print it')
  .choices(['text', 'json', 'html', 'markdown', 'sarif', 'junit'])
  .default('text');
const directory = new Option('--dir <folder>', 'where the deployed cluster is kept').default('.slipway');
const profile = new Option('--profile <name>', 'which of the program’s profiles (chooseProfile) to build').env(
  'SLIPWAY_PROFILE',
);
const context = new Option('--context <name>', 'a real cluster: a context of the kubeconfig');
const cluster = new Option(
  '--cluster <file>',
  'a cluster people have, written down: kubectl get -A -o yaml of its kinds, a file or a folder',
);
const kubeconfig = new Option('--kubeconfig <file>', 'the kubeconfig, instead of KUBECONFIG and ~/.kube/config');
const namespace = new Option(
  '-n, --namespace <name>',
  'where objects of a real cluster go that name no namespace, and where the inventory is kept; the context’s, unless said',
);
const pruneData = new Option('--prune-data', 'remove what left the program even where it holds data');
const names = (said: string): string[] => said.split(',').filter(Boolean);
const replace = new Option(
  '--replace <objects>',
  'delete and make anew what cannot be changed in place: Job/migrate, Kind/namespace/name, construct paths (comma-separated), or all',
).argParser(names);
const forceConflicts = new Option('--force-conflicts', 'take over fields that others own');
const watch = new Option('-w, --watch', 'again whenever a file beside the program changes');
program.hook('preAction', (_, command) => {
  // The program reads it where it chooses.
  const { profile } = command.opts() as { profile?: string };
  if (profile) process.env['SLIPWAY_PROFILE'] = profile;
});

program
  .command('init')
  .description('write a program to begin with, or a library of constructs')
  .argument('[folder]', 'where; this folder when none is named')
  .addOption(new Option('-t, --template <name>', 'what to write').choices(['app', 'library']).default('app'))
  .option('--name <name>', 'what it is called; the folder’s name, unless said')
  .action(async (folder: string | undefined, options) => (await import('./init.ts')).init(folder, options));

program
  .command('synth')
  .description('write the manifests of a program')
  .argument('<entry>', 'a TypeScript or JavaScript program whose default export is its App, or a folder of YAML')
  .option('-o, --output <folder>', 'write one file a chart into this folder', 'dist')
  .option('--stdout', 'print them instead')
  .option('--json', 'as JSON, one list')
  .addOption(watch)
  .addOption(profile)
  .action(async (entry: string, options) =>
    options.watch
      ? (await import('./watch.ts')).watchCommand(entry, [options.output])
      : (await import('./synth.ts')).synth(entry, options),
  );

program
  .command('plan')
  .description('show what deploying would do, before it happens')
  .argument('<entry>', 'a program, or a folder of YAML')
  .addOption(format)
  .option('-o, --output <file>', 'write it to a file')
  .option('--open', 'as a page in the browser')
  .option('--full', 'show everything, not only what needs eyes')
  .addOption(watch)
  .option('--detailed-exitcode', 'exit with 2 when there are changes')
  .option(
    '--fail-on <what>',
    'exit with 3 on any of: deploy, pending, trouble, dangling, blocked, exposed, escalation, undrainable, unscaled (comma-separated)',
    names,
  )
  .option(
    '--what-if <event>',
    'and then: zone-loss[=ZONE], node-loss[=NODE], load=TIMES, image-pull-failure=IMAGE; several with commas',
  )
  .option('--baseline <revision>', 'against what a revision of git would have deployed, such as git:main')
  .addOption(cluster)
  .addOption(context)
  .addOption(kubeconfig)
  .addOption(namespace)
  .option('--save <file>', 'keep the plan, for slipway deploy FILE to do exactly that')
  .addOption(forceConflicts)
  .addOption(pruneData)
  .addOption(replace)
  .addOption(profile)
  .addOption(directory)
  .action(async (entry: string, options) =>
    options.watch
      ? (await import('./watch.ts')).watchCommand(entry, [options.output, options.save])
      : (await import('./plan.ts')).plan(entry, options),
  );

program
  .command('deploy')
  .description('deploy into the cluster kept beside the program, or into a real one')
  .argument('<entry>', 'a program, a folder of YAML, or a plan kept by plan --save')
  .addOption(context)
  .addOption(kubeconfig)
  .addOption(namespace)
  .option('-y, --yes', 'do not ask before a real cluster is changed')
  .addOption(forceConflicts)
  .addOption(pruneData)
  .addOption(replace)
  .option('--no-prune', 'leave what is no longer in the program')
  .option('--timeout <seconds>', 'how long one object may take to become current', '600')
  .addOption(profile)
  .addOption(directory)
  .action(async (entry: string, options) => (await import('./deploy.ts')).deploy(entry, options));

program
  .command('report')
  .description('report on the deployed cluster as it is, or on one people have')
  .addOption(cluster)
  .addOption(context)
  .addOption(kubeconfig)
  .addOption(namespace)
  .addOption(format)
  .option('-o, --output <file>', 'write it to a file')
  .option('--open', 'as a page in the browser')
  .option('--full', 'show everything, not only what needs eyes')
  .addOption(directory)
  .action(async (options) => (await import('./report.ts')).report(options));

program
  .command('trace')
  .description('follow one connection: name, route, Service, pods, policies')
  .argument('<from>', 'a workload or pod (shop/web), an address, or outside')
  .argument('<to>', 'a URL, or a name with a port (shop/redis:6379)')
  .argument('[entry]', 'a program, or a folder of YAML; without it, the deployed cluster')
  .addOption(cluster)
  .addOption(context)
  .addOption(kubeconfig)
  .addOption(namespace)
  .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
  .addOption(profile)
  .addOption(directory)
  .action(async (from: string, to: string, entry: string | undefined, options) =>
    (await import('./trace.ts')).trace(from, to, entry, options),
  );

program
  .command('import')
  .description('turn definitions of custom resources into typed constructs, and other YAML into a program')
  .argument('<files...>', 'files or folders of YAML or JSON, or - for standard input')
  .option('-o, --output <file>', 'write it to a file')
  .action(async (files: string[], options) => (await import('./import.ts')).importFiles(files, options));

program
  .command('destroy')
  .description('remove what was deployed, and the cluster kept for it')
  .argument('[name]', 'of a real cluster: which deployment')
  .addOption(context)
  .addOption(kubeconfig)
  .addOption(namespace)
  .option('-y, --yes', 'do not ask before a real cluster is changed')
  .addOption(pruneData)
  .addOption(directory)
  .action(async (name: string | undefined, options) => (await import('./destroy.ts')).destroy(name, options));

program
  .command('serve')
  .description('serve a cluster over HTTPS on this machine, for kubectl, Helm and operators')
  .argument('[entry]', 'a program whose nodes and programs it has, and that is deployed into it')
  .option('--port <number>', 'port on the loopback address; 0 takes a free one', '0')
  .option('--kubeconfig <file>', 'write a kubeconfig for user admin here', 'kubeconfig')
  .option('--nodes <number>', 'how many nodes to start with', '0')
  .option('--data <folder>', 'keep the cluster on disk here')
  .option('--speed <factor>', 'how much faster than the wall clock its time runs', '1')
  .option('--without <parts>', 'run without: controllers, scheduler, kubelet (comma-separated)')
  .addOption(profile)
  .action(async (entry: string | undefined, options) => (await import('./serve.ts')).serve(entry, options));

program
  .command('completion')
  .description('print what a shell needs to complete commands, options and their values')
  .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']))
  .action(async (shell: string) => {
    process.stdout.write((await import('./completion.ts')).completionFor(shell, program));
  });
// The scripts of completion ask for the names of contexts by this command.
program.command('completion-contexts', { hidden: true }).action(async () => {
  process.stdout.write((await import('../remote/kubeconfig.ts')).contextsOf().names.join('\n'));
});
program
  .command('help')
  .description('show how a command is called')
  .argument('[command]')
  .action((name: string | undefined) => {
    const command = name === undefined ? program : program.commands.find((it) => it.name() === name);
    if (command) command.help();
    // As a mistyped command is answered anywhere else.
    else program.parse([name!], { from: 'user' });
  });

for (const command of program.commands) {
  const help = HELP[command.name()];
  if (help) command.addHelpText('after', helpText(help));
  command.showHelpAfterError(`(slipway ${command.name()} --help shows how it is called)`);
}

// Who reads only the beginning (| head) has what they wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  const { explain } = await import('./failure.ts');
  process.stderr.write(explain(error));
  process.exitCode = 1;
}
