// The rule of the house as data: which room may import which. A room imports only what stands below it.

/** For each room, the rooms it may import besides itself. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  api: [],
  sdk: ['api'],
  engine: ['api'],
  outcomes: ['api', 'engine'],
  remote: ['api'],
  deploy: ['api', 'sdk', 'engine'],
  plan: ['api', 'sdk', 'engine', 'outcomes', 'deploy'],
  report: ['api', 'sdk', 'engine', 'outcomes', 'deploy', 'plan'],
  assertions: ['api', 'sdk', 'engine', 'outcomes', 'deploy', 'plan', 'report'],
  server: ['api', 'sdk', 'engine', 'outcomes', 'deploy', 'plan', 'report'],
  cli: ['api', 'sdk', 'engine', 'remote', 'outcomes', 'deploy', 'plan', 'report', 'server'],
};
