package generator

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fcgen/fcgen/templates"
)

// A memory of 80,000 keys is refused, in no time: to look for keys that stand
// there twice, the library compares each with the rest.
func TestSpecOfManyKeys(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 80_000 {
		fmt.Fprintf(&b, "k%d: v\n", i)
	}
	c, err := NewCatalog(templates.FS)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"alone":    b.String(),
		"a spec":   "version: 1\nname: x\n" + b.String(),
		"adopted":  "version: 1\nadopted: {main: .}\n" + b.String(),
		"in hooks": "version: 1\nhooks: [" + strings.ReplaceAll(strings.ReplaceAll(b.String(), "\n", ", "), ": v", "") + "]\n",
	} {
		if _, err := c.DecodeSpec([]byte(text)); err == nil || !strings.Contains(err.Error(), "more than 1000 keys and values") {
			t.Errorf("%s: %v", name, err)
		}
		if known, err := adopted("/p", []byte(text)); known != nil || err == nil || !strings.Contains(err.Error(), "more than 1000 keys and values") {
			t.Errorf("%s, adopted: %v, %v", name, known, err)
		}
	}
}
