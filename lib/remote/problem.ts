// What keeps a cluster from being reached, as a person needs it: the file and field, or the address, and no stack.

/** Why a cluster cannot be spoken to. */
export class ConnectionProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConnectionProblem';
  }
  /** The text a command ends with. */
  describe(): string {
    return `✖ ${this.message}\n`;
  }
}
