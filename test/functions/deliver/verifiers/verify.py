# python3 verify.py SECRET WEBHOOK-ID WEBHOOK-TIMESTAMP WEBHOOK-SIGNATURE < body: exit 0 when it is genuine and at most five minutes old
import base64, hashlib, hmac, sys, time


def verify(secret, id, timestamp, signatures, body):
    if abs(time.time() - int(timestamp)) >= 300:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{id}.{timestamp}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(expected, given) for given in signatures.split(" "))


sys.exit(0 if verify(*sys.argv[1:5], sys.stdin.buffer.read()) else 1)
