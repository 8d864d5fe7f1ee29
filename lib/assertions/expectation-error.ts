// What an expectation throws that is not met.

/** An expectation that is not met. */
export class ExpectationError extends Error {
  constructor(message: string, details: readonly (string | undefined)[] = []) {
    super([message, ...details.filter(Boolean).map((it) => `  ${it}`)].join('\n'));
    this.name = 'ExpectationError';
  }
}
