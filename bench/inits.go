package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// slowInits lists the packages whose initialisation takes fcgen longest, as
// GODEBUG=inittrace=1 tells it, beside what the same takes the other makers.
func slowInits(ctx context.Context, at *lab, makers []maker) (string, error) {
	times := make([]map[string]float64, len(makers)) // milliseconds
	for i, m := range makers {
		var err error
		if times[i], err = initTimes(ctx, at, m); err != nil {
			return "", err
		}
	}
	names := slices.SortedFunc(maps.Keys(times[0]), func(a, b string) int {
		return cmp.Or(cmp.Compare(times[0][b], times[0][a]), strings.Compare(a, b))
	})
	rows := [][]string{{"initialisation of"}, {"all packages"}}
	for _, name := range names[:min(len(names), 12)] {
		rows = append(rows, []string{"`" + name + "`"})
	}
	for i, m := range makers {
		rows[0] = append(rows[0], m.name)
		sum := 0.0
		for _, name := range slices.Sorted(maps.Keys(times[i])) {
			sum += times[i][name]
		}
		rows[1] = append(rows[1], fmt.Sprintf("%.2f ms", sum))
		for j := range rows[2:] {
			cell := ""
			if took, has := times[i][names[j]]; has {
				cell = fmt.Sprintf("%.2f ms", took)
			}
			rows[2+j] = append(rows[2+j], cell)
		}
	}
	return table(rows...), nil
}

// initTimes is how long each package's initialisation takes in a run of m, in
// milliseconds: the median of several runs.
func initTimes(ctx context.Context, at *lab, m maker) (map[string]float64, error) {
	dir, err := os.MkdirTemp(at.temp, "inits-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	line := regexp.MustCompile(`(?m)^init (\S+) @\S+ ms, (\S+) ms clock`)
	seen := map[string][]float64{}
	for range 11 {
		cmd := m.command(ctx, dir)
		cmd.Env = append(cmd.Env, "GODEBUG=inittrace=1")
		var trace bytes.Buffer
		cmd.Stderr = &trace
		if err := cmd.Run(); err != nil {
			return nil, fmt.Errorf("%s: %w\n%s", m.name, err, trace.Bytes())
		}
		for _, match := range line.FindAllStringSubmatch(trace.String(), -1) {
			took, err := strconv.ParseFloat(match[2], 64)
			if err != nil {
				return nil, err
			}
			seen[match[1]] = append(seen[match[1]], took)
		}
		if err := os.RemoveAll(filepath.Join(dir, projectName)); err != nil {
			return nil, err
		}
	}
	times := map[string]float64{}
	for name, values := range seen {
		times[name] = spreadOf(values).median
	}
	return times, nil
}
