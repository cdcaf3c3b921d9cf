import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { Tool } from '../evidence/statement.ts';

/**
 * Sends traces to an OpenTelemetry collector, as OTLP over HTTP: a span for each delivery, one for each evaluation, and
 * below it one for each request to GitHub. To be called before anything is traced; until then spans cost nothing.
 *
 * @param endpoint root of the collector, `http://HOST:4318`.
 * @returns sends what is left, and ends.
 */
export const startTracing = (endpoint: string, { name, version }: Tool): (() => Promise<void>) => {
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': name, 'service.version': version }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  // GitHub is not told which trace a request belongs to.
  provider.register({ propagator: null });
  const stop = registerInstrumentations({
    tracerProvider: provider,
    // Requests outside of an evaluation, as to list deliveries, would be traces of one span.
    instrumentations: [new UndiciInstrumentation({ requireParentforSpans: true })],
  });
  return async () => {
    stop();
    await provider.shutdown();
  };
};
