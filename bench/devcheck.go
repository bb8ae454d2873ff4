package main

import (
	"context"
	"fmt"
	"os/exec"
	"time"
)

// check runs fcgen check on the function.
func (d *devLab) check(ctx context.Context) (result, error) {
	turns := max(d.slices/2, 1)
	fmt.Fprintf(d.log, "%d checks\n", turns)
	var took []float64
	for range turns {
		cmd := exec.CommandContext(ctx, d.fcgen, "check", "--", d.binary)
		cmd.Dir = d.project
		begin := time.Now()
		if out, err := cmd.CombinedOutput(); err != nil {
			return result{}, fmt.Errorf("fcgen check: %w\n%s", err, out)
		}
		took = append(took, time.Since(begin).Seconds())
	}
	all := spreadOf(took)
	text := table([]string{"all checks", "wall"}, []string{"fcgen check", fmt.Sprintf("%.1f s", all.median)})
	return result{text, []demand{{"s that fcgen check takes", all.median, 8, false}}}, nil
}
