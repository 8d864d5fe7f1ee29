import type { Construct } from 'constructs';
import { ApiObject, type Metadata } from '../api-object.ts';
import type { Service } from '../core/service.ts';
import { checkProps, webhookProps } from '../props.ts';
import { rulesOf, type Match } from './match.ts';
import { named } from './validating-admission-policy.ts';

export interface WebhookProps {
  readonly metadata?: Metadata;
  /** Its name, of three parts at least: `pods.policy.example.com`. */
  readonly name: string;
  /** Who answers: a Service of the tree, or a URL. */
  readonly to: Service | string;
  /** The path asked. */
  readonly path?: string;
  readonly port?: number;
  /** The authority its certificate is checked by, PEM in base64. */
  readonly caBundle?: string;
  readonly match: Match;
  /** What becomes of a request when nobody answers; it is refused when not said. */
  readonly failurePolicy?: 'Fail' | 'Ignore';
  /** Seconds it may take; 10 when not said. */
  readonly timeout?: number;
  /** Whether answering changes anything elsewhere; it does not when not said. */
  readonly sideEffects?: 'None' | 'NoneOnDryRun';
  /** CEL expressions by name, all of which must hold for it to be asked. */
  readonly when?: { readonly [name: string]: string };
}

export interface MutatingWebhookProps extends WebhookProps {
  /** Whether it sees the object again after others changed it. */
  readonly again?: boolean;
}

function webhook(of: ApiObject, props: WebhookProps): object {
  const { name, to, path, port, caBundle, match, failurePolicy, timeout, sideEffects, when } = props;
  return {
    name,
    clientConfig:
      typeof to === 'string'
        ? { url: to, caBundle }
        : {
            service: { name: to.name, namespace: to.namespace ?? 'default', path, port: port ?? to.ports[0]?.port },
            caBundle,
          },
    rules: rulesOf(of, match),
    namespaceSelector: match.namespaces,
    objectSelector: match.objects,
    failurePolicy,
    timeoutSeconds: timeout,
    sideEffects: sideEffects ?? 'None',
    admissionReviewVersions: ['v1'],
    matchConditions: named(when),
  };
}

/** A program that is asked whether something may be written. */
export class ValidatingWebhook extends ApiObject {
  private readonly props: WebhookProps;

  constructor(scope: Construct, id: string, props: WebhookProps) {
    super(scope, id, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: props.metadata,
    });
    this.props = props;
    checkProps(this, webhookProps, props);
  }

  protected override render(): { readonly [field: string]: unknown } {
    return { webhooks: [webhook(this, this.props)] };
  }
}

/** A program that may change what is written. */
export class MutatingWebhook extends ApiObject {
  private readonly props: MutatingWebhookProps;

  constructor(scope: Construct, id: string, props: MutatingWebhookProps) {
    super(scope, id, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: props.metadata,
    });
    this.props = props;
    checkProps(this, webhookProps, props);
  }

  protected override render(): { readonly [field: string]: unknown } {
    const { again } = this.props;
    return { webhooks: [{ ...webhook(this, this.props), reinvocationPolicy: again ? 'IfNeeded' : undefined }] };
  }
}
