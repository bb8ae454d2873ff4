// Package apply brings a generator.Plan to the disk whole or not at all, and
// takes it back. It is the only package that writes to a project, and every
// path that it writes to is a projectfile.Path.
//
// What it promises:
//
//   - A file is changed only if it still is what the plan saw there.
//   - A run that fails leaves the folder as it was. A run that is killed is
//     undone by the next one, or by Recover.
//   - What others can write is never believed. What a run was about to do, and
//     what the last change was, is kept in State: a folder of the user's own,
//     outside of every project. A journal that lies in a project is a
//     stranger's file.
//   - What is put back is what was there, byte for byte: contents are compared
//     with their sums first.
//   - In the project itself there is nothing but a folder .fcgen-tmp while a run
//     goes on. Nobody but the user can look into it.
//
// It is used like this:
//
//	state, err := apply.UserState(os.Getenv)
//	recovery, err := apply.Recover(dir, state)
//	err = apply.Apply(plan, dir, state)  // a folder that is there
//	err = apply.New(plan, dir)           // a folder that is not
//	reversal, err := apply.Undo(dir, state)
//	err = reversal.Apply()
package apply
