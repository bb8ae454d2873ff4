// Package instance is one instance of a function as the platform handles it: a
// process that is started on a port, waited for, called, frozen and stopped,
// with the headers, variables, log lines and error texts of Function Compute.
//
// It carries out single steps and has no opinion about their order or about
// what follows from an answer: the package emulator has one, and the checks
// have another. One use:
//
//	in, err := instance.Start(ctx, instance.Config{Function: f, Args: []string{"./bootstrap"}})
//	…
//	answer := in.Hook(ctx, initializer, instance.HookCall{})
//	in.Stop(10 * time.Second)
package instance
