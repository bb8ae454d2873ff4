// Package process runs a program in a process group of its own that can be
// frozen, thawed, asked to stop and killed as one, and that does not outlive
// the program that started it, whatever ends that one.
//
// Descendants that leave the group are found on Linux by a mark in their
// environment, by their parent, or because they were seen before. A daemon that
// wipes its environment and whose parent ended before anybody looked is beyond
// that, and elsewhere whatever leaves the group is.
//
// It knows nothing of HTTP or of the platform. One use:
//
//	p, err := process.Start(process.Spec{Args: []string{"./server"}, Stdout: os.Stdout, Stderr: os.Stderr})
//	…
//	exit := p.Stop(10 * time.Second)
package process
