package process

import (
	"bytes"
	"iter"
	"os"
	"slices"
	"strconv"
	"sync"
	"syscall"
)

// task is a process as /proc shows it.
type task struct {
	pid, parent, group int
	born               uint64 // ticks since the system started
	dead               bool   // and not reaped yet; what it had open is closed
}

// family is what is known of a program's descendants.
type family struct {
	since uint64 // when the program was born

	mu    sync.Mutex
	known map[int]uint64 // when those were born that were seen before, by id
}

// begin is told the program's own id.
func (f *family) begin(pid int) {
	t, _, _ := readTask(pid, nil)
	f.since = t.born
}

// look looks for what still runs: whether some of it is in the group, and all
// the ids. Those that left the group are known by the cookie in their
// environment, by their parent, or from an earlier look.
func (f *family) look(group int, cookie string) (alive bool, pids []int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var found walk
	for range 3 {
		found = survey(group, f.since, cookie, f.known)
		if len(found.ours) > 0 || !found.again {
			break
		}
	}
	f.known = make(map[int]uint64, len(found.ours))
	for _, t := range found.ours {
		f.known[t.pid] = t.born
		alive = alive || t.inGroup(group)
		pids = append(pids, t.pid)
	}
	slices.Sort(pids)
	return alive, pids
}

// walk is what a walk through /proc finds of a program.
type walk struct {
	ours []task

	// again means that a process ended during the walk: it may have been one
	// of ours and have left a child that the list of names does not have yet.
	// When the walk saw all names alive, nothing can have escaped it, since a
	// process has a parent that was there before it.
	again bool
}

// survey walks through /proc once. Nothing that is older than the program was
// started by it.
func survey(group int, since uint64, cookie string, known map[int]uint64) walk {
	var found walk
	var others []task
	var buf []byte
	self := os.Getpid()
	for _, pid := range taskIDs() {
		// Asking for the group alone is cheap, and sorts out the kernel's own
		// processes, whose group is 0.
		if pgid, err := syscall.Getpgid(pid); err == nil && pgid == 0 || pid == self {
			continue
		}
		var t task
		var ok bool
		t, buf, ok = readTask(pid, buf)
		switch {
		case !ok:
			found.again = true
		case t.dead:
			found.again = found.again || pid != group && t.born >= since
		case t.inGroup(group):
			found.ours = append(found.ours, t)
		case t.born < since:
		default:
			buf = readProc(pid, "environ", buf)
			if bytes.Contains(buf, []byte(cookie)) || known[pid] == t.born {
				found.ours = append(found.ours, t)
			} else {
				others = append(others, t)
			}
		}
	}
	found.adopt(others)
	return found
}

// inGroup is false for group 0, which is the kernel's own and here means none.
func (t task) inGroup(group int) bool { return group > 0 && t.group == group }

// adopt adds the children of what was found, and theirs.
func (w *walk) adopt(others []task) {
	for i := 0; i < len(w.ours); i++ { // which grows
		for _, t := range others {
			if t.parent == w.ours[i].pid {
				w.ours = append(w.ours, t)
			}
		}
	}
}

// taskIDs lists the processes that this one may see.
func taskIDs() []int {
	dir, err := os.Open("/proc")
	if err != nil {
		return nil
	}
	defer dir.Close()
	names, _ := dir.Readdirnames(-1)
	pids := make([]int, 0, len(names))
	for _, name := range names {
		if pid, err := strconv.Atoi(name); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
}

// readTask reads a process's stat file (man 5 proc_pid_stat). The name in it
// may hold anything, parentheses too, so the fields are counted from its end.
func readTask(pid int, buf []byte) (task, []byte, bool) {
	buf = readProc(pid, "stat", buf)
	i := bytes.LastIndexByte(buf, ')')
	if i < 0 {
		return task{}, buf, false
	}
	fields := bytes.Fields(buf[i+1:])
	if len(fields) < 20 {
		return task{}, buf, false
	}
	t := task{pid: pid}
	// A first thread that has ended is a zombie while others still have the files open.
	threads, _ := strconv.Atoi(string(fields[17]))
	t.dead = fields[0][0] == 'X' || fields[0][0] == 'Z' && threads <= 1
	t.parent, _ = strconv.Atoi(string(fields[1]))
	t.group, _ = strconv.Atoi(string(fields[2]))
	t.born, _ = strconv.ParseUint(string(fields[19]), 10, 64)
	return t, buf, true
}

// strays lists what runs with one of the cookies.
func strays(cookies iter.Seq[string]) (pids []int) {
	for cookie := range cookies {
		_, left := new(family).look(0, cookie)
		pids = append(pids, left...)
	}
	return pids
}
