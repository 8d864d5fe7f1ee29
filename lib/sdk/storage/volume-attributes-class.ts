import type { Construct } from 'constructs';
import { ApiObject, type Metadata } from '../api-object.ts';

export interface VolumeAttributesClassProps {
  readonly metadata?: Metadata;
  /** The driver whose volumes can have these attributes. */
  readonly driverName: string;
  readonly parameters?: { readonly [key: string]: string };
}

/** Attributes a volume can be given, and changed to, after it was made: its speed, say. */
export class VolumeAttributesClass extends ApiObject {
  constructor(scope: Construct, id: string, props: VolumeAttributesClassProps) {
    super(scope, id, { apiVersion: 'storage.k8s.io/v1', kind: 'VolumeAttributesClass', ...props });
  }
}
