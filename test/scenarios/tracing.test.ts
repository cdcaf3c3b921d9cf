import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openReleasedChange, settle } from '../../stage/change.ts';
import { untilCheckRun } from '../../stage/check-run.ts';
import { type Stage, setStage, until } from '../../stage/stage.ts';
import { toRepository, toWorld } from '../../stage/world.ts';

const owner = 'acme';
const repo = 'traced';

type Attribute = { readonly key: string; readonly value: { readonly stringValue?: string } };
type Span = {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly Attribute[];
};
type Batch = { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };

/** What an OpenTelemetry collector was sent. */
const spans: Span[] = [];
let collector: Server;
let stage: Stage;
beforeAll(async () => {
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { resourceSpans } = (await json(request)) as Batch;
    for (const { scopeSpans } of resourceSpans) for (const scope of scopeSpans) spans.push(...scope.spans);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  };
  collector = createServer((request, response) => void take(request, response));
  await new Promise<void>((done) => collector.listen(0, '127.0.0.1', done));
  const { port } = collector.address() as AddressInfo;
  stage = await setStage({
    world: toWorld([toRepository(repo)]),
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}/`, OTEL_BSP_SCHEDULE_DELAY: '200' },
  });
}, 60_000);
afterAll(async () => {
  await stage?.stop();
  collector?.close();
}, 30_000);

const attributeOf = ({ attributes }: Span, key: string): string | undefined =>
  attributes.find((attribute) => attribute.key === key)?.value.stringValue;

test('F81: a collector is sent a span a delivery, one an evaluation, and one a request to GitHub below it', async () => {
  const change = await openReleasedChange(stage, owner, repo, 'traced');
  await untilCheckRun(stage, change, { conclusion: 'success' });
  await settle(stage);
  const evaluation = await until(async () => {
    const found = spans.find(
      (span) =>
        span.name === 'evaluate pull_request' &&
        attributeOf(span, 'delivery') !== undefined &&
        spans.some(({ parentSpanId, name }) => parentSpanId === span.spanId && name === 'POST'),
    );
    return found ?? null;
  });
  expect(attributeOf(evaluation, 'subject')).toBe(`pull_request:${owner}/${repo}#${change.pull}`);
  const delivery = attributeOf(evaluation, 'delivery');
  expect(delivery).toMatch(/^[0-9a-f-]{36}$/);
  expect(spans.some((span) => span.name.startsWith('delivery ') && attributeOf(span, 'delivery') === delivery)).toBe(
    true,
  );
  const request = spans.find(({ parentSpanId }) => parentSpanId === evaluation.spanId);
  expect(attributeOf(request ?? evaluation, 'url.full')).toContain('/api/');
  // Neither tokens nor what people wrote.
  expect(JSON.stringify(spans)).not.toMatch(/ghs_|bearer|authorization|assessed for this change/i);
}, 60_000);
