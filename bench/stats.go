package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// spread sums up a row of measurements.
type spread struct{ median, min, max float64 }

// spreadOf sums up at least one value.
func spreadOf(values []float64) spread {
	sorted := slices.Sorted(slices.Values(values))
	half := len(sorted) / 2
	median := sorted[half]
	if len(sorted)%2 == 0 {
		median = (sorted[half-1] + sorted[half]) / 2
	}
	return spread{median, sorted[0], sorted[len(sorted)-1]}
}

// ratios divides each value of a by the one that was measured in the same turn.
func ratios(a, b []float64) spread {
	quotients := make([]float64, len(a))
	for i := range a {
		quotients[i] = a[i] / b[i]
	}
	return spreadOf(quotients)
}

// String is the median, then the smallest and the largest.
func (s spread) String() string {
	return fmt.Sprintf("%.2f (%.2f–%.2f)", s.median, s.min, s.max)
}

// milliseconds is the median of durations in seconds, for reading.
func (s spread) milliseconds() string {
	return fmt.Sprintf("%.1f ms", s.median*1e3)
}

func seconds(durations []time.Duration) []float64 {
	values := make([]float64, len(durations))
	for i, d := range durations {
		values[i] = d.Seconds()
	}
	return values
}

func megabytes(bytes float64) string { return fmt.Sprintf("%.1f MB", bytes/1e6) }

// demand is something that the comparison is to show.
type demand struct {
	what  string
	got   float64
	limit float64
	least bool // the limit is the least that is good enough, not the most
}

func (d demand) met() bool {
	if d.least {
		return d.got >= d.limit
	}
	return d.got <= d.limit
}

// missed lists what was demanded and not reached.
type missed []demand

func (m missed) Error() string {
	lines := []string{"missed:"}
	for _, d := range m {
		lines = append(lines, fmt.Sprintf("  %s: %.2f, not %s", d.what, d.got, d.wanted()))
	}
	return strings.Join(lines, "\n")
}

func (d demand) wanted() string {
	if d.least {
		return fmt.Sprintf("≥ %.2f", d.limit)
	}
	return fmt.Sprintf("≤ %.2f", d.limit)
}

// judge returns the demands that are missed, as an error if there are any.
func judge(all []demand) error {
	bad := slices.DeleteFunc(slices.Clone(all), demand.met)
	if len(bad) == 0 {
		return nil
	}
	return missed(bad)
}
