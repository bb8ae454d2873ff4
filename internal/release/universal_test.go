package main

import (
	"bytes"
	"debug/macho"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"
)

// universal is what goreleaser makes of programs, in the order they are given in.
func universal(t *testing.T, programs ...[]byte) []byte {
	t.Helper()
	const align = 1 << 14
	head := []uint32{macho.MagicFat, uint32(len(programs))}
	var body []byte
	for _, p := range programs {
		body = append(body, make([]byte, (align-len(body)%align)%align)...)
		head = append(head, binary.LittleEndian.Uint32(p[4:8]), binary.LittleEndian.Uint32(p[8:12]), uint32(align+len(body)), uint32(len(p)), 14)
		body = append(body, p...)
	}
	var b bytes.Buffer
	if err := binary.Write(&b, binary.BigEndian, head); err != nil {
		t.Fatal(err)
	}
	b.Write(make([]byte, align-b.Len()))
	b.Write(body)
	return b.Bytes()
}

// program has the header that Mach-O begins with, and some bytes.
func program(t *testing.T, cpu macho.Cpu, fill byte, size int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := binary.Write(&b, binary.LittleEndian, []uint32{macho.Magic64, uint32(cpu), 0, uint32(macho.TypeExec), 0, 0, 0, 0}); err != nil {
		t.Fatal(err)
	}
	b.Write(bytes.Repeat([]byte{fill}, size))
	return b.Bytes()
}

func TestSortUniversal(t *testing.T) {
	t.Parallel()
	intel, arm := program(t, macho.CpuAmd64, 'i', 20_000), program(t, macho.CpuArm64, 'a', 33)
	name := filepath.Join(t.TempDir(), "fcgen")
	var results [][]byte
	for _, made := range [][]byte{universal(t, intel, arm), universal(t, arm, intel)} {
		if err := os.WriteFile(name, made, 0o755); err != nil {
			t.Fatal(err)
		}
		for range 2 { // a second time nothing changes
			if err := sortUniversal(name); err != nil {
				t.Fatal(err)
			}
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			results = append(results, data)
		}
	}
	for i, r := range results {
		if !bytes.Equal(r, results[0]) {
			t.Errorf("result %d has other bytes than the first", i)
		}
	}
	if !bytes.Equal(results[0], universal(t, intel, arm)) {
		t.Error("sorted already, it is not what it was")
	}
	fat, err := macho.NewFatFile(bytes.NewReader(results[0]))
	if err != nil || len(fat.Arches) != 2 || fat.Arches[0].Cpu != macho.CpuAmd64 || fat.Arches[1].Cpu != macho.CpuArm64 {
		t.Errorf("it is read as %+v, %v", fat, err)
	}
	if at := fat.Arches[1]; !bytes.Equal(results[0][at.Offset:at.Offset+at.Size], arm) {
		t.Error("the second program has other bytes")
	}
}

func TestSortUniversalRefuses(t *testing.T) {
	t.Parallel()
	good := universal(t, program(t, macho.CpuAmd64, 'i', 10), program(t, macho.CpuArm64, 'a', 10))
	for name, data := range map[string][]byte{
		"nothing": nil, "one program": program(t, macho.CpuAmd64, 'i', 10), "a header alone": good[:8], "a file cut short": good[:len(good)-1],
	} {
		if _, err := sortedUniversal(data); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
