import { describe, expect, test } from '@jest/globals';
import type { DeploymentSubject } from '../../src/decision/subject.ts';
import { whyForeignCallback } from '../../src/github/callback.ts';
import { toSubjects } from '../../src/github/events.ts';
import { type Payload, read, subjectsOf, withField } from './payloads.ts';

const apiUrl = 'https://api.github.com';
const callback = `${apiUrl}/repos/Acme/pump/actions/runs/77/deployment_protection_rule`;
const asked: Payload = {
  action: 'requested',
  environment: 'Production EU',
  deployment_callback_url: callback,
  deployment: { id: 12 },
  installation: { id: 5 },
  repository: { id: 1, name: 'pump', owner: { login: 'Acme' } },
};
const status = (state: string): Payload => ({
  action: 'created',
  deployment_status: { state },
  deployment: { id: 12 },
  installation: { id: 5 },
  repository: { id: 1, name: 'pump', owner: { login: 'Acme' } },
});

describe('F47: a deployment that waits', () => {
  test('is named by its run and its environment, without regard to case', () => {
    expect(read('deployment_protection_rule', asked).subjects).toEqual([
      {
        kind: 'deployment',
        installationId: 5,
        ref: { owner: 'Acme', name: 'pump' },
        runId: 77,
        environment: 'Production EU',
        deploymentId: 12,
        callbackUrl: callback,
      },
    ]);
    expect(subjectsOf('deployment_protection_rule', asked)).toEqual(['deployment:acme/pump@77:production eu']);
  });

  test('is named though the delivery names no deployment, and not for another action', () => {
    expect(read('deployment_protection_rule', withField(asked, 'deployment', null)).subjects).toMatchObject([
      { deploymentId: null },
    ]);
    expect(subjectsOf('deployment_protection_rule', withField(asked, 'action', 'other'))).toEqual([]);
  });

  test.each([
    ['no run', `${apiUrl}/repos/acme/pump/actions/runs/deployment_protection_rule`],
    ['a run that is no number', `${apiUrl}/repos/acme/pump/actions/runs/7e3/deployment_protection_rule`],
    ['a run beyond all numbers', `${apiUrl}/repos/acme/pump/actions/runs/9999999999999999/deployment_protection_rule`],
    ['more behind it', `${callback}?x=1`],
    ['nothing', ''],
  ])('with a callback that names %s is malformed', (_name, url) => {
    const payload = withField(asked, 'deployment_callback_url', url);
    expect(toSubjects({ name: 'deployment_protection_rule', id: 'd', payload })).toHaveProperty('malformed');
  });

  const subject = (callbackUrl: string): DeploymentSubject => ({
    kind: 'deployment',
    installationId: 5,
    ref: { owner: 'Acme', name: 'pump' },
    runId: 77,
    environment: 'prod',
    deploymentId: 12,
    callbackUrl,
  });

  test.each([
    ['github.com', apiUrl, callback],
    ['another spelling', apiUrl, callback.replace('Acme', 'acme')],
    [
      'an Enterprise Server',
      'https://ghe.acme.example/api/v3',
      callback.replace(apiUrl, 'https://ghe.acme.example/api/v3'),
    ],
    ['a stand-in', 'http://127.0.0.1:3999/api/v3', callback.replace(apiUrl, 'http://127.0.0.1:3999/api/v3')],
  ])('its callback on %s is ours', (_name, api, url) => {
    expect(whyForeignCallback(subject(url), api)).toBeNull();
  });

  test.each([
    ['another host', callback.replace('api.github.com', 'evil.example')],
    ['a host that begins like ours', callback.replace('api.github.com', 'api.github.com.evil.example')],
    ['our host as a user', callback.replace('api.github.com', 'api.github.com@evil.example')],
    ['another port', callback.replace('api.github.com', 'api.github.com:8443')],
    ['another scheme', callback.replace('https', 'http')],
    ['another repository', callback.replace('pump', 'lamp')],
    ['another run', callback.replace('77', '78')],
    ['a turn in the path', callback.replace('/repos', '/x/../repos')],
    ['a coded character', callback.replace('pump', 'p%75mp')],
    ['no address', 'pump'],
  ])('its callback with %s is not', (_name, url) => {
    expect(whyForeignCallback(subject(url), apiUrl)).toContain('callback address');
  });
});

describe('F49: a deployment that has succeeded', () => {
  test('is looked at where there are releases; how far another one is on its way says nothing', () => {
    const named = { kind: 'deployed', installationId: 5, ref: { owner: 'Acme', name: 'pump' }, deploymentId: 12 };
    expect(read('deployment_status', status('success')).watched).toEqual([{ kind: 'deployed', subject: named }]);
    expect(read('deployment_status', status('in_progress')).watched).toEqual([]);
    expect(read('deployment_status', status('failure')).subjects).toEqual([]);
  });
});
