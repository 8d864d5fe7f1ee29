// GENERATED from the recorded OpenAPI v3 of Kubernetes v1.36.3 by `npm run generate`. Do not edit.

/** A resource quantity: `500m`, `2Gi`, `1.5`, 2. */
export type Quantity = string | number;

/** A number, or a percentage or port name. */
export type IntOrString = string | number;
