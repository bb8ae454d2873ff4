// Package prompt asks a person the questions that flags left open.
//
// It knows how to ask (in a full terminal through survey, or line by line
// where a screen that redraws itself is in the way) and in which order the
// questions of a new project come. It renders nothing, writes no file and
// exits nowhere: what is asked becomes a generator.Spec, and the rest is the
// caller's. No other package may import survey. One use:
//
//	p, err := prompt.Choose(prompt.Streams{In: os.Stdin, Out: os.Stdout, Env: os.Getenv})
//	if err != nil {
//		return err // a *NoTerminal: name the missing flags
//	}
//	w := prompt.Wizard{Prompter: p, Catalog: catalog, Given: flags, Preview: preview}
//	spec, err := w.Run(ctx, fromFlags)
package prompt
