// Package manifest reads what an s.yaml says about one function: what to start,
// what the platform calls, how long it waits. Package devs fills in its
// variables first, as Serverless Devs does. The line of every value is kept, so
// that whoever finds fault with one can name its place.
//
// It judges nothing (package fc does) and starts nothing. One use:
//
//	f, err := manifest.Load(ctx, dir, manifest.Choice{})
//	fmt.Println(f.Name, f.Hooks["initializer"].Timeout)
package manifest
