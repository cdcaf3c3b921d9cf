/**
 * A test runner for Stryker that reads the tables of the pure core once and runs them in its own process: a mutant costs
 * what the tests cost that reach it, and no start of Jest. Random facts are left out; they take too long for each mutant.
 */

import { glob } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { INSTRUMENTER_CONSTANTS, type InstrumenterContext } from '@stryker-mutator/api/core';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  type DryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { begin, type Test, takeTests } from './jest-in-process.ts';

const files = process.env['MUTATION_TESTS'] ?? 'test/{policy,records,decision}/**/*.test.ts';
const leftOut =
  /oracle(?:-of-releases)?\.test|untrusted\.test|schema\.test|markdown-cost\.test|form-round-trip\.test|propert(?:y|ies)\.test|baseline-texts\.test/;

class InProcessRunner implements TestRunner {
  #tests: readonly Test[] = [];

  capabilities() {
    return { reloadEnvironment: false };
  }

  async init(): Promise<void> {
    const globals = new URL('jest-in-process.ts', import.meta.url).href;
    registerHooks({
      resolve: (name, context, next) =>
        name === '@jest/globals' ? { url: globals, shortCircuit: true } : next(name, context),
    });
    for await (const path of glob(files)) if (!leftOut.test(path)) await import(pathToFileURL(path).href);
    this.#tests = takeTests();
    // Whatever is compared with what was shown before is shown here for the first time, by the unchanged code; and what
    // that reaches is not reached by loading alone.
    const { mutantCoverage } = toContext();
    const loaded = structuredClone(mutantCoverage?.static);
    for (const test of this.#tests) await run(test);
    if (mutantCoverage !== undefined && loaded !== undefined) {
      for (const id of Object.keys(mutantCoverage.static)) delete mutantCoverage.static[id];
      Object.assign(mutantCoverage.static, loaded);
    }
  }

  async dryRun(): Promise<DryRunResult> {
    const tests: TestResult[] = [];
    for (const test of this.#tests) {
      toContext().currentTestId = test.name;
      tests.push(await run(test));
    }
    const { mutantCoverage } = toContext();
    return { status: DryRunStatus.Complete, tests, ...(mutantCoverage === undefined ? {} : { mutantCoverage }) };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }: MutantRunOptions): Promise<MutantRunResult> {
    const context = toContext();
    Object.assign(context, {
      activeMutant: activeMutant.id,
      hitLimit,
      hitCount: hitLimit === undefined ? undefined : 0,
    });
    const wanted = testFilter === undefined ? null : new Set(testFilter);
    const tests: TestResult[] = [];
    for (const test of this.#tests) {
      if (wanted?.has(test.name) === false) continue;
      const result = await run(test);
      tests.push(result);
      if (result.status === TestStatus.Failed) break;
    }
    const endless = determineHitLimitReached(context.hitCount, hitLimit);
    return toMutantRunResult(endless ?? { status: DryRunStatus.Complete, tests });
  }
}

const toContext = (): InstrumenterContext => {
  const owner = globalThis as { [key: string]: unknown };
  owner[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {};
  return owner[INSTRUMENTER_CONSTANTS.NAMESPACE] as InstrumenterContext;
};

const run = async ({ name, body }: Test): Promise<TestResult> => {
  const start = performance.now();
  const toResult = () => ({ id: name, name, timeSpentMs: performance.now() - start });
  begin(name);
  try {
    await body();
    return { ...toResult(), status: TestStatus.Success };
  } catch (error) {
    return { ...toResult(), status: TestStatus.Failed, failureMessage: String(error) };
  }
};

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessRunner)];
