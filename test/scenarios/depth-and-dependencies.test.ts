import { test } from '@jest/globals';

test.todo('F19: the highest class of the paths that are touched decides');
test.todo('F7: bots and manifests need a change request with its SOUP section');
