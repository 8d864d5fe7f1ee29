// Labels of nodes, and of what follows them, that say where a machine stands.

export const ZONE = 'topology.kubernetes.io/zone';
export const REGION = 'topology.kubernetes.io/region';
