// How a healthy node's conditions read. Follows kubernetes/pkg/kubelet/nodestatus/setters.go.

/** By type: status, reason and message. */
export const HEALTHY = {
  MemoryPressure: ['False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  DiskPressure: ['False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  PIDPressure: ['False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  Ready: ['True', 'KubeletReady', 'kubelet is posting ready status'],
} as const satisfies { readonly [type: string]: readonly [status: string, reason: string, message: string] };
