// Errors as a person reads them: what, where, and no stack unless it is our own defect.

/** An error whose message is all there is to say. */
export class UserError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UserError';
  }
}

interface Described extends Error {
  /** Errors that know how to tell themselves (problems of a tree). */
  describe?(): string;
}

/** The text for an error that ended a command. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return `✖ ${String(error)}\n`;
  const described = error as Described;
  if (typeof described.describe === 'function') return ensureNewline(described.describe());
  if (error.name === 'UserError' || error.name === 'StatusError') return `✖ ${error.message}\n`;
  // The system refused a file or a connection: its words, and where.
  if ((error as NodeJS.ErrnoException).syscall !== undefined) return `✖ ${error.message}\n`;
  return `✖ ${error.stack ?? error.message}\n`;
}

function ensureNewline(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
