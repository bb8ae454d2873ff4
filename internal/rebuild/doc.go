// Package rebuild turns a folder of source into a program, again at every
// change: it watches, waits until the changes are over, builds in the
// background and tells what came of it.
//
// It starts nothing but the go command, and decides nothing about what is built.
// One use:
//
//	b, err := rebuild.NewBuilder(ctx, rebuild.Source{Dir: dir})
//	changes := make(chan []string, 1)
//	wait, err := rebuild.Watch(ctx, b.Roots(), 0, func(paths []string) { changes <- paths })
//	rebuild.Latest(ctx, changes, func(ctx context.Context, changed []string) bool {
//		built := b.Build(ctx)
//		…
//		return built.Err == nil
//	})
package rebuild
