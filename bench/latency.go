package main

import (
	"context"
	"slices"
	"time"
)

// median calls the server again and again over one connection for the duration,
// at least once, and returns how long a call takes, in seconds.
func median(ctx context.Context, address string, duration time.Duration) (float64, error) {
	c, err := dial(address)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	var took []time.Duration
	for end := time.Now().Add(duration); len(took) == 0 || time.Now().Before(end) && ctx.Err() == nil; {
		begin := time.Now()
		if _, err := c.call(callRequest); err != nil {
			return 0, err
		}
		took = append(took, time.Since(begin))
	}
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	slices.Sort(took)
	return took[len(took)/2].Seconds(), nil
}
