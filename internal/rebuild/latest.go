package rebuild

import (
	"context"
	"slices"
)

// Latest calls step for each set of changes, one at a time, until ctx ends.
// Changes that come while a step runs end its context; when it has returned,
// the next one starts, with the changes of steps that were not done among its
// own. A step returns whether it was done.
//
// Changes may be nil: somebody just wants it again.
func Latest(ctx context.Context, changes <-chan []string, step func(ctx context.Context, changed []string) bool) {
	var pending []string
	for {
		select {
		case <-ctx.Done():
			return
		case changed := <-changes:
			pending = union(pending, changed)
		}
		for again := true; again; {
			again = false
			at, cancel := context.WithCancel(ctx)
			done := make(chan bool, 1)
			go func() { done <- step(at, pending) }()
			select {
			case ok := <-done:
				if ok {
					pending = nil
				}
			case changed := <-changes:
				cancel()
				if <-done {
					pending = nil
				}
				pending = union(pending, changed)
				again = ctx.Err() == nil
			case <-ctx.Done():
				cancel()
				<-done
			}
			cancel()
		}
	}
}

func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}
