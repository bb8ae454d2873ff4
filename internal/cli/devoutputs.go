package cli

import "os"

// outputs are the files that this run writes: changes of them are its own.
type outputs []os.FileInfo

// add takes in a stream, if it is a file.
func (o *outputs) add(stream any) {
	f, ok := stream.(*os.File)
	if !ok {
		return
	}
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		*o = append(*o, info)
	}
}

func (o outputs) have(path string) bool {
	if len(o) == 0 {
		return false
	}
	info, err := os.Stat(path)
	if err != nil {
		return false
	}
	for _, own := range o {
		if os.SameFile(own, info) {
			return true
		}
	}
	return false
}
