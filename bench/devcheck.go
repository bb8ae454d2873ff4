package main

import (
	"context"
	"fmt"
	"os/exec"
	"time"
)

// check runs fcgen check on the function, its freezes shortened.
func (d *devLab) check(ctx context.Context) (result, error) {
	turns := max(d.slices/2, 1)
	fmt.Fprintf(d.log, "%d checks\n", turns)
	var took []float64
	for range turns {
		cmd := exec.CommandContext(ctx, d.fcgen, "check", "--freeze-time", "1s", "--", d.binary)
		cmd.Dir = d.project
		begin := time.Now()
		if out, err := cmd.CombinedOutput(); err != nil {
			return result{}, fmt.Errorf("fcgen check: %w\n%s", err, out)
		}
		took = append(took, time.Since(begin).Seconds())
	}
	all := spreadOf(took)
	text := table([]string{"all checks", "wall"}, []string{"fcgen check, freezes of 1 s", fmt.Sprintf("%.1f s", all.median)})
	return result{text, []demand{{"s that fcgen check takes", all.median, 20, false}}}, nil
}
