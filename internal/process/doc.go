// Package process runs a program in a process group of its own that can be
// frozen, thawed, asked to stop and killed as one, and that does not outlive
// the program that started it, whatever ends that one.
//
// It knows nothing of HTTP or of the platform. One use:
//
//	p, err := process.Start(process.Spec{Args: []string{"./server"}, Stdout: os.Stdout, Stderr: os.Stderr})
//	…
//	exit := p.Stop(10 * time.Second)
package process
