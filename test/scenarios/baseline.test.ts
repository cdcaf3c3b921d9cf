import { test } from '@jest/globals';

test.todo('F74: the baseline of the organisation governs every repository');
