package merge

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// Files with nothing but common lines, in another order, cost no more than their
// size asks for: the search for the shortest way gives up in time.
func TestLinesOfManyDifferences(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	file := func(kinds int) []byte {
		var b bytes.Buffer
		for range 10_000 {
			fmt.Fprintf(&b, "line %d\n", random.IntN(kinds))
		}
		return b.Bytes()
	}
	for _, kinds := range []int{2, 10, 1000, 20_000} {
		done := make(chan struct{})
		go func() {
			defer close(done)
			Lines(file(kinds), file(kinds), file(kinds), Ours)
			Unified("a", "b", file(kinds), file(kinds))
		}()
		select {
		case <-done:
		case <-time.After(time.Minute):
			t.Fatalf("lines of %d kinds take more than a minute", kinds)
		}
	}
}
