// ImageLocality: likes nodes that have the pod's images, the bigger and the more widespread the image the more.
// Follows kubernetes/pkg/scheduler/framework/plugins/imagelocality.

import type { Plugin } from '../interface.ts';

const MB = 1024 * 1024;
/** Less than this in images counts as nothing; more than `MOST` a container as all. */
const LEAST = 23 * MB;
const MOST = 1000 * MB;

export const imageLocality: Plugin = {
  name: 'ImageLocality',
  weight: 1,
  local: true,
  stamp: (cluster, shape) => cluster.imageStamp(shape.images),
  score(_, node, { pod, cluster }) {
    if (!node.images.size) return 0;
    let sum = 0;
    for (const image of pod.shape.images) {
      const size = node.images.get(image);
      if (size !== undefined) sum += Math.trunc(size * (cluster.nodesWithImage(image) / cluster.nodes.size));
    }
    const most = MOST * pod.shape.containerCount;
    const within = Math.min(Math.max(sum, LEAST), most);
    return Math.trunc((100 * (within - LEAST)) / (most - LEAST));
  },
};
