import { test } from '@jest/globals';

test.todo('F56: a problem report alone cannot release');
