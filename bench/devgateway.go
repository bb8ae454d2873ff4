package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// gateway compares calls through fcgen dev with calls through a bare reverse
// proxy and with calls that go straight to the function.
func (d *devLab) gateway(ctx context.Context) (found result, err error) {
	straight, _, err := start(ctx, d.binary)
	if err != nil {
		return result{}, err
	}
	defer func() { err = errors.Join(err, straight.stop()) }()
	address, err := freeAddress()
	if err != nil {
		return result{}, err
	}
	bare, err := listen(ctx, address, d.temp, d.proxy, address, "http://"+straight.address)
	if err != nil {
		return result{}, err
	}
	defer func() { err = errors.Join(err, bare.stop()) }()
	dev, err := d.dev(ctx, d.project, "--no-reload", "--max-instances", "1", "--", d.binary)
	if err != nil {
		return result{}, err
	}
	defer func() { err = errors.Join(err, dev.stop()) }()

	names := []string{"fcgen dev", "bare reverse proxy", "the function itself"}
	addresses := []string{dev.address, bare.address, straight.address}
	calls, took := make([][]float64, 3), make([][]float64, 3)
	for i, address := range addresses {
		if _, err := load(ctx, address, d.slice/5); err != nil {
			return result{}, fmt.Errorf("load on %s: %w", names[i], err)
		}
	}
	fmt.Fprintf(d.log, "%d times %v of load on each gateway\n", d.slices, d.slice)
	for range d.slices {
		for i, address := range addresses {
			n, err := load(ctx, address, d.slice)
			if err != nil {
				return result{}, fmt.Errorf("load on %s: %w", names[i], err)
			}
			calls[i] = append(calls[i], n)
			one, err := median(ctx, address, d.slice/3)
			if err != nil {
				return result{}, fmt.Errorf("calls of %s: %w", names[i], err)
			}
			took[i] = append(took[i], one)
		}
	}

	rows := [][]string{{"", "requests/s", "÷ bare", "one call (p50)", "added to bare"}}
	added := spreadOf(differences(took[0], took[1]))
	for i, name := range names {
		row := []string{name, fmt.Sprintf("%.0f", spreadOf(calls[i]).median), "", microseconds(spreadOf(took[i]).median), ""}
		if i == 0 {
			row[2], row[4] = ratios(calls[0], calls[1]).String(), microseconds(added.median)
		}
		rows = append(rows, row)
	}
	return result{table(rows...), []demand{
		{"µs that fcgen dev adds to one call, beside the bare proxy", added.median * 1e6, 80, false},
		{"requests/s of fcgen dev ÷ bare proxy", ratios(calls[0], calls[1]).median, 0.85, true},
	}}, nil
}

func differences(a, b []float64) []float64 {
	values := make([]float64, len(a))
	for i := range a {
		values[i] = a[i] - b[i]
	}
	return values
}

func microseconds(seconds float64) string {
	return fmt.Sprintf("%d µs", time.Duration(seconds*1e9).Microseconds())
}
