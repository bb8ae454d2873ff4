package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// measureNew runs fcgen new --yes beside two programs that write the same files.
func measureNew(ctx context.Context, at *lab) (result, error) {
	makers, reference, err := at.ours(ctx)
	if err != nil {
		return result{}, err
	}
	peak, err := at.helper(ctx, "peak")
	if err != nil {
		return result{}, err
	}
	var found result
	for _, place := range places(at.temp) {
		part, err := compare(ctx, at, place, makers, reference, peak)
		if err != nil {
			return result{}, err
		}
		found.text += part.text
		found.demands = append(found.demands, part.demands...)
	}
	inits, err := slowInits(ctx, at, makers)
	found.text += inits
	return found, err
}

// ours builds fcgen and the two programs beside it; reference is a project
// that fcgen made.
func (at *lab) ours(ctx context.Context) (makers []maker, reference string, err error) {
	fcgen, err := at.fcgen(ctx)
	if err != nil {
		return nil, "", err
	}
	if reference, err = at.reference(ctx, fcgen); err != nil {
		return nil, "", err
	}
	makers = []maker{{name: "fcgen", args: []string{fcgen, "new", projectName, "--yes"}, same: true}}
	for _, name := range []string{"linked", "bare"} {
		binary, err := at.helper(ctx, name)
		if err != nil {
			return nil, "", err
		}
		makers = append(makers, maker{name: name, args: []string{binary, filepath.Join(reference, ".fcgen"), projectName}, same: true})
	}
	return makers, reference, nil
}

// place is somewhere to write to.
type place struct{ name, dir string }

// places is the disk of the temporary folder and, if there is one, a disk in memory.
func places(temp string) []place {
	all := []place{{"the disk of the temporary folder", temp}}
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		all = append(all, place{"a disk in memory", "/dev/shm"})
	}
	return all
}

// compare runs the makers in turns in a folder of the place. The first is the
// one that the demands are about, the second the one it is held against.
func compare(ctx context.Context, at *lab, where place, makers []maker, reference, peak string) (result, error) {
	dir, err := os.MkdirTemp(where.dir, "fcgen-bench-")
	if err != nil {
		return result{}, err
	}
	defer os.RemoveAll(dir)
	for _, m := range makers {
		if _, err := m.rehearse(ctx, dir, reference); err != nil {
			return result{}, err
		}
	}
	fmt.Fprintf(at.log, "%d turns on %s\n", at.runs, where.name)
	runs, err := inTurns(ctx, at.runs, dir, makers)
	if err != nil {
		return result{}, err
	}
	nothing, err := exec.LookPath("true")
	if err != nil {
		return result{}, err
	}
	floor, err := maker{name: "true", args: []string{nothing}}.peakOf(ctx, peak, dir)
	if err != nil {
		return result{}, err
	}

	head := []string{"on " + where.name, "wall", "cpu", "memory"}
	for _, m := range makers[1:] {
		head = append(head, "wall ÷ "+m.name, "cpu ÷ "+m.name)
	}
	rows := [][]string{head}
	for i, m := range makers {
		most, err := m.peakOf(ctx, peak, dir)
		if err != nil {
			return result{}, err
		}
		memory := megabytes(most)
		if most <= floor {
			memory = "≤ " + megabytes(floor)
		}
		row := []string{m.name, spreadOf(walls(runs[i])).milliseconds(), spreadOf(cpus(runs[i])).milliseconds(), memory}
		for j := range makers[1:] {
			wall, cpu := "", ""
			if i < j+1 {
				wall, cpu = ratios(walls(runs[i]), walls(runs[j+1])).String(), ratios(cpus(runs[i]), cpus(runs[j+1])).String()
			}
			row = append(row, wall, cpu)
		}
		rows = append(rows, row)
	}
	against := ratios(walls(runs[0]), walls(runs[1]))
	return result{
		text:    fmt.Sprintf("%s\n", table(rows...)),
		demands: []demand{{what: fmt.Sprintf("wall of %s ÷ %s on %s", makers[0].name, makers[1].name, where.name), got: against.median, limit: 1.25}},
	}, nil
}

func walls(runs []usage) []float64 {
	return pick(runs, func(u usage) time.Duration { return u.wall })
}

func cpus(runs []usage) []float64 {
	return pick(runs, func(u usage) time.Duration { return u.cpu })
}

func pick(runs []usage, field func(usage) time.Duration) []float64 {
	durations := make([]time.Duration, len(runs))
	for i, u := range runs {
		durations[i] = field(u)
	}
	return seconds(durations)
}
