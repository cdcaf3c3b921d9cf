import { test } from '@jest/globals';

test.todo('F71: who ticked, signed and set what is shown');
