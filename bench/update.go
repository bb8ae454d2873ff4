package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/tools/txtar"
)

// measureUpdate runs fcgen new, and fcgen update on projects of the same spec:
// one that is up to date, and one as the first templates made it.
func measureUpdate(ctx context.Context, at *lab) (result, error) {
	fcgen, err := at.fcgen(ctx)
	if err != nil {
		return result{}, err
	}
	var found result
	for _, place := range places(at.temp) {
		part, err := compareUpdates(ctx, at, place, fcgen)
		if err != nil {
			return result{}, err
		}
		found.text += part.text
		found.demands = append(found.demands, part.demands...)
	}
	return found, nil
}

func compareUpdates(ctx context.Context, at *lab, where place, fcgen string) (result, error) {
	dir, err := os.MkdirTemp(where.dir, "fcgen-bench-")
	if err != nil {
		return result{}, err
	}
	defer os.RemoveAll(dir)
	earlier := filepath.Join(at.root, "generator", "testdata", "earlier", "5642b89-gin-both")
	if err := unpack(earlier, filepath.Join(dir, "current")); err != nil {
		return result{}, err
	}
	update := func(name string) maker {
		return maker{name: name, args: []string{fcgen, "update", "--dir", name}}
	}
	if _, err := update("current").once(ctx, dir); err != nil {
		return result{}, err
	}
	makers := []maker{
		{name: "new", args: []string{fcgen, "new", projectName, "--framework", "gin", "--yes"}},
		update("current"), update("earlier"),
	}
	fmt.Fprintf(at.log, "%d turns of updates on %s\n", at.runs, where.name)
	runs := make([][]usage, len(makers))
	for range at.runs {
		if err := unpack(earlier, filepath.Join(dir, "earlier")); err != nil {
			return result{}, err
		}
		for i, m := range makers {
			took, err := m.once(ctx, dir)
			if err != nil {
				return result{}, err
			}
			runs[i] = append(runs[i], took)
		}
	}

	names := []string{"new", "update, nothing to bring", "update from the first templates"}
	rows := [][]string{{"on " + where.name, "wall", "cpu", "wall ÷ new"}}
	var found result
	for i, name := range names {
		ratio := ""
		if i > 0 {
			wall := ratios(walls(runs[i]), walls(runs[0]))
			ratio = wall.String()
			found.demands = append(found.demands, demand{what: fmt.Sprintf("wall of %s ÷ new on %s", name, where.name), got: wall.median, limit: 2})
		}
		rows = append(rows, []string{name, spreadOf(walls(runs[i])).milliseconds(), spreadOf(cpus(runs[i])).milliseconds(), ratio})
	}
	found.text = fmt.Sprintf("%s\n", table(rows...))
	return found, nil
}

// unpack makes a new folder the project that an earlier fcgen remembered.
func unpack(memory, dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.CopyFS(filepath.Join(dir, ".fcgen"), os.DirFS(memory)); err != nil {
		return err
	}
	archive, err := txtar.ParseFile(filepath.Join(memory, "base.txtar"))
	if err != nil {
		return err
	}
	for _, f := range archive.Files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o666); err != nil {
			return err
		}
	}
	return nil
}
