package instance

import (
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"sync"

	"github.com/fcgen/fcgen/internal/secret"
)

// Credentials of this run: made up, of no use anywhere, and easy to tell from
// real ones. Instances get them where the platform would give the keys of the
// function's role, so that a program that prints them is found out here.
type credentials struct {
	tag            string // stands in each of them after its prefix, and nowhere else
	id, key, token string
}

// runCredentials are the same for every instance of a run, so that whatever one
// of them prints can be recognised without knowing which.
var runCredentials = sync.OnceValue(func() *credentials {
	tag := randomHex(16)
	return &credentials{
		tag:   tag,
		id:    "STS.local" + tag + randomHex(8),
		key:   "secret.local" + tag + randomHex(24),
		token: "CAIS.local" + tag + randomHex(64),
	}
})

// NewRedactor knows the credentials that instances of this run are given.
func NewRedactor() *secret.Redactor {
	r := secret.NewRedactor()
	runCredentials().hide(r)
	return r
}

// hide lets r know the credentials, if it does not yet.
func (c *credentials) hide(r *secret.Redactor) { r.AddMarked(c.tag, c.id, c.key, c.token) }

// randomHex is n random digits, n a multiple of 8.
func randomHex(n int) string {
	raw := make([]byte, 0, n/2)
	for len(raw) < n/2 {
		raw = binary.BigEndian.AppendUint32(raw, rand.Uint32())
	}
	return hex.EncodeToString(raw)
}
