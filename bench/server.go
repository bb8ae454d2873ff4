package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// measureServers runs each server in bench/minimal beside the one that is
// generated for its framework.
func measureServers(ctx context.Context, at *lab) (result, error) {
	servers, err := filepath.Glob(filepath.Join(at.root, "bench", "minimal", "*"))
	if err != nil {
		return result{}, err
	}
	speed := [][]string{{"", "start", "÷ minimal", "requests/s", "÷ minimal", "memory after load", "÷ minimal", "most memory", "÷ minimal"}}
	size := [][]string{{"", "binary", "÷ minimal", "image"}}
	var found result
	for _, minimal := range servers {
		p, err := at.pair(ctx, minimal)
		if err != nil {
			return result{}, err
		}
		if err := p.measure(ctx, at); err != nil {
			return result{}, err
		}
		speed = append(speed, p.speedRows()...)
		rows, err := p.sizeRows()
		if err != nil {
			return result{}, err
		}
		size = append(size, rows...)
		found.demands = append(found.demands, p.demands()...)
	}
	if len(servers) == 0 {
		return result{}, errors.New("no folder bench/minimal/*")
	}
	found.text = table(speed...) + "\n" + table(size...)
	return found, nil
}

// pair is a generated server, first, and the minimal one. The arrays of
// measurements are in the order of the turns.
type pair struct {
	framework string
	golden    string // the generated project
	binaries  [2]string
	started   [2][]float64 // seconds
	calls     [2][]float64 // a second
	after     [2][]float64 // bytes resident after load
	most      [2][]float64 // bytes resident at most
}

func (at *lab) pair(ctx context.Context, minimal string) (*pair, error) {
	framework := filepath.Base(minimal)
	golden := filepath.Join(at.root, "golden", framework+"-both")
	p := &pair{framework: framework, golden: golden}
	if err := sameRequirements(golden, minimal); err != nil {
		return nil, err
	}
	for i, source := range []string{golden, minimal} {
		name := [2]string{"generated", "minimal"}[i] + "-" + p.framework
		var err error
		if p.binaries[i], err = at.build(ctx, name, source, ".", ""); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// sameRequirements makes sure that the two modules differ in their names only.
func sameRequirements(golden, minimal string) error {
	var rest [2]string
	for i, dir := range []string{golden, minimal} {
		data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err != nil {
			return err
		}
		_, rest[i], _ = strings.Cut(string(data), "\n")
	}
	if rest[0] != rest[1] {
		return fmt.Errorf("%s and %s require different versions: copy go.mod, but for its first line, and go.sum", golden, minimal)
	}
	return nil
}

func (p *pair) measure(ctx context.Context, at *lab) error {
	fmt.Fprintf(at.log, "%d starts of each server on %s\n", at.runs, p.framework)
	for range at.runs {
		for i, binary := range p.binaries {
			s, took, err := start(ctx, binary)
			if err != nil {
				return err
			}
			if err := s.stop(); err != nil {
				return err
			}
			p.started[i] = append(p.started[i], took.Seconds())
		}
	}
	// Memory depends on when the collector ran last, so fresh servers take over in the middle.
	for _, slices := range []int{(at.slices + 1) / 2, at.slices / 2} {
		if slices == 0 {
			continue
		}
		if err := p.underLoad(ctx, at, slices); err != nil {
			return err
		}
	}
	return nil
}

// underLoad starts both servers, gives them load in turns and notes their memory.
func (p *pair) underLoad(ctx context.Context, at *lab, slices int) (err error) {
	var servers [2]*instance
	for i, binary := range p.binaries {
		if servers[i], _, err = start(ctx, binary); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, servers[i].stop()) }()
		if _, err := load(ctx, servers[i].address, at.slice/10); err != nil {
			return fmt.Errorf("load on %s: %w", p.binaries[i], err)
		}
	}
	fmt.Fprintf(at.log, "%d times %v of load on each\n", slices, at.slice)
	for range slices {
		for i, s := range servers {
			calls, err := load(ctx, s.address, at.slice)
			if err != nil {
				return fmt.Errorf("load on %s: %w", p.binaries[i], err)
			}
			now, _, err := s.resident()
			if err != nil {
				return err
			}
			p.calls[i] = append(p.calls[i], calls)
			p.after[i] = append(p.after[i], now)
		}
	}
	for i, s := range servers {
		_, most, err := s.resident()
		if err != nil {
			return err
		}
		p.most[i] = append(p.most[i], most)
	}
	return nil
}

func (p *pair) speedRows() [][]string {
	rows := [][]string{}
	for i, name := range []string{"generated", "minimal"} {
		row := []string{
			p.framework + ", " + name,
			spreadOf(p.started[i]).milliseconds(), "",
			fmt.Sprintf("%.0f", spreadOf(p.calls[i]).median), "",
			megabytes(spreadOf(p.after[i]).median), "",
			megabytes(spreadOf(p.most[i]).median), "",
		}
		if i == 0 {
			for j, both := range [][2][]float64{p.started, p.calls, p.after, p.most} {
				row[2+2*j] = ratios(both[0], both[1]).String()
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func (p *pair) demands() []demand {
	return []demand{
		{what: p.framework + ": start", got: ratios(p.started[0], p.started[1]).median, limit: 1.15},
		{what: p.framework + ": requests/s", got: ratios(p.calls[0], p.calls[1]).median, limit: 0.95, least: true},
		{what: p.framework + ": memory after load", got: ratios(p.after[0], p.after[1]).median, limit: 1.1},
	}
}
