package instance

import (
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"time"
)

// NewCallID is a request id in the form of calls, 1-8hex-8hex-12hex (SEED).
// The first eight digits are the time in seconds, the rest is random.
func NewCallID() string { return dashed('1') }

// NewInstanceID is an id in the platform's form: c-8hex-8hex-12hex.
func NewInstanceID() string { return dashed('c') }

func dashed(kind byte) string {
	var raw [16]byte
	binary.BigEndian.PutUint32(raw[:4], uint32(time.Now().Unix()))
	binary.BigEndian.PutUint32(raw[4:8], rand.Uint32())
	binary.BigEndian.PutUint64(raw[8:], rand.Uint64())

	var id [32]byte
	id[0], id[1], id[10], id[19] = kind, '-', '-', '-'
	hex.Encode(id[2:10], raw[:4])
	hex.Encode(id[11:19], raw[4:8])
	hex.Encode(id[20:], raw[8:14])
	return string(id[:])
}

// NewHookID is a request id in the form of hooks, a UUID (SEED).
func NewHookID() string {
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[:8], rand.Uint64())
	binary.BigEndian.PutUint64(raw[8:], rand.Uint64())
	raw[6] = raw[6]&0x0f | 0x40 // version 4: random
	raw[8] = raw[8]&0x3f | 0x80 // the variant of RFC 9562

	var id [36]byte
	id[8], id[13], id[18], id[23] = '-', '-', '-', '-'
	hex.Encode(id[:8], raw[:4])
	hex.Encode(id[9:13], raw[4:6])
	hex.Encode(id[14:18], raw[6:8])
	hex.Encode(id[19:23], raw[8:10])
	hex.Encode(id[24:], raw[10:])
	return string(id[:])
}
