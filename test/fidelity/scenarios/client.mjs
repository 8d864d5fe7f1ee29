// The stories' client: requests go to an embedded cluster, and waiting lets its time pass.

const ADMIN = { name: 'admin', groups: ['system:masters', 'system:authenticated'] };
/** Cluster time between a write and the next request: what a round trip takes. */
const ROUND_TRIP = 10;

export class Client {
  constructor(cluster) {
    this.cluster = cluster;
  }

  async request(method, path, body, type = 'application/json') {
    const [at, query] = path.split('?');
    const headers = { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': type }) };
    const reply = this.cluster.server.handle({
      method,
      path: at,
      query: new URLSearchParams(query ?? ''),
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      user: ADMIN,
    });
    if (method !== 'GET') this.cluster.advance(ROUND_TRIP);
    const text = typeof reply.body === 'string' ? reply.body : Buffer.from(reply.body).toString();
    try {
      return { code: reply.status, body: text ? JSON.parse(text) : {} };
    } catch {
      return { code: reply.status, body: { reason: 'NotJSON', message: text.slice(0, 200) } };
    }
  }

  async list(path) {
    const { code, body } = await this.request('GET', path);
    if (code === 200 && Array.isArray(body?.items)) return body.items;
    if (code === 404 || code === 405) return [];
    throw new Error(`GET ${path}: ${code} ${body?.message ?? ''}`);
  }
}
