#!/bin/sh
# sh verify.sh SECRET WEBHOOK-ID WEBHOOK-TIMESTAMP WEBHOOK-SIGNATURE < body: exit 0 when it is genuine and at most five minutes old
age=$(($(date +%s) - $3))
[ "$age" -lt 300 ] && [ "$age" -gt -300 ] || exit 1
key=$(printf %s "${1#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \n')
expected=$({ printf '%s.%s.' "$2" "$3"; cat; } | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64)
for given in $4; do [ "$given" = "v1,$expected" ] && exit 0; done
exit 1
