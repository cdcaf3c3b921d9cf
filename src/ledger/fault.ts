/**
 * `no-key`: there is no signing key; `bad-key`: there is something else in its place; `broken-chain`: what is stored is
 * not what was signed before.
 */
export type LedgerFaultCode = 'no-key' | 'bad-key' | 'broken-chain';

export class LedgerFault extends Error {
  override readonly name = 'LedgerFault';
  readonly code: LedgerFaultCode;
  readonly retryable = false;

  constructor(code: LedgerFaultCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
