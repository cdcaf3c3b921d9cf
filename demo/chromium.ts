import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

/** A headless Chromium that takes pictures of pages. */
export type Chromium = {
  /** Writes a PNG of the first element that `selector` finds, and a little around it, on a page `width` CSS pixels wide. */
  readonly photograph: (address: string, selector: string, width: number, file: string) => Promise<void>;
  readonly end: () => Promise<void>;
};

/** The program at CHROMIUM, or where Debian puts it; throws with what to do when there is none. */
export const findChromium = (): string => {
  const path = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  try {
    accessSync(path, constants.X_OK);
  } catch (cause) {
    throw new Error(`there is no Chromium at ${path}; install it, or name it in the variable CHROMIUM`, { cause });
  }
  return path;
};

const answerShape = z.looseObject({
  id: z.number().optional(),
  method: z.string().optional(),
  result: z.unknown().optional(),
  error: z.looseObject({ message: z.string() }).optional(),
});
const targetShape = z.looseObject({ targetId: z.string() });
const sessionShape = z.looseObject({ sessionId: z.string() });
const boxShape = z.looseObject({
  result: z.looseObject({
    value: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }).nullish(),
  }),
});
const pictureShape = z.looseObject({ data: z.base64() });

/** Starts Chromium with a profile of its own and speaks the Chrome DevTools Protocol with it. */
export const startChromium = async (path: string): Promise<Chromium> => {
  const profile = await mkdtemp(join(tmpdir(), 'holdpoint-chromium-'));
  const options = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--remote-debugging-port=0'];
  const child = spawn(path, [...options, `--user-data-dir=${profile}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  const gone = new Promise<void>((done) => child.once('close', () => done()));
  const takeAlong = () => child.kill('SIGKILL');
  process.once('exit', takeAlong);
  const end = async () => {
    process.off('exit', takeAlong);
    child.kill('SIGKILL');
    await gone;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const call = await openProtocol(await readAddress(child.stderr));
    return { photograph: (...picture) => photograph(call, ...picture), end };
  } catch (error) {
    await end();
    throw error;
  }
};

const readAddress = async (stderr: NodeJS.ReadableStream): Promise<string> => {
  for await (const line of createInterface({ input: stderr })) {
    const address = /^DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (address !== undefined) {
      stderr.resume();
      return address;
    }
  }
  throw new Error('Chromium ended before it could be spoken to');
};

/** One command of the protocol, on a page when `sessionId` names one; its result. */
type Call = (method: string, params: Readonly<Record<string, unknown>>, sessionId?: string) => Promise<unknown>;

const openProtocol = async (address: string): Promise<Call> => {
  const socket = new WebSocket(address);
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result, error } = answerShape.parse(JSON.parse(String(data)));
    const asked = id === undefined ? undefined : waiting.get(id);
    if (error === undefined) asked?.resolve(result);
    else asked?.reject(new Error(`Chromium refused: ${error.message}`));
  });
  await new Promise<void>((done, fail) => {
    socket.addEventListener('open', () => done());
    socket.addEventListener('error', () => fail(new Error('Chromium could not be spoken to')));
  });
  return (method, params, sessionId) => {
    const id = waiting.size + 1;
    const asked = Promise.withResolvers<unknown>();
    waiting.set(id, asked);
    socket.send(JSON.stringify({ id, method, params, sessionId }));
    return asked.promise;
  };
};

const photograph = async (
  call: Call,
  ...[address, selector, width, file]: Parameters<Chromium['photograph']>
): Promise<void> => {
  const { targetId } = targetShape.parse(await call('Target.createTarget', { url: 'about:blank' }));
  const { sessionId } = sessionShape.parse(await call('Target.attachToTarget', { targetId, flatten: true }));
  const size = { width, height: 800, deviceScaleFactor: 1.25, mobile: false };
  await call('Emulation.setDeviceMetricsOverride', size, sessionId);
  await call('Page.navigate', { url: address }, sessionId);
  const expression = `new Promise((done) => {
    const look = () => {
      const box = document.readyState === 'complete' && document.querySelector(${JSON.stringify(selector)})?.getBoundingClientRect();
      box ? done({ x: box.x, y: box.y, width: box.width, height: box.height }) : setTimeout(look, 20);
    };
    look();
    setTimeout(() => done(null), 10000);
  })`;
  const found = await call('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }, sessionId);
  const box = boxShape.parse(found).result.value;
  if (box === null || box === undefined) throw new Error(`${address} has no ${selector}`);
  const margin = 16;
  const [x, y] = [box.x - margin, box.y - margin];
  const clip = { x, y, width: box.width + 2 * margin, height: box.height + 2 * margin, scale: 1 };
  const picture = await call('Page.captureScreenshot', { clip, captureBeyondViewport: true }, sessionId);
  await writeFile(file, Buffer.from(pictureShape.parse(picture).data, 'base64'));
  await call('Target.closeTarget', { targetId });
};
