// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

import type { ListMeta as MetaV1ListMeta, ObjectMeta as MetaV1ObjectMeta } from './meta-v1.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/apiextensions/custom-resource-definition-v1/#CustomResourceColumnDefinition */
export interface CustomResourceColumnDefinition {
  readonly description?: string;
  readonly format?: string;
  /** required */
  readonly jsonPath: string;
  /** required */
  readonly name: string;
  /** 32-bit integer */
  readonly priority?: number;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiextensions/custom-resource-definition-v1/#CustomResourceConversion */
export interface CustomResourceConversion {
  /** required */
  readonly strategy: string;
  readonly webhook?: WebhookConversion;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiextensions/custom-resource-definition-v1/#CustomResourceDefinition */
export interface CustomResourceDefinition {
  readonly apiVersion?: 'apiextensions.k8s.io/v1';
  readonly kind?: 'CustomResourceDefinition';
  readonly metadata?: MetaV1ObjectMeta;
  /** required */
  readonly spec: CustomResourceDefinitionSpec;
  readonly status?: CustomResourceDefinitionStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiextensions/custom-resource-definition-v1/#CustomResourceDefinitionCondition */
export interface CustomResourceDefinitionCondition {
  /** time, RFC 3339 in UTC */
  readonly lastTransitionTime?: string;
  readonly message?: string;
  /** 64-bit integer */
  readonly observedGeneration?: number;
  readonly reason?: string;
  /** required */
  readonly status: string;
  /** required */
  readonly type: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiextensions/custom-resource-definition-v1/#CustomResourceDefinitionList */
export interface CustomResourceDefinitionList {
  readonly apiVersion?: 'apiextensions.k8s.io/v1';
  /** required */
  readonly items: readonly CustomResourceDefinition[];
  readonly kind?: 'CustomResourceDefinitionList';
  readonly metadata?: MetaV1ListMeta;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiextensions/custom-resource-definition-v1/#CustomResourceDefinitionNames */
export interface CustomResourceDefinitionNames {
  readonly categories?: readonly string[];
  /** required */
  readonly kind: string;
  readonly listKind?: string;
  /** required */
  readonly plural: string;
  readonly shortNames?: readonly string[];
  readonly singular?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiextensions/custom-resource-definition-v1/#CustomResourceDefinitionSpec */
export interface CustomResourceDefinitionSpec {
  readonly conversion?: CustomResourceConversion;
  /** required */
  readonly group: string;
  /** required */
  readonly names: CustomResourceDefinitionNames;
  readonly preserveUnknownFields?: boolean;
  /** required */
  readonly scope: string;
  /** required */
  readonly versions: readonly CustomResourceDefinitionVersion[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiextensions/custom-resource-definition-v1/#CustomResourceDefinitionStatus */
export interface CustomResourceDefinitionStatus {
  readonly acceptedNames?: CustomResourceDefinitionNames;
  /** list by type */
  readonly conditions?: readonly CustomResourceDefinitionCondition[];
  /** 64-bit integer */
  readonly observedGeneration?: number;
  readonly storedVersions?: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiextensions/custom-resource-definition-v1/#CustomResourceDefinitionVersion */
export interface CustomResourceDefinitionVersion {
  readonly additionalPrinterColumns?: readonly CustomResourceColumnDefinition[];
  readonly deprecated?: boolean;
  readonly deprecationWarning?: string;
  /** required */
  readonly name: string;
  readonly schema?: CustomResourceValidation;
  readonly selectableFields?: readonly SelectableField[];
  /** required */
  readonly served: boolean;
  /** required */
  readonly storage: boolean;
  readonly subresources?: CustomResourceSubresources;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiextensions/custom-resource-definition-v1/#CustomResourceSubresourceScale */
export interface CustomResourceSubresourceScale {
  readonly labelSelectorPath?: string;
  /** required */
  readonly specReplicasPath: string;
  /** required */
  readonly statusReplicasPath: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiextensions/custom-resource-definition-v1/#CustomResourceSubresourceStatus */
export interface CustomResourceSubresourceStatus {
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiextensions/custom-resource-definition-v1/#CustomResourceSubresources */
export interface CustomResourceSubresources {
  readonly scale?: CustomResourceSubresourceScale;
  readonly status?: CustomResourceSubresourceStatus;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiextensions/custom-resource-definition-v1/#CustomResourceValidation */
export interface CustomResourceValidation {
  readonly openAPIV3Schema?: JSONSchemaProps;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiextensions/custom-resource-definition-v1/#ExternalDocumentation */
export interface ExternalDocumentation {
  readonly description?: string;
  readonly url?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiextensions/custom-resource-definition-v1/#JSONSchemaProps */
export interface JSONSchemaProps {
  readonly $ref?: string;
  readonly $schema?: string;
  /** any JSON */
  readonly additionalItems?: any;
  /** any JSON */
  readonly additionalProperties?: any;
  readonly allOf?: readonly JSONSchemaProps[];
  readonly anyOf?: readonly JSONSchemaProps[];
  /** any JSON */
  readonly default?: any;
  readonly definitions?: { readonly [key: string]: JSONSchemaProps };
  /** any JSON */
  readonly dependencies?: { readonly [key: string]: any };
  readonly description?: string;
  /** any JSON */
  readonly enum?: readonly any[];
  /** any JSON */
  readonly example?: any;
  readonly exclusiveMaximum?: boolean;
  readonly exclusiveMinimum?: boolean;
  readonly externalDocs?: ExternalDocumentation;
  readonly format?: string;
  readonly id?: string;
  /** any JSON */
  readonly items?: any;
  /** 64-bit integer */
  readonly maxItems?: number;
  /** 64-bit integer */
  readonly maxLength?: number;
  /** 64-bit integer */
  readonly maxProperties?: number;
  /** floating-point number */
  readonly maximum?: number;
  /** 64-bit integer */
  readonly minItems?: number;
  /** 64-bit integer */
  readonly minLength?: number;
  /** 64-bit integer */
  readonly minProperties?: number;
  /** floating-point number */
  readonly minimum?: number;
  /** floating-point number */
  readonly multipleOf?: number;
  readonly not?: JSONSchemaProps;
  readonly nullable?: boolean;
  readonly oneOf?: readonly JSONSchemaProps[];
  readonly pattern?: string;
  readonly patternProperties?: { readonly [key: string]: JSONSchemaProps };
  readonly properties?: { readonly [key: string]: JSONSchemaProps };
  readonly required?: readonly string[];
  readonly title?: string;
  readonly type?: string;
  readonly uniqueItems?: boolean;
  readonly "x-kubernetes-embedded-resource"?: boolean;
  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
  readonly "x-kubernetes-list-type"?: string;
  readonly "x-kubernetes-map-type"?: string;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  /** list by rule */
  readonly "x-kubernetes-validations"?: readonly ValidationRule[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiextensions/custom-resource-definition-v1/#SelectableField */
export interface SelectableField {
  /** required */
  readonly jsonPath: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiextensions/custom-resource-definition-v1/#ServiceReference */
export interface ServiceReference {
  /** required */
  readonly name: string;
  /** required */
  readonly namespace: string;
  readonly path?: string;
  /** 32-bit integer */
  readonly port?: number;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiextensions/custom-resource-definition-v1/#ValidationRule */
export interface ValidationRule {
  readonly fieldPath?: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly optionalOldSelf?: boolean;
  readonly reason?: string;
  /** required */
  readonly rule: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiextensions/custom-resource-definition-v1/#WebhookClientConfig */
export interface WebhookClientConfig {
  /** bytes in base64 */
  readonly caBundle?: string;
  readonly service?: ServiceReference;
  readonly url?: string;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/apiextensions/custom-resource-definition-v1/#WebhookConversion */
export interface WebhookConversion {
  readonly clientConfig?: WebhookClientConfig;
  /** required */
  readonly conversionReviewVersions: readonly string[];
}
