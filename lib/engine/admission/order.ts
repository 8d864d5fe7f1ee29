// The plugins in the order they run. Follows kubernetes/pkg/kubeapiserver/options/plugins.go.

import type { AdmissionPlugin } from './interface.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';

export const ORDER: readonly AdmissionPlugin[] = [namespaceLifecycle];
