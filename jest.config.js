/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  modulePathIgnorePatterns: ['<rootDir>/\\.stryker/'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  globalSetup: '<rootDir>/test/database/global-setup.ts',
  globalTeardown: '<rootDir>/test/database/global-teardown.ts',
  maxWorkers: 2,
  testTimeout: 30_000,
};
