package emulator

import (
	"hash/crc64"
	"io"
	"path/filepath"
	"strconv"

	"github.com/fcgen/fcgen/internal/projectfile"
)

// checksum stands for what the platform has of a function's code: the CRC-64 of
// the files that the command names. It is read once, since a change of the
// files makes a new generation; "" if the command names none.
func (g *generation) checksum() string {
	g.once.Do(func() { g.sum = checksum(g.program) })
	return g.sum
}

func checksum(p Program) string {
	hash, found := crc64.New(crc64.MakeTable(crc64.ECMA)), false
	for _, arg := range p.Args {
		if !filepath.IsAbs(arg) {
			arg = filepath.Join(p.Dir, arg)
		}
		found = add(hash, arg) || found
	}
	if !found {
		return ""
	}
	return strconv.FormatUint(hash.Sum64(), 10)
}

// maxSummed is how many bytes of a file the sum is of, at most: the platform
// takes no code package of that size.
const maxSummed = 1 << 30

// add reports whether there is such a file.
func add(to io.Writer, name string) bool {
	f, err := projectfile.OpenFile(name)
	if err != nil {
		return false
	}
	defer f.Close()
	_, err = io.Copy(to, io.LimitReader(f, maxSummed))
	return err == nil
}
