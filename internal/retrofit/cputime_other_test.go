//go:build !unix

package retrofit

import "time"

// processorTime is not known here.
func processorTime() time.Duration { return 0 }
