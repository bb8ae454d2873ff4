// Package tool starts git and go to ask them about a folder whose files may be a
// stranger's, so that nothing which those files say is run or fetched, nothing
// in the folder is written, and no process outlives this program.
//
// What a person set for themself, in their environment and in the files of
// their home folder, holds where it starts nothing on behalf of the folder.
// Building a person's program to run it is no matter of this package.
//
//	git := tool.Git{Environ: os.Environ()}
//	n, err := git.Changed(ctx, dir)
package tool
