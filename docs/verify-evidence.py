#!/usr/bin/env python3
"""A second implementation of docs/evidence.md: verifies an export with Python's standard library and openssl.

Usage: verify-evidence.py FILE PUBLIC-KEY.pem [CHECKPOINT...]    Exit code: 0 it holds, 1 it does not.
Parts are put together before: cat acme/pump/*.jsonl > FILE
It shares no code with Holdpoint. It demands that each line be canonical JSON (RFC 8785) of objects, arrays, strings,
integers, booleans and null, which is all that an export holds.
"""
import base64, hashlib, json, re, subprocess, sys, tempfile


class Wrong(Exception):
    pass


def check(good, reason):
    if not good:
        raise Wrong(reason)


def unique(pairs):
    check(len({key for key, _ in pairs}) == len(pairs), "a key stands twice")
    return dict(pairs)


def refuse(text):
    raise Wrong("a number that is no integer: " + text)


def parse(data):
    return json.loads(data.decode("utf-8"), object_pairs_hook=unique, parse_float=refuse, parse_constant=refuse)


def canonical(value):
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(canonical(key) + ":" + canonical(value[key]) for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def digest_of(value):
    return "sha256:" + hashlib.sha256(canonical(value).encode("utf-8")).hexdigest()


def unbase64(text):
    data = base64.b64decode(text, validate=True)
    check(base64.b64encode(data).decode() == text, "base64 in another spelling")
    return data


def is_signed(key, message, signature):
    with tempfile.NamedTemporaryFile(buffering=0) as m, tempfile.NamedTemporaryFile(buffering=0) as s:
        m.write(message), s.write(signature)
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", key, "-rawin", "-in", m.name, "-sigfile", s.name]
        return subprocess.run(command, capture_output=True).returncode == 0


CHECKPOINT = re.compile(r"holdpoint/([a-z0-9._-]+/[a-z0-9._-]+)\n([1-9][0-9]*)\n(\S{44})\ntime (\S+)\nhead (sha256:[0-9a-f]{64})\n")


def verify_checkpoint(note, key, repository):
    text, _, signatures = note.rpartition("\n\n")
    found = CHECKPOINT.fullmatch(text + "\n")
    check(found is not None and found[1] == repository, "not a checkpoint of this repository")
    lines = [line.split(" ") for line in signatures.rstrip("\n").split("\n")]
    check(all(len(line) == 3 and line[0] == "\u2014" for line in lines), "not a signed note")
    signed = [unbase64(line[2])[4:] for line in lines if line[1] == "holdpoint/" + repository]
    check(any(is_signed(key, (text + "\n").encode(), one) for one in signed), "a checkpoint that the key did not sign")
    return int(found[2]), base64.b64decode(found[3]), found[5]


def add_leaf(peaks, size, leaf):
    node = hashlib.sha256(b"\x00" + leaf).digest()
    while size % 2 == 1:
        node, size = hashlib.sha256(b"\x01" + peaks.pop() + node).digest(), size // 2
    peaks.append(node)


def root_of(peaks):
    node = peaks[-1]
    for left in reversed(peaks[:-1]):
        node = hashlib.sha256(b"\x01" + left + node).digest()
    return node


def verify_statement(envelope, key):
    check(envelope["payloadType"] == "application/vnd.in-toto+json", "not an in-toto statement")
    payload = unbase64(envelope["payload"])
    message = b"DSSEv1 28 application/vnd.in-toto+json %d " % len(payload) + payload
    check(any(is_signed(key, message, unbase64(one["sig"])) for one in envelope["signatures"]), "the key did not sign it")
    statement = parse(payload)
    check(canonical(statement).encode("utf-8") == payload, "a payload that is not canonical")
    return statement


def verify(file, key, kept):
    running, kinds, repository, everything = hashlib.sha256(), ["header"], None, False
    size, last, peaks, statements = 0, None, [], 0
    facts, pending, seen, ended, before = set(), None, {}, False, (0, 0)
    for data in open(file, "rb"):
        line = parse(data)
        check(isinstance(line, dict) and canonical(line).encode("utf-8") + b"\n" == data, "a line that is not canonical")
        kind = line.get("type")
        check(kind in kinds, "a line of this kind may not stand here")
        if kind == "header":
            check(line["format"] == "holdpoint-evidence/1", "an unknown format")
            repository, everything = line["repository"], line["selection"] == {"all": True}
            for one in (verify_checkpoint(note, key, repository) for note in kept):
                seen.setdefault(one[0], []).append(one)
            kinds = ["key", "checkpoint", "facts", "entry", "end"]
        elif kind == "part":
            check(line["format"] == "holdpoint-evidence-part/1" and everything, "a part of an unknown format, or of no whole export")
            check((line["repository"], line["after"]) == (repository, size), "a part of another chain, or of another place in it")
            running, facts, ended, before = hashlib.sha256(), set(), False, (size, statements)
            kinds = ["key", "checkpoint", "facts", "entry", "end"]
        elif kind == "checkpoint":
            one = verify_checkpoint(line["note"], key, repository)
            seen.setdefault(one[0], []).append(one)
            kinds = ["checkpoint", "facts", "entry", "end"]
        elif kind == "facts":
            check(digest_of(line["facts"]) == line["digest"] and line["digest"] not in facts, "facts of another digest, or twice")
            pending, kinds = line["digest"], ["entry"]
        elif kind == "entry":
            link = {name: line[name] for name in ("repository", "seq", "previous", "envelopeDigest")}
            check(line["seq"] == size + 1 and line["previous"] == last and line["repository"] == repository, "the chain is broken")
            check(digest_of(link) == line["digest"], "an entry of another digest")
            add_leaf(peaks, size, bytes.fromhex(line["digest"][7:]))
            size, last, kinds = size + 1, line["digest"], ["facts", "entry", "end"]
            for _, root, head in seen.pop(size, []):
                check(root == root_of(peaks) and head == last, "not the chain that a checkpoint saw")
            if line["envelope"] is not None:
                check(digest_of(line["envelope"]) == line["envelopeDigest"], "an envelope of another digest")
                named = verify_statement(line["envelope"], key)["predicate"]["facts"]
                facts |= {pending} - {None}
                check(named in facts and pending in (None, named), "facts that are missing, or that nothing names")
                statements, pending = statements + 1, None
            check(pending is None and not (everything and line["envelope"] is None), "a statement is missing")
        elif kind == "end":
            counted = (size - before[0], statements - before[1])
            check((line["entries"], line["statements"]) == counted, "other numbers than the end says")
            check(line["sha256"] == "sha256:" + running.hexdigest(), "another digest than the end says")
            ended, kinds = True, ["part"]
        running.update(data)
    check(ended, "it is cut off")
    check(not seen, "the chain is shorter than a checkpoint")
    print(f"It holds: {statements} statements about {repository}, {size} entries, head {last}.")


if __name__ == "__main__":
    try:
        check(len(sys.argv) > 2, __doc__)
        verify(sys.argv[1], sys.argv[2], [open(path, encoding="utf-8", newline="").read() for path in sys.argv[3:]])
    except (Wrong, KeyError, TypeError, ValueError, IndexError) as reason:
        sys.exit(f"It does not hold: {reason}")
