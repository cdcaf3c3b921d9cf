import { createVerify } from 'node:crypto';
import { ApiError } from './exchange.ts';
import type { App, Caller, World } from './state.ts';

/**
 * Who an `Authorization` header names: a token (user or installation) or the App's JWT, RS256 with `iss` the App's id
 * or client id, at most ten minutes long and judged by real time, as GitHub judges it.
 * @throws ApiError 401 when a header is there and names nobody.
 */
export function authenticate(world: World, header: string | undefined, realNowMs = Date.now()): Caller {
  if (header === undefined || header === '') return { kind: 'anonymous' };
  const credentials = /^(?:token|bearer) +(\S+)$/i.exec(header)?.[1] ?? readBasicPassword(header);
  if (credentials === undefined) throw new ApiError(401, 'Bad credentials');
  if (credentials.split('.').length === 3) return { kind: 'app', app: verifyJwt(world, credentials, realNowMs) };
  const token = world.tokens.get(credentials);
  if (token === undefined) throw new ApiError(401, 'Bad credentials');
  if (token.kind === 'user') return token;
  if (token.expiresAtMs <= realNowMs || token.installation.suspendedAt !== null)
    throw new ApiError(401, 'Bad credentials');
  return token;
}

function readBasicPassword(header: string): string | undefined {
  const encoded = /^basic +(\S+)$/i.exec(header)?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString().split(':')[1];
}

const JWT_UNREADABLE = 'A JSON web token could not be decoded';

function verifyJwt(world: World, jwt: string, realNowMs: number): App {
  const [head = '', body = '', signature = ''] = jwt.split('.');
  const header = readSegment(head);
  const claims = readSegment(body);
  if (header['alg'] !== 'RS256') throw new ApiError(401, JWT_UNREADABLE);
  const issuer = String(claims['iss']);
  const app = world.apps.find((candidate) => String(candidate.id) === issuer || candidate.clientId === issuer);
  if (app === undefined) throw new ApiError(404, 'Integration not found');
  const verifier = createVerify('RSA-SHA256').update(`${head}.${body}`);
  if (app.publicKeyPem === '' || !verifier.verify(app.publicKeyPem, signature, 'base64url'))
    throw new ApiError(401, JWT_UNREADABLE);
  const { iat, exp } = claims;
  const now = realNowMs / 1000;
  if (typeof exp !== 'number' || exp <= now) {
    throw new ApiError(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  }
  if (exp > now + 660) throw new ApiError(401, "'Expiration time' claim ('exp') is too far in the future");
  if (typeof iat !== 'number' || iat > now + 60) {
    throw new ApiError(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  }
  return app;
}

function readSegment(segment: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(segment, 'base64url').toString());
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Falls through: a segment that is not JSON is answered as any other unreadable token.
  }
  throw new ApiError(401, JWT_UNREADABLE);
}
