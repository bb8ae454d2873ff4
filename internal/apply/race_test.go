package apply

import (
	"errors"
	"fmt"
	"os"
	osexec "os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/gofrs/flock"

	"github.com/fcgen/fcgen/generator"
)

// race starts n runs at once and returns their errors.
func race(n int, run func(i int) error) []error {
	errs := make([]error, n)
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-start
			errs[i] = run(i)
		})
	}
	close(start)
	wg.Wait()
	return errs
}

// winner returns the one run without an error, and checks what the others say.
func winner(t *testing.T, errs []error, alsoFine func(error) bool) int {
	t.Helper()
	won := -1
	for i, err := range errs {
		switch {
		case err == nil && won >= 0:
			t.Errorf("both %d and %d won", won, i)
		case err == nil:
			won = i
		case !errors.As(err, new(*Busy)) && !alsoFine(err):
			t.Errorf("a loser says %v", err)
		}
	}
	if won < 0 {
		t.Fatalf("nobody won: %v", errs)
	}
	return won
}

func isExists(err error) bool  { return errors.As(err, new(*Exists)) }
func isChanged(err error) bool { return errors.As(err, new(*Changed)) }

func TestApplyNewRace(t *testing.T) {
	t.Parallel()
	for range 20 {
		parent := t.TempDir()
		errs := race(6, func(i int) error {
			return New(newPlan(strconv.Itoa(i)), filepath.Join(parent, "myfunc"))
		})
		won := winner(t, errs, isExists)
		snapshot(t, parent).compare(t, newAfter(t, "myfunc", strconv.Itoa(won)), "after a race")
	}
}

func TestApplyRace(t *testing.T) {
	t.Parallel()
	for range 20 {
		dir := t.TempDir()
		putFile(t, dir, "a.go", "old\n", 0o644)
		putFile(t, dir, "b.go", "old\n", 0o644)
		errs := race(6, func(i int) error {
			p := generator.Plan{Ops: []generator.Op{
				{Path: "a.go", Action: generator.Replace, Before: plain("old\n"), After: plain(strconv.Itoa(i))},
				{Path: "b.go", Action: generator.Replace, Before: plain("old\n"), After: plain(strconv.Itoa(i))},
			}}
			return Apply(p, dir, stateOf(t))
		})
		want := strconv.Itoa(winner(t, errs, isChanged))
		got := snapshot(t, dir)
		if len(got) != 2 || !strings.HasSuffix(got["a.go"], " "+want) || !strings.HasSuffix(got["b.go"], " "+want) {
			t.Errorf("run %s won, and left %v", want, got)
		}
	}
}

// While a run holds the folder, others are told so, and Recover is too.
func TestBusy(t *testing.T) {
	t.Parallel()
	dir := sampleProject(t)
	var inside []error
	f := &faulty{}
	f.before = func(call string) {
		if call == "rename journal.tmp" || call == "rename journal.json" {
			_, err := Recover(dir, stateOf(t))
			inside = append(inside, err, Apply(samplePlan(), dir, stateOf(t)))
		}
	}
	if err := run(samplePlan(), dir, stateOf(t), nil, faultyOpener(f)); err != nil {
		t.Fatal(err)
	}
	if len(inside) != 4 {
		t.Fatalf("tried %d times, want 4", len(inside))
	}
	for _, err := range inside {
		var busy *Busy
		if !errors.As(err, &busy) || busy.Dir != dir {
			t.Errorf("got error %v, want Busy of %q", err, dir)
		}
	}
	snapshot(t, dir).compare(t, sampleAfter(t), "after Apply")
}

// A run may lock a file that the run before it, now done, has removed; another
// run may hold a new one by then.
func TestLockOfRemovedFile(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("an open file cannot be removed here")
	}
	for _, taken := range []bool{false, true} {
		dir := sampleProject(t)
		lock := filepath.Join(dir, stagingName, "lock")
		other := flock.New(lock)
		f := &faulty{}
		f.before = func(call string) {
			if call != "lstat .fcgen-tmp/lock" { // comes right after locking
				return
			}
			f.before = nil
			dropFile(t, dir, stagingName)
			if !taken {
				return
			}
			putFile(t, dir, ".fcgen-tmp/lock", "", 0o644)
			if ok, err := other.TryLock(); !ok || err != nil {
				t.Error("not locked:", err)
			}
		}
		err := run(samplePlan(), dir, stateOf(t), nil, faultyOpener(f))
		if errors.As(err, new(*Busy)) != taken || !taken && err != nil {
			t.Errorf("another run has the lock: %v; got error %v", taken, err)
		}
		if err := other.Close(); err != nil {
			t.Error(err)
		}
	}
}

// childEnv, in a child of the tests, says what TestChild is to do: the kind of
// run, its folder, its content, the call at which it dies, 0 for none, and the
// folder of its state.
const childEnv = "FCGEN_TEST_CHILD"

// child prepares another process that applies a plan.
func child(t *testing.T, kind, dir, content string, dieAt int) *osexec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := osexec.Command(self, "-test.run=^TestChild$", "-test.v")
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s\n%s\n%s\n%d\n%s", childEnv, kind, dir, content, dieAt, stateOf(t).dir))
	return cmd
}

// TestChild is the other process.
func TestChild(t *testing.T) {
	args := strings.Split(os.Getenv(childEnv), "\n")
	if len(args) != 5 {
		t.Skip("only in a process that another test starts")
	}
	dieAt, err := strconv.Atoi(args[3])
	if err != nil {
		t.Fatal(err)
	}
	state := StateIn(args[4])
	f := &faulty{}
	f.before = func(string) {
		if f.calls == dieAt {
			self, err := os.FindProcess(os.Getpid())
			if err == nil {
				err = self.Kill()
			}
			t.Error("not killed:", err)
			select {}
		}
	}
	switch args[0] {
	case "new":
		err = makeNew(newPlan(args[2]), args[1], faultyOpener(f))
	case "apply":
		err = run(samplePlan(), args[1], state, nil, faultyOpener(f))
	case "undo":
		var r *Reversal
		if r, err = Undo(args[1], state); err == nil {
			err = r.apply(faultyOpener(f))
		}
	}
	switch {
	case err == nil:
		fmt.Println("child: won")
	case errors.As(err, new(*Busy)) || isExists(err) || isChanged(err):
		fmt.Println("child: lost")
	default:
		t.Fatal(err)
	}
}

func TestApplyNewRaceOfProcesses(t *testing.T) {
	t.Parallel()
	for range 3 {
		parent := t.TempDir()
		out := make([]string, 4)
		errs := race(len(out), func(i int) error {
			text, err := child(t, "new", filepath.Join(parent, "myfunc"), strconv.Itoa(i), 0).CombinedOutput()
			out[i] = string(text)
			return err
		})
		won := -1
		for i := range out {
			switch {
			case errs[i] != nil:
				t.Errorf("process %d: %v\n%s", i, errs[i], out[i])
			case strings.Contains(out[i], "child: won") && won >= 0:
				t.Errorf("both %d and %d won", won, i)
			case strings.Contains(out[i], "child: won"):
				won = i
			case !strings.Contains(out[i], "child: lost"):
				t.Errorf("process %d said %s", i, out[i])
			}
		}
		snapshot(t, parent).compare(t, newAfter(t, "myfunc", strconv.Itoa(won)), "after a race")
	}
}
