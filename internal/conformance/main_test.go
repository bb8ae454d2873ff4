package conformance

import (
	"os"
	"testing"
)

// TestMain plays a function's server where a test asks for one: the good one,
// or one of the broken ones.
func TestMain(m *testing.M) {
	if id := os.Getenv("FCGEN_SERVER"); id != "" {
		os.Exit(serve(id))
	}
	os.Exit(m.Run())
}
