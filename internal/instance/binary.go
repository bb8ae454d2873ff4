package instance

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"runtime"
)

// platformTarget is what the platform runs (https://help.aliyun.com/zh/functioncompute/fc/basics).
const platformTarget = "linux/amd64"

func thisPlatform() string { return runtime.GOOS + "/" + runtime.GOARCH }

// foreignBinary says for what a program was built, if that is not this machine;
// "" if it was, or if it is no program.
func foreignBinary(file string) string {
	target := binaryTarget(readHead(file))
	switch target {
	case "", thisPlatform():
		return ""
	case platformTarget:
		return fmt.Sprintf("it is built for %s, as the platform wants it, and this machine is %s; start it from its source here, as with -- go run .", target, thisPlatform())
	default:
		return fmt.Sprintf("it is built for %s, and the platform runs %s", target, platformTarget)
	}
}

// binaryTarget reads from the first bytes of a program for which system and
// processor it was built, in Go's words; "" if it is none that is known.
func binaryTarget(head []byte) string {
	little := binary.LittleEndian
	switch {
	case len(head) >= 20 && bytes.HasPrefix(head, []byte("\x7fELF")):
		order := binary.ByteOrder(little)
		if head[5] == 2 {
			order = binary.BigEndian
		}
		return elfSystem(head[7]) + "/" + elfMachine(order.Uint16(head[18:]), head[5] == 2)
	case len(head) >= 8 && little.Uint32(head)&^1 == 0xfeedface: // 0xfeedfacf has 64 bits
		return "darwin/" + machoCPU(little.Uint32(head[4:]))
	case len(head) >= 64 && bytes.HasPrefix(head, []byte("MZ")):
		at := int64(little.Uint32(head[60:]))
		if at+6 > int64(len(head)) || !bytes.HasPrefix(head[at:], []byte("PE\x00\x00")) {
			return ""
		}
		return "windows/" + peMachine(little.Uint16(head[at+4:]))
	default:
		return ""
	}
}

func elfSystem(abi byte) string {
	switch abi {
	case 9:
		return "freebsd"
	case 2:
		return "netbsd"
	case 12:
		return "openbsd"
	default: // 0 and 3
		return "linux"
	}
}

func elfMachine(machine uint16, big bool) string {
	switch {
	case machine == 3:
		return "386"
	case machine == 40:
		return "arm"
	case machine == 62:
		return "amd64"
	case machine == 183:
		return "arm64"
	case machine == 243:
		return "riscv64"
	case machine == 258:
		return "loong64"
	case machine == 21 && big:
		return "ppc64"
	case machine == 21:
		return "ppc64le"
	case machine == 22:
		return "s390x"
	default:
		return fmt.Sprintf("processor %d", machine)
	}
}

func machoCPU(cpu uint32) string {
	switch cpu {
	case 0x01000007:
		return "amd64"
	case 0x0100000c:
		return "arm64"
	default:
		return fmt.Sprintf("processor %#x", cpu)
	}
}

func peMachine(machine uint16) string {
	switch machine {
	case 0x014c:
		return "386"
	case 0x8664:
		return "amd64"
	case 0xaa64:
		return "arm64"
	default:
		return fmt.Sprintf("processor %#x", machine)
	}
}

// elfLoader is the file that loads a 64 bit program, if it is not on this
// machine: the system then says that the program itself does not exist.
func elfLoader(file string) string {
	head := readHead(file)
	if len(head) < 64 || !bytes.HasPrefix(head, []byte("\x7fELF\x02\x01")) {
		return ""
	}
	little := binary.LittleEndian
	const interpreter, entrySize = 3, 56
	start, count := little.Uint64(head[32:]), int(little.Uint16(head[56:]))
	for i := range count {
		at := start + uint64(i)*entrySize
		if at+entrySize > uint64(len(head)) {
			return ""
		}
		entry := head[at:]
		if little.Uint32(entry) != interpreter {
			continue
		}
		from, size := little.Uint64(entry[8:]), little.Uint64(entry[32:])
		if size > uint64(len(head)) || from > uint64(len(head))-size {
			return ""
		}
		loader := string(bytes.TrimRight(head[from:from+size], "\x00"))
		if _, err := os.Stat(loader); err == nil {
			return ""
		}
		return loader
	}
	return ""
}
