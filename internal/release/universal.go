package main

import (
	"bytes"
	"cmp"
	"debug/macho"
	"encoding/binary"
	"fmt"
	"os"
	"slices"
)

// A universal binary is a list of these, then the programs, each at a multiple
// of a power of two. All numbers have the high byte first.
type fatArch struct{ CPU, SubCPU, Offset, Size, Align uint32 }

// sortUniversal puts the programs inside a Mac's universal binary in the order
// of their processors. goreleaser leaves them in the order in which their
// builds came to an end, so that two builds of one source would differ.
func sortUniversal(name string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	about, err := os.Stat(name)
	if err != nil {
		return err
	}
	sorted, err := sortedUniversal(data)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err := os.WriteFile(name, sorted, about.Mode()); err != nil {
		return err
	}
	return os.Chtimes(name, about.ModTime(), about.ModTime())
}

func sortedUniversal(data []byte) ([]byte, error) {
	var head struct{ Magic, Count uint32 }
	r := bytes.NewReader(data)
	if err := binary.Read(r, binary.BigEndian, &head); err != nil || head.Magic != macho.MagicFat || head.Count > 16 {
		return nil, fmt.Errorf("it is no universal binary (%w)", cmp.Or(err, os.ErrInvalid))
	}
	list := make([]fatArch, head.Count)
	if err := binary.Read(r, binary.BigEndian, list); err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b fatArch) int { return cmp.Or(cmp.Compare(a.CPU, b.CPU), cmp.Compare(a.SubCPU, b.SubCPU)) })

	at := uint64(binary.Size(head) + binary.Size(list))
	moved := slices.Clone(list)
	for i, a := range list {
		if uint64(a.Offset)+uint64(a.Size) > uint64(len(data)) || a.Align > 20 {
			return nil, fmt.Errorf("the program for processor %#x lies outside of the file", a.CPU)
		}
		step := uint64(1) << a.Align
		at = (at + step - 1) / step * step
		moved[i].Offset = uint32(at) // the old file, which is as long, had room for it
		at += uint64(a.Size)
	}
	out := bytes.NewBuffer(make([]byte, 0, at))
	for _, part := range []any{head, moved} {
		if err := binary.Write(out, binary.BigEndian, part); err != nil {
			return nil, err
		}
	}
	for i, a := range list {
		out.Write(make([]byte, int(moved[i].Offset)-out.Len()))
		out.Write(data[a.Offset : uint64(a.Offset)+uint64(a.Size)])
	}
	return out.Bytes(), nil
}
