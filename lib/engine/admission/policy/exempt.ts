// What decides about writes is no subject of such decisions. Follows apiserver/pkg/admission/plugin/policy/generic/plugin.go.

/** Resources that policies are not asked about. */
export const EXEMPT = /^(validating|mutating)admissionpolic(ies|ybindings)\.admissionregistration\.k8s\.io$/;
