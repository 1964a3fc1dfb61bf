package main

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// terminal returns both ends of a pseudo-terminal: what the program writes to,
// and what the person in front of it sees.
func terminal(t *testing.T) (program, person *os.File) {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { person.Close() })
	var locked, number int32
	for _, call := range []struct {
		request uintptr
		value   *int32
	}{{syscall.TIOCSPTLCK, &locked}, {syscall.TIOCGPTN, &number}} {
		if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, person.Fd(), call.request, uintptr(unsafe.Pointer(call.value))); errno != 0 {
			t.Fatal(errno)
		}
	}
	program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { program.Close() })
	return program, person
}

func TestBar_is_drawn_on_a_terminal_and_taken_away(t *testing.T) {
	t.Parallel()
	program, person := terminal(t)
	b := newBar(program, "importing")
	for done := range 4 {
		b.progress(done, 8)
		time.Sleep(60 * time.Millisecond) // it is drawn anew 20 times a second at most
	}
	b.progress(8, 8)
	b.finish()
	fmt.Fprint(program, "imported\n")
	var seen strings.Builder
	for buf := make([]byte, 4096); !strings.Contains(seen.String(), "imported"); {
		n, err := person.Read(buf)
		if err != nil {
			t.Fatalf("%v after %q", err, seen.String())
		}
		seen.Write(buf[:n])
	}
	for _, want := range []string{"importing", "(3/8"} {
		if !strings.Contains(seen.String(), want) {
			t.Errorf("the terminal never shows %q: %q", want, seen.String())
		}
	}
	_, last, _ := strings.Cut(seen.String(), "(3/8")
	if at := strings.LastIndex(last, "importing"); at >= 0 && !strings.Contains(last[at:], "\r") {
		t.Errorf("the bar stays on the terminal: %q", last)
	}
}
