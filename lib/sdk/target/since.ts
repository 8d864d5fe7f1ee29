// Which minor version of Kubernetes 1 has a kind or a field, and has it on by default, for all that came after 1.30 (99: none up to 1.36).
// A line is a type, then its own version if it is a kind, then `field:version`. Taken from the messages of k8s.io/api from v0.30 to v0.36
// and the histories of their feature gates in kubernetes v1.33 and v1.36; what was dropped from both by then counts as there all along.

export const SINCE = `
admissionregistration.v1.MutatingAdmissionPolicy 36
admissionregistration.v1.MutatingAdmissionPolicyBinding 36
apps.v1.RollingUpdateStatefulSetStrategy maxUnavailable:99
authorization.v1.ResourceAttributes fieldSelector:32 labelSelector:32
autoscaling.v2.HPAScalingRules tolerance:35
batch.v1.JobSpec managedBy:32 successPolicy:31
coordination.v1.LeaseSpec preferredHolder:99 strategy:99
core.v1.Container resizePolicy:33 restartPolicyRules:35
core.v1.EnvVarSource fileKeyRef:35
core.v1.EphemeralContainer resizePolicy:33 restartPolicyRules:35
core.v1.Lifecycle stopSignal:99
core.v1.NodeRuntimeHandlerFeatures recursiveReadOnlyMounts:31 userNamespaces:33
core.v1.NodeSystemInfo swap:33
core.v1.PersistentVolumeClaimSpec volumeAttributesClassName:34
core.v1.PersistentVolumeSpec volumeAttributesClassName:34
core.v1.PodAffinityTerm matchLabelKeys:31 mismatchLabelKeys:31
core.v1.PodCertificateProjection userAnnotations:35
core.v1.PodCondition observedGeneration:34
core.v1.PodResourceClaim resourceClaimName:31 resourceClaimTemplateName:31
core.v1.PodSecurityContext seLinuxChangePolicy:33 supplementalGroupsPolicy:33
core.v1.PodSpec hostUsers:33 hostnameOverride:35 resourceClaims:34 resources:34 schedulingGroup:99
core.v1.ResourceClaim request:31
core.v1.ResourceHealth message:36
core.v1.ResourceRequirements claims:34
core.v1.SecurityContext procMount:33
core.v1.ServiceSpec trafficDistribution:31
core.v1.TypedObjectReference namespace:99
core.v1.VolumeMount recursiveReadOnly:31
core.v1.VolumeProjection clusterTrustBundle:99 podCertificate:34
core.v1.Volume image:35
discovery.v1.EndpointHints forNodes:33
networking.v1.IPAddress 33
networking.v1.ServiceCIDR 33
resource.v1.AllocationResult allocationTimestamp:36
resource.v1.Device allNodes:36 allowMultipleAllocations:36 bindingConditions:36 bindingFailureConditions:36 bindsToNode:36 consumesCounters:36 nodeAllocatableResourceMappings:99 nodeName:36 nodeSelector:36 taints:36
resource.v1.DeviceAttribute bools:99 ints:99 strings:99 versions:99
resource.v1.DeviceCapacity requestPolicy:36
resource.v1.DeviceClass 34
resource.v1.DeviceClassSpec extendedResourceName:36
resource.v1.DeviceConstraint distinctAttribute:36
resource.v1.DeviceRequestAllocationResult bindingConditions:36 bindingFailureConditions:36 consumedCapacity:36 shareID:36 tolerations:36
resource.v1.DeviceSubRequest capacity:36 tolerations:36
resource.v1.ExactDeviceRequest capacity:36 tolerations:36
resource.v1.ResourceClaim 34
resource.v1.ResourceClaimTemplate 34
resource.v1.ResourceSlice 34
resource.v1.ResourceSliceSpec perDeviceNodeSelection:36 sharedCounters:36
storage.v1.CSIDriverSpec nodeAllocatableUpdatePeriodSeconds:35 preventPodSchedulingIfMissing:99 serviceAccountTokenInSecrets:35
storage.v1.VolumeAttributesClass 34
storage.v1.VolumeError errorCode:35
`;
